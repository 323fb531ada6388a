"""What the editor says of the draft: what was done, where a session stands, who was faster."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from forum.accounts.queries import names_of
from forum.core import audit
from forum.core.dates import format_minute, format_short_date
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.programme.models import ProgrammeOperation
from forum.programme.types import Conflict, OperationKind, Place, Slot, Verb

OPERATION_WORDS = {
    Verb.CREATED: _l("Added “%(title)s”"),
    Verb.REVISED: _l("Changed “%(title)s”"),
    Verb.MOVED: _l("Moved “%(title)s”"),
    Verb.REORDERED: _l("Changed the order of “%(title)s”"),
    Verb.CANCELLED: _l("Marked “%(title)s” as cancelled"),
    Verb.RESTORED: _l("Reinstated “%(title)s”"),
    Verb.REMOVED: _l("Removed “%(title)s”"),
    Verb.PLACE_WRITTEN: _l("Changed the room “%(title)s”"),
    Verb.PLACE_REMOVED: _l("Removed the room “%(title)s”"),
    Verb.IMPORTED: _l("Imported a programme"),
    Verb.BROUGHT_BACK: _l("Brought an earlier release back"),
}
_USER = "user"


def operation_words(operation: ProgrammeOperation) -> str:
    """Return what an operation did, whether or not it was taken back: "Moved “Session 2”"."""
    title = operation.title.in_(current_language()) or _("Untitled")
    return str(OPERATION_WORDS[operation.verb]) % {"title": title}


def operation_markup(operation: ProgrammeOperation) -> Markup:
    """Return the same for a page: a title in the other language says so by its `lang`."""
    language = current_language()
    title = operation.title or LocalizedText(ko=_("Untitled"), en=_("Untitled"))
    shown = Markup("<span lang='{}'>{}</span>").format(
        title.language_in(language), title.in_(language)
    )
    return Markup(OPERATION_WORDS[operation.verb]) % {"title": shown}  # noqa: S704  our own words


def history_markup(operation: ProgrammeOperation) -> Markup:
    """Return what an entry of the history says: "Undid: Moved “Session 2”"."""
    what = operation_markup(operation)
    if operation.kind is OperationKind.UNDO:
        return Markup(_("Undid: %(what)s")) % {"what": what}  # noqa: S704  our own words
    if operation.kind is OperationKind.REDO:
        return Markup(_("Did again: %(what)s")) % {"what": what}  # noqa: S704  our own words
    return what


def slot_words(slot: Slot, places: Iterable[Place]) -> str:
    """Return where a session stands: "Tue, 11 Dec, 13:30–15:05, Multipurpose Hall"."""
    language = current_language()
    place = next((entry for entry in places if entry.key == slot.place), None)
    said = [
        format_short_date(slot.day) if slot.day else _("no day"),
        _time_words(slot),
        place.name.in_(language) if place else _("no room"),
    ]
    return ", ".join(said)


def _time_words(slot: Slot) -> str:
    if slot.starts is None:
        return _("no time")
    if slot.ends is None:
        return format_minute(slot.starts)
    return f"{format_minute(slot.starts)}–{format_minute(slot.ends)}"


def conflict_words(conflict: Conflict, theirs: str, mine: str) -> str:
    """Return who was faster, where the session stands now, and what was wanted."""
    if conflict.actors == (audit.present_actor(),):
        return _(
            "You have changed this session in another window: %(theirs)s. "
            "Here you wanted: %(mine)s. Nothing was overwritten.",
            theirs=theirs,
            mine=mine,
        )
    return _(
        "%(who)s changed this session before you: %(theirs)s. "
        "You wanted: %(mine)s. Nothing was overwritten.",
        who=", ".join(map(_written, actor_names(conflict.actors).values())),
        theirs=theirs,
        mine=mine,
    )


def actor_names(actors: Iterable[str]) -> Mapping[str, LocalizedText | str]:
    """Return how those are called who are in the history, by what it says of them."""
    ids = {actor: _user_id(actor) for actor in dict.fromkeys(actors)}
    names = names_of(ids.values())
    return {actor: names.get(user_id, _("The system")) for actor, user_id in ids.items()}


def _user_id(actor: str) -> int:
    """Return the id of an organiser, 0 for the system and whoever else."""
    kind, _colon, number = actor.partition(":")
    return int(number) if kind == _USER and number.isdigit() else 0


def _written(name: LocalizedText | str) -> str:
    return name if isinstance(name, str) else name.in_(current_language())
