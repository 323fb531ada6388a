"""A warning as a value: what is wrong, where, and what its sentence needs."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from forum.core.localized import EMPTY, Language, LocalizedText


class WarningKind(StrEnum):
    """What can be wrong, in the order in which a session's warnings are listed."""

    PERSON_TWICE = "person_twice"
    PLACE_TWICE = "place_twice"
    SESSION_TOO_SHORT = "session_too_short"
    PRESENTATIONS_TOO_LONG = "presentations_too_long"
    PAST_MIDNIGHT = "past_midnight"
    OUTSIDE_EDITION = "outside_edition"
    PLACE_TOO_SMALL = "place_too_small"  # for the seats that are given away
    PLACE_TOO_CROWDED = "place_too_crowded"  # for the number that is expected
    PLACE_UNCONFIRMED = "place_unconfirmed"
    PERSON_UNCONFIRMED = "person_unconfirmed"
    UNCONFIRMED = "unconfirmed"  # what is written as still to be confirmed
    CHAIR_MISSING = "chair_missing"
    TRANSLATION_MISSING = "translation_missing"
    ADDRESS_MALFORMED = "address_malformed"
    LINK_DEAD = "link_dead"  # into this site, where nothing is
    FILE_GONE = "file_gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaWarning:
    """Something about a programme that an organiser should know. It is kept with a release.

    Attributes:
        serious: what would go wrong on the day, not only look unfinished.
        session: key of the session that it is about, or through which the person, place or
            city is reached; empty for a place in which nothing is held.
        other: key of the session that it coincides with.
        place, speaker, city: key of what it is about, besides the session.
        field: name of the field of the session form, as in `types.Session`.
        part: which of their texts, where it is about a person, a place or a city: `name`.
        positions: which entries of the field, from 1, where that is a list.
        title, other_title: of the sessions.
        name: of the person, place, city or file, or what is still to be confirmed.
        day, starts, ends: when two sessions coincide, or when one is.
        needed, available: minutes, seats or people.
        language: what is missing.
        address: what leads nowhere.
    """

    kind: WarningKind
    serious: bool = False
    session: str = ""
    other: str = ""
    place: str = ""
    speaker: str = ""
    city: str = ""
    field: str = ""
    part: str = ""
    positions: tuple[int, ...] = ()
    title: LocalizedText = EMPTY
    other_title: LocalizedText = EMPTY
    name: LocalizedText = EMPTY
    day: date | None = None
    starts: int | None = None
    ends: int | None = None
    needed: int | None = None
    available: int | None = None
    language: Language | None = None
    address: str = ""

    def concerns(self, session: str) -> bool:
        """Tell whether it is about this session, as the one or as the other."""
        return session in (self.session, self.other)


def _leads_somewhere(path: str) -> bool:
    """Take it that there is a page at a path."""
    del path
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a warning has to know that no agenda says. Without it, nothing is held against it.

    Attributes:
        base_url: the address of this site; links to it and links without a host are its own.
        is_page: tells whether there is a page at a path of this site (sessions are looked up
            in the agenda itself).
        sessions: keys of the sessions that there are besides, where the agenda is a part.
        files: keys of the uploaded files that are there.
    """

    base_url: str = ""
    is_page: Callable[[str], bool] = _leads_somewhere
    sessions: Collection[str] = ()
    files: Collection[str] | None = None
