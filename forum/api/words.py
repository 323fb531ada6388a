"""What each operation of the API does, for people."""

from forum.core.i18n import lazy_gettext as _l

SUMMARIES = {
    "list_editions": _l("Every public edition, the latest first."),
    "get_programme": _l("The latest release of an edition’s programme."),
    "list_registrations": _l("Registrations, fifty at a time, the latest first."),
    "create_registration": _l("Register a person. The confirmation goes to the person by mail."),
    "get_edition_declaration": _l("An edition’s declaration, with the cities that have signed."),
    "get_declaration": _l(
        "A declaration by its key or code; of several, that of the latest edition."
    ),
    "send_scans": _l("Judge and record scans; one answer for each, in the order they were sent."),
    "get_roster": _l("The rules of a check-in list and who may come."),
}
