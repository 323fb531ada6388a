"""The lists of a trial edition."""

from datetime import timedelta

from forum.checkin import queries
from forum.checkin.services.lists import create_list
from forum.checkin.types import ListDetails, ListKind
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.editions.types import EditionState


def prepare_trial_checkin(edition: Edition) -> None:
    """Give a trial edition its lists: one for each day and one for the first day's lunch.

    They have no times, so that the door can be tried on any day. Does nothing for archived
    editions, and nothing where there are lists already.
    """
    if edition.state is EditionState.ARCHIVED or queries.list_lists(edition):
        return
    days = (edition.ends_on - edition.starts_on).days + 1
    for number in range(days):
        on = edition.starts_on + timedelta(days=number)
        create_list(
            edition,
            ListDetails(
                name=LocalizedText(ko=f"{number + 1}일 차", en=f"Day {number + 1}"),
                kind=ListKind.DAY,
                on=on,
            ),
        )
    create_list(
        edition,
        ListDetails(
            name=LocalizedText(ko="첫날 점심", en="Lunch, first day"),
            kind=ListKind.MEAL,
            on=edition.starts_on,
        ),
    )
