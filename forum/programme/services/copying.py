"""Beginning an edition's draft with the programme of another."""

from forum.core.localized import EMPTY, LocalizedText
from forum.editions.models import Edition
from forum.programme.copying import Carried, carried_over
from forum.programme.services.drafting import write_draft
from forum.programme.types import Agenda


def copy_programme(
    target: Edition, agenda: Agenda, carried: Carried, *, title: LocalizedText = EMPTY
) -> Agenda:
    """Write the draft of a new edition from another's agenda; return what was written.

    Nothing of the other's history comes along: one operation stands at the beginning.

    Raises:
        PersonMissingError: the agenda names somebody who is no longer there.
    """
    draft = carried_over(agenda, carried)
    write_draft(target, draft, title=title)
    return draft
