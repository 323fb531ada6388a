"""The blueprint of the builder of forms."""

from flask import Blueprint

forms_manage = Blueprint("forms_manage", __name__)
