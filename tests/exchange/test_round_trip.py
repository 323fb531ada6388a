"""What is taken out of a programme and brought back in changes nothing."""

from hypothesis import given, settings

from forum.exchange.contents import Around, agenda_of
from forum.exchange.exports import write
from forum.exchange.parts import programme_file
from forum.exchange.programmes import read_programme
from forum.programme.spreadsheet import spreadsheet
from forum.programme.types import Agenda
from tests.exchange.agendas import FACTS, FILES, agendas

FEWER = settings(max_examples=settings().max_examples // 4)
"""A workbook takes half a second to write and to read."""


def _around(agenda: Agenda) -> Around:
    return Around(cities={city.key: city for city in agenda.cities}, files=FILES)


def _back(content: bytes, agenda: Agenda) -> Agenda:
    around = _around(agenda)
    return agenda_of(read_programme("a file", content, around), around, FACTS)


@FEWER
@given(agendas())
def test_every_agenda_comes_back_from_its_spreadsheet_as_it_was(agenda):
    assert _back(spreadsheet(agenda), agenda) == agenda


@FEWER
@given(agendas())
def test_every_agenda_comes_back_from_its_yaml_but_for_cities_nobody_names(agenda):
    back = _back(write(programme_file(agenda)).encode(), agenda)

    assert (back.places, back.speakers, back.sessions) == (
        agenda.places,
        agenda.speakers,
        agenda.sessions,
    )
    assert {city.key for city in back.cities} <= {city.key for city in agenda.cities}
    assert all(back.city(city.key) == agenda.city(city.key) for city in back.cities)
