"""Pages of the cities of an edition."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from forum.cities.errors import CityNotFoundError
from forum.cities.map.rules import draw
from forum.cities.map.types import Place
from forum.cities.models import City
from forum.cities.queries import get_city, list_cities
from forum.cities.rules import areas_of, years_of
from forum.core.i18n import current_language
from forum.editions.queries import (
    get_edition_with_facts,
    get_public_edition,
    list_city_keys,
    list_editions_attended_by,
    public_state,
    public_states,
)
from forum.programme.queries import public_agenda, public_agendas
from forum.site.rules import appearances_of_city, by_region, elsewhere_of_city
from forum.web.access import public
from forum.web.cache import cached

cities = Blueprint("cities", __name__)


def _state(edition: str) -> object:
    return public_state(edition)


def _state_of_all(edition: str, city: str) -> object:
    del edition, city
    return public_states()


def _place_of(city: City) -> Place:
    return Place(key=city.key, name=city.name, latitude=city.latitude, longitude=city.longitude)


@cities.get("/cities")
@public
@cached(_state)
def index(edition: str) -> ResponseReturnValue:
    """List the cities that took part or are named, by region."""
    found = get_edition_with_facts(edition)
    agenda = public_agenda(found)
    attended = list_city_keys(found)
    listed = list_cities({*attended, *(city.key for city in agenda.cities)})
    return render_template(
        "cities/index.html",
        edition=found,
        section="cities",
        agenda=agenda,
        regions=by_region(listed, attended, agenda),
        map=draw(map(_place_of, listed), current_language()),
    )


@cities.get("/cities/<city>")
@public
@cached(_state_of_all)
def show(edition: str, city: str) -> ResponseReturnValue:
    """Show a city: what it presented, and what it measures."""
    found = get_public_edition(edition)
    agenda = public_agenda(found)
    attended = city in list_city_keys(found)
    if agenda.city(city) is None and not attended:
        raise CityNotFoundError
    entry = get_city(city)
    return render_template(
        "cities/show.html",
        edition=found,
        section="cities",
        agenda=agenda,
        city=entry,
        attended=attended,
        appearances=appearances_of_city(agenda, city),
        editions=[e for e in list_editions_attended_by(entry) if e.id != found.id],
        elsewhere=elsewhere_of_city(public_agendas(), edition, city=city),
        areas=areas_of(entry.indicators),
        years=years_of(entry.indicators),
    )
