"""The blueprint of the organisers' pages of registration."""

from flask import Blueprint

registration_manage = Blueprint("registration_manage", __name__)
