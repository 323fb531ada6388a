"""The words that the usher's app puts together itself."""

from collections.abc import Mapping

from forum.core.i18n import gettext as _
from forum.core.i18n import pgettext


def app_words() -> Mapping[str, str]:
    """Return the words by name; braces stand for what the device knows."""
    return {
        "scan": pgettext("check-in", "Scan"),
        "find": pgettext("check-in", "Find"),
        "tray": pgettext("check-in", "Tray"),
        "lists": _("Choose a list"),
        "hint": _("Hold the code of a badge in the square."),
        "two-codes": _("Two codes in the picture: show one alone."),
        "camera-denied": _("The camera is not allowed here. Allow it in the browser’s settings."),
        "camera-none": _("No camera can be opened. Type the number, or search by name."),
        "code-spoilt": _("Badge code, damaged or not ours"),
        "code-foreign": _("Another code: {text}"),
        "number-wrong": _("Mistyped number: {text}"),
        "online": pgettext("check-in", "Connected"),
        "synced": pgettext("check-in", "Synced {time}"),
        "offline-since": _("Offline since {time}"),
        "waiting": _("{count} waiting"),
        "undone": _("Taken back. The badge may be admitted again."),
        "taken-back": pgettext("check-in", "taken back"),
        "not-sent": pgettext("check-in", "not sent yet"),
        "first": pgettext("check-in", "First"),
        "left": pgettext("check-in", "Left"),
        "where": pgettext("check-in", "Where"),
        "times": pgettext("check-in", "How often"),
        "early": _("It opens at {time}."),
        "late": _("It closed at {time}."),
        "found": _("{count} found"),
        "practice": _("Practice"),
        "tries": _("Attempt {count}"),
        "twice": _("Also let in at {time}, {place}"),
        "server-says": _("Let in here; the server says: {word}"),
        "server-lets": _("Not let in here; the server says: {word}"),
        "cause-revoked": _("Sent after the device was revoked: it does not count by itself"),
        "cause-no_list": _("The list was removed: it does not count by itself"),
        "cause-other_list": _("Not a list of this device: it does not count by itself"),
        "cause-other_day": _("Not a day of this device: it does not count by itself"),
        "cause-malformed": _("The server cannot read this scan"),
        "cause-undo": _("It could not be taken back"),
        "decided-in": _("Was let in: right"),
        "decided-out": _("Was sent away"),
    }
