"""Where the pages of editions are mounted that reach into every feature: settings, new, clone."""

from flask import Blueprint

editions_manage = Blueprint("editions_manage", __name__)
