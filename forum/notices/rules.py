"""Who is told what of a release. Decisions on values alone.

The tables say which difference matters to whom; `docs/decisions/0013-who-is-told.md` says why.
Everything else that a release changes stands in the changelog, and is mailed to nobody.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from forum.core.localized import LANGUAGES
from forum.notices.types import (
    CalendarMethod,
    News,
    Notice,
    NoticeCounts,
    NoticeGroup,
    Recipient,
    SessionNotice,
    Tie,
)
from forum.programme.changes import Change, SessionChange
from forum.programme.types import (
    Agenda,
    Contribution,
    RoleHeld,
    Session,
    SessionState,
    by_time,
)

NEWS_OF: Mapping[str, News | None] = {
    "added": News.RESTORED,  # to those who had it before it was taken out; to no other
    "removed": News.CANCELLED,
    "cancelled": News.CANCELLED,
    "restored": News.RESTORED,
    "moved": News.MOVED,
    "relocated": News.RELOCATED,
    "retitled": News.RETITLED,
    "people": None,  # those who come, go or get another part are told of it themselves
    "contributions": None,
    "items": None,
    "reordered": None,
    "details": None,
    "speaker": None,
    "place": None,  # a session in a place that is called otherwise is relocated
    "city": None,
    "edition": None,
    "places": None,
    "speakers": None,
    "cities": None,
    "order": None,
}
"""What a kind of change (`forum.programme.changes`) says to those who have the session."""

TOLD: Mapping[News, frozenset[Tie]] = {
    News.CANCELLED: frozenset(Tie),
    News.RESTORED: frozenset(Tie),
    News.MOVED: frozenset(Tie),
    News.RELOCATED: frozenset(Tie),
    News.RETITLED: frozenset(Tie),
    News.JOINED: frozenset({Tie.SPEAKER}),
    News.LEFT: frozenset({Tie.SPEAKER}),
    News.PART: frozenset({Tie.SPEAKER}),
}
"""Whom each piece of news matters to."""

SILENT_IN_CALENDARS: frozenset[News] = frozenset({News.PART, News.LEFT})
"""What alters no entry of a session that somebody still has: their own part in it."""

_NEWS = tuple(News)
_TIES = tuple(Tie)


def notices_of(
    before: Agenda | None,
    after: Agenda,
    changes: Iterable[Change],
    audience: Iterable[Recipient],
    *,
    today: date,
) -> tuple[Notice, ...]:
    """Return what each of an audience is told of a release; who is not touched has no notice.

    The first release is told to nobody, and what is over on `today` is told no more.
    """
    if before is None:
        return ()
    touched = _touched(before, after, changes, today)
    made = (_notice(before, after, touched, recipient) for recipient in audience)
    return tuple(notice for notice in made if notice is not None)


def touched_keys(changes: Iterable[Change]) -> frozenset[str]:
    """Return the keys of the sessions that changes are about."""
    return frozenset(change.session for change in changes if isinstance(change, SessionChange))


def speakers_of(agenda: Agenda | None, keys: Iterable[str]) -> frozenset[str]:
    """Return the keys of the people who have a part in some sessions."""
    found = (agenda.session(key) for key in keys) if agenda else ()
    return frozenset(
        speaker for session in found if session is not None for speaker, _part in _parts(session)
    )


def count_notices(notices: Sequence[Notice]) -> NoticeCounts:
    """Count mails by whom they go to, by what they tell, and by language."""
    ties = Counter(tie for notice in notices for tie in notice.ties)
    news = Counter(
        said
        for notice in notices
        for said in frozenset(said for session in notice.sessions for said in session.news)
    )
    languages = Counter(notice.recipient.language for notice in notices)
    return NoticeCounts(
        mails=len(notices),
        ties={tie: ties[tie] for tie in _TIES if ties[tie]},
        news={said: news[said] for said in _NEWS if news[said]},
        languages={language: languages[language] for language in LANGUAGES if languages[language]},
    )


def group_notices(notices: Iterable[Notice]) -> tuple[NoticeGroup, ...]:
    """Return those who are told the same together, the largest group last."""
    groups: dict[tuple[SessionNotice, ...], list[Recipient]] = {}
    for notice in notices:
        groups.setdefault(notice.sessions, []).append(notice.recipient)
    made = (NoticeGroup(sessions=told, recipients=tuple(who)) for told, who in groups.items())
    return tuple(sorted(made, key=lambda group: len(group.recipients)))


def parts_in(
    session: Session | None, speakers: frozenset[str]
) -> tuple[RoleHeld | Contribution, ...]:
    """Return the roles and the contributions that some people have in a session, in order."""
    if session is None:
        return ()
    return tuple(part for speaker, part in _parts(session) if speaker in speakers)


def takes_place(session: Session | None) -> bool:
    """Tell whether there is such a session and it is not cancelled."""
    return session is not None and session.state is SessionState.SCHEDULED


def _touched(
    before: Agenda, after: Agenda, changes: Iterable[Change], today: date
) -> Mapping[str, frozenset[News]]:
    """Return what a release says of each session that it touches to all who have it."""
    touched: dict[str, set[News]] = {}
    for change in changes:
        if not isinstance(change, SessionChange):
            continue
        old, new = before.session(change.session), after.session(change.session)
        if not (takes_place(old) or takes_place(new)) or _is_over(old, new, today):
            continue
        said = touched.setdefault(change.session, set())
        news = NEWS_OF[change.kind]
        if news is News.RELOCATED and _where(before, old) == _where(after, new):
            continue  # only what is written of the place elsewhere has changed
        if news is not None and (takes_place(new) or news is News.CANCELLED):
            said.add(news)
    return {key: frozenset(said) for key, said in touched.items()}


def _notice(
    before: Agenda,
    after: Agenda,
    touched: Mapping[str, frozenset[News]],
    recipient: Recipient,
) -> Notice | None:
    sessions = [
        told
        for key, news in touched.items()
        if (told := _told(before.session(key), after.session(key), news, recipient)) is not None
    ]
    if not sessions:
        return None

    def when(told: SessionNotice) -> tuple[bool, date, bool, int]:
        session = after.session(told.session) or before.session(told.session)
        assert session is not None  # noqa: S101  a change is about a session
        return by_time(session)

    return Notice(recipient=recipient, sessions=tuple(sorted(sessions, key=when)))


def _told(
    old: Session | None, new: Session | None, news: frozenset[News], recipient: Recipient
) -> SessionNotice | None:
    session = new or old
    assert session is not None  # noqa: S101  a change is about a session
    ties: list[Tie] = []
    said: set[News] = set()
    had, has = parts_in(old, recipient.speakers), parts_in(new, recipient.speakers)
    said |= _about_part(old, new, had, has, news)
    if said:
        ties.append(Tie.SPEAKER)
    tie = _follows(session.key, recipient)
    if tie is not None:
        of_session = frozenset(one for one in news if tie in TOLD[one])
        said |= of_session
        ties += [tie] if of_session or Tie.SPEAKER in ties else []
    if not said:
        return None
    return SessionNotice(
        session=session.key,
        news=tuple(one for one in _NEWS if one in said),
        ties=tuple(ties),
        method=_method(old, new, said, had=bool(had or tie), has=bool(has or tie)),
        speakers=recipient.speakers if Tie.SPEAKER in ties else frozenset(),
    )


def _about_part(
    old: Session | None,
    new: Session | None,
    had: tuple[RoleHeld | Contribution, ...],
    has: tuple[RoleHeld | Contribution, ...],
    news: frozenset[News],
) -> set[News]:
    """Return what somebody is told who takes part, or did; nothing to all others."""
    if not had and not has:
        return set()
    if not takes_place(new):
        return {News.CANCELLED} if had and takes_place(old) else set()
    if not had:
        return {News.JOINED}
    if not has:
        return {News.LEFT} if takes_place(old) else set()
    differs = [_to_do(part) for part in had] != [_to_do(part) for part in has]
    return {*news, *([News.PART] if differs else [])}


def _to_do(part: RoleHeld | Contribution) -> object:
    """Return of a part what the one who has it must know: not its number, nor a tick of ours."""
    if isinstance(part, RoleHeld):
        return part.role, part.title, part.minutes
    return part.title, part.minutes


def _follows(key: str, recipient: Recipient) -> Tie | None:
    if key in recipient.chosen:
        return Tie.ATTENDEE
    return Tie.STAR if key in recipient.starred else None


def _method(
    old: Session | None, new: Session | None, said: set[News], *, had: bool, has: bool
) -> CalendarMethod | None:
    """Return what a calendar is asked to do. What has no day is in no calendar."""
    is_there = had and old is not None and old.day is not None
    takes_it_out = CalendarMethod.CANCEL if is_there else None
    if not takes_place(new) or not has:
        return takes_it_out
    if said <= SILENT_IN_CALENDARS:
        return None
    if new is not None and new.day is not None:
        return CalendarMethod.REQUEST
    return takes_it_out


def _parts(session: Session) -> Iterator[tuple[str, RoleHeld | Contribution]]:
    """Yield who has which part in a session."""
    for held in session.roles:
        yield held.speaker, held
    for entry in session.contributions:
        if entry.speaker is not None:
            yield entry.speaker, entry


def _is_over(old: Session | None, new: Session | None, today: date) -> bool:
    days = [session.day for session in (old, new) if session is not None]
    known = [day for day in days if day is not None]
    return len(known) == len(days) and max(known) < today


def _where(agenda: Agenda, session: Session | None) -> object:
    place = agenda.place(session.place) if session else None
    return (place.name, place.floor) if place else None
