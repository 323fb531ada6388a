"""Pages of the people of an edition's programme."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.core.i18n import current_language
from forum.editions.queries import get_public_edition, public_state, public_states
from forum.programme.errors import SpeakerNotFoundError
from forum.programme.queries import public_agenda, public_agendas
from forum.site.rules import appearances_of_speaker, elsewhere, list_speakers
from forum.web.access import public
from forum.web.cache import cached

people = Blueprint("people", __name__)


def _state(edition: str) -> object:
    return public_state(edition)


def _state_of_all(edition: str, speaker: str) -> object:
    del edition, speaker
    return public_states()


@people.get("/speakers")
@public
@cached(_state)
def index(edition: str) -> ResponseReturnValue:
    """List everybody who takes part in the programme."""
    found = get_public_edition(edition)
    agenda = public_agenda(found)
    return render_template(
        "people/index.html",
        edition=found,
        section="speakers",
        agenda=agenda,
        speakers=list_speakers(agenda, current_language()),
    )


@people.get("/speakers/<speaker>")
@public
@cached(_state_of_all)
def show(edition: str, speaker: str) -> ResponseReturnValue:
    """Show a person: who it is, and what they do in this edition and did in others."""
    found = get_public_edition(edition)
    agenda = public_agenda(found)
    entry = agenda.speaker(speaker)
    if entry is None:
        raise SpeakerNotFoundError
    return render_template(
        "people/show.html",
        edition=found,
        section="speakers",
        agenda=agenda,
        speaker=entry,
        appearances=appearances_of_speaker(agenda, entry.key),
        elsewhere=elsewhere(public_agendas(), edition, speaker=entry.key),
    )
