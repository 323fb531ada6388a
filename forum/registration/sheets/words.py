"""Words for how far a spreadsheet is."""

from forum.core.i18n import lazy_pgettext
from forum.registration.sheets.types import SheetState

SHEET_WORDS = {
    SheetState.QUEUED: lazy_pgettext("spreadsheet", "Waits"),
    SheetState.RUNNING: lazy_pgettext("spreadsheet", "Is being made"),
    SheetState.DONE: lazy_pgettext("spreadsheet", "Ready"),
    SheetState.DELETED: lazy_pgettext("spreadsheet", "Deleted"),
}
