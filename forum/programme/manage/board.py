"""What the editor shows at once: one day of the draft and what has no day, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from flask import request, url_for
from markupsafe import Markup

from forum.accounts.sessions import organiser
from forum.core import audit
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme import queries
from forum.programme.layout import HOUR, DayScore, layout_day
from forum.programme.manage.days import WITHOUT_DAY, DayTab, chosen_day, days_of, tabs_of
from forum.programme.manage.sentences import actor_names, history_markup, operation_markup
from forum.programme.models import ProgrammeOperation
from forum.programme.surroundings import surroundings_of_part
from forum.programme.types import Agenda, DraftDay, Session
from forum.programme.warnings import AgendaWarning, warnings_of

View = Literal["grid", "list"]

USUAL_HOURS: Final = (8 * HOUR, 20 * HOUR)
DAY_MINUTES: Final = 24 * HOUR
SHOWN_OPERATIONS: Final = 20


@dataclass(frozen=True, kw_only=True)
class Step:
    """An operation that would be undone or done again, in words."""

    number: int
    what: Markup


@dataclass(frozen=True, kw_only=True)
class Past:
    """An entry of the history, in words."""

    operation: ProgrammeOperation
    who: LocalizedText | str
    what: Markup


@dataclass(frozen=True, kw_only=True)
class Board:
    """The editor's page.

    Attributes:
        number: of the draft's last operation, by which others' changes are noticed.
        untimed: the day's sessions without a clock time, in their order.
        here: who else has which session open now.
        undo, redo: what would be undone and done again, if anything would.
    """

    edition: Edition
    view: View
    draft: DraftDay
    score: DayScore | None
    tabs: Sequence[DayTab]
    total: int
    number: int
    undo: Step | None
    redo: Step | None
    past: Sequence[Past]
    warnings: Sequence[AgendaWarning]
    here: Mapping[str, Sequence[LocalizedText | str]]

    @property
    def state(self) -> str:
        """Return what differs when somebody else has done something."""
        return state_of(self.number, self.here)

    @property
    def on(self) -> date | None:
        """Return the day."""
        return self.draft.on

    @property
    def agenda(self) -> Agenda:
        """Return the day's sessions and those without a day, as an agenda."""
        return self.draft.agenda

    @property
    def timed(self) -> Sequence[Session]:
        """Return the day's sessions that have a time."""
        return self.draft.day.timed

    @property
    def untimed(self) -> Sequence[Session]:
        """Return the day's sessions that have none."""
        return self.draft.day.untimed

    @property
    def waiting(self) -> Sequence[Session]:
        """Return what is not on the grid: those without a time, then those without a day."""
        return (*self.untimed, *self.draft.undated)

    @property
    def day_name(self) -> str:
        """Return the day as it stands in an address."""
        return self.on.isoformat() if self.on else WITHOUT_DAY

    def warnings_about(self, key: str) -> int:
        """Return how many warnings are about a session."""
        return sum(1 for warning in self.warnings if warning.concerns(key))

    def address(self, **changes: str) -> str:
        """Return the address of this page, or of one that differs a little."""
        values: dict[str, Any] = {"day": self.day_name, "view": self.view, **changes}
        return url_for("programme_manage.index", edition=self.edition.slug, **values)

    def act(self, endpoint: str, **values: str) -> str:
        """Return the address of an act that comes back to this page."""
        here: dict[str, Any] = {"day": self.day_name, "view": self.view, **values}
        return url_for(f"programme_manage.{endpoint}", edition=self.edition.slug, **here)


def chosen_view() -> View:
    """Return the view that the address names; on phones the list is the one that fits."""
    view = request.args.get("view")
    if view == "grid":
        return "grid"
    is_phone = request.headers.get("Sec-CH-UA-Mobile") == "?1" or "Mobi" in str(request.user_agent)
    return "list" if view == "list" or (view is None and is_phone) else "grid"


def present_state(edition: Edition) -> str:
    """Return what a page would be drawn from now, in two statements."""
    return state_of(
        queries.last_operation_number(edition), queries.present_editors(edition, organiser().id)
    )


def state_of(number: int, here: Mapping[str, Sequence[LocalizedText | str]]) -> str:
    """Return one word for the draft's last operation and for who has which session open."""
    present = ",".join(f"{key}.{len(names)}" for key, names in sorted(here.items()))
    return f"{number}-{present}"


def read_board(edition: Edition, view: View | None = None) -> Board:
    """Return what the address asks for. The number of statements is the same for any draft.

    `view` is what is drawn whatever the address says.
    """
    counts = queries.count_sessions_by_day(edition)
    days = days_of(edition, counts)
    on = chosen_day(edition, days)
    view = view or chosen_view()
    draft = queries.draft_day(edition, on)
    keys = {session.key for session in (draft.day.sessions if on else draft.undated)}
    past = queries.list_operations(edition, limit=SHOWN_OPERATIONS)
    names = actor_names(entry.actor for entry in past)
    actor = audit.present_actor()
    undoable = queries.find_undoable(edition, actor)
    redoable = queries.find_redoable(edition, actor)
    return Board(
        edition=edition,
        view=view,
        draft=draft,
        score=_score(draft) if on and view == "grid" else None,
        tabs=tabs_of(days, counts, on),
        total=sum(counts.values()),
        number=past[0].number if past else 0,
        undo=_step(undoable),
        redo=_step(redoable),
        past=[
            Past(operation=entry, who=names[entry.actor], what=history_markup(entry))
            for entry in past
        ],
        warnings=warnings_of(draft.agenda, only=keys, around=surroundings_of_part(edition)),
        here=queries.present_editors(edition, organiser().id),
    )


def _step(operation: ProgrammeOperation | None) -> Step | None:
    if operation is None:
        return None
    return Step(number=operation.number, what=operation_markup(operation))


def _score(draft: DraftDay) -> DayScore:
    """Lay the day out with an hour to spare before and after what is planned."""
    timed = draft.day.timed
    starts = [session.starts or 0 for session in timed]
    ends = [session.ends or session.starts or 0 for session in timed]
    within = (
        max(0, min([USUAL_HOURS[0], *(minute - HOUR for minute in starts)])),
        min(DAY_MINUTES, max([USUAL_HOURS[1], *(minute + HOUR for minute in ends)])),
    )
    return layout_day(draft.agenda, draft.day, within=within, every_place=True)
