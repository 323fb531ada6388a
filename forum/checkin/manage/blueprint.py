"""The blueprint of the organisers' pages of check-in."""

from flask import Blueprint

from forum.checkin import queries
from forum.registration.sheets.rules import offer_columns

checkin_manage = Blueprint("checkin_manage", __name__)
offer_columns("checkin", queries.SHEET_COLUMNS)
