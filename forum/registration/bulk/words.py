"""Words for the actions on many registrations."""

from forum.core.i18n import lazy_gettext as _l
from forum.registration.bulk.types import BulkKind

BULK_WORDS = {
    BulkKind.APPROVE: _l("Approve"),
    BulkKind.REJECT: _l("Turn down"),
    BulkKind.MOVE: _l("Move to another category"),
    BulkKind.CANCEL: _l("Cancel registrations"),
    BulkKind.TAG: _l("Give a tag"),
    BulkKind.UNTAG: _l("Take a tag"),
}
BULK_EFFECTS = {
    BulkKind.APPROVE: _l("They get their places; where a category is full they wait in line."),
    BulkKind.REJECT: _l("Their requests end with the reason that you write."),
    BulkKind.MOVE: _l(
        "Seats are taken in the new category and given back in the old one. "
        "Badges printed before become void."
    ),
    BulkKind.CANCEL: _l("Their places become free at once and go to those who wait."),
    BulkKind.TAG: _l("They get the tag, which only organisers see."),
    BulkKind.UNTAG: _l("They lose the tag; nothing else changes."),
}
BULK_MAILS = {
    BulkKind.APPROVE: _l("Each gets one mail: a confirmation, or the place on the waiting list."),
    BulkKind.REJECT: _l("Each gets one mail with the reason."),
    BulkKind.MOVE: _l(
        "Each gets a mail that says so, with the new QR code; "
        "those for whom a place becomes free get an offer."
    ),
    BulkKind.TAG: _l("No mail is sent."),
    BulkKind.UNTAG: _l("No mail is sent."),
    BulkKind.CANCEL: _l(
        "Each gets one mail with the reason; those who wait get offers of the places."
    ),
}
