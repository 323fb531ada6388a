"""Where the organisers' pages of the programme are mounted: `/manage/<edition>/programme`."""

from flask import Blueprint

programme_manage = Blueprint("programme_manage", __name__)
