"""Two organisers at the same moment: real connections, each in its own thread."""

from dataclasses import replace
from threading import Event
from time import sleep

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.merging import marks_of, parts_of
from forum.editions.queries import get_edition
from forum.people import services
from forum.people.models import Person
from forum.people.queries import get_person
from forum.people.types import PersonDetails
from forum.programme.models import SessionRole
from forum.programme.queries import build_agenda, find_session
from forum.programme.services import revise_session
from forum.programme.services.materials import add_file
from forum.programme.uploads import recognise
from forum.site.services import remove_person
from tests.factories.editions import make_edition, make_person
from tests.factories.files import pdf
from tests.factories.programme import make_session
from tests.registration.test_races import at_once, in_own_transaction

pytestmark = pytest.mark.both_databases

CHAIR = {
    "role": "chair",
    "speaker": "hong",
    "title": {"ko": "", "en": ""},
    "minutes": None,
    "confirmed": True,
}
HONG = PersonDetails(name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"))


def test_two_who_add_the_same_name_give_two_keys(app):
    db.session.commit()

    keys = at_once([in_own_transaction(app, lambda: services.add_person(HONG).key)] * 4)

    assert sorted(keys) == ["hong-gildong-trial", *(f"hong-gildong-trial-{n}" for n in (2, 3, 4))]


def test_of_two_who_change_the_same_thing_one_is_told(app):
    key = services.add_person(HONG).key
    seen = marks_of(parts_of(HONG))
    db.session.commit()

    def saving(address):
        def work():
            services.revise_person(key, replace(HONG, email=address), seen)
            return "saved"

        return in_own_transaction(app, work)

    outcomes = at_once([saving(f"{number}@example.org") for number in range(3)])

    assert sorted(outcomes) == ["EditedMeanwhileError", "EditedMeanwhileError", "saved"]
    assert get_person(key).email == f"{outcomes.index('saved')}@example.org"


@pytest.mark.parametrize("first", ["taken in", "removed"])
def test_a_person_who_is_removed_while_a_session_takes_them_in_is_in_one_of_both(app, first):
    edition = make_edition(slug="forum")
    make_person(key="hong")
    make_session(edition, key="opening")
    db.session.commit()
    written = Event()

    def in_turn(what, work):
        def run():
            if what != first:
                written.wait(10)
            work()
            written.set()
            if what == first:
                sleep(0.3)  # the other comes now, before this is committed
            return what

        return in_own_transaction(app, run)

    def take_in():
        found = get_edition("forum")
        version = find_session(found, "opening").version
        revise_session(found, "opening", version, {"roles": [CHAIR]})

    def remove():
        remove_person(get_edition("forum"), "hong")

    outcomes = at_once([in_turn("taken in", take_in), in_turn("removed", remove)])

    people = db.session.scalars(select(Person.key)).all()
    roles = db.session.scalars(select(SessionRole.person_id)).all()
    assert (outcomes, len(people), len(roles)) == (
        (["taken in", "PersonInUseError"], 1, 1)
        if first == "taken in"
        else (["PersonMissingError", "removed"], 0, 0)
    )


def test_two_who_send_a_file_at_once_both_see_it_there(app):
    edition = make_edition(slug="forum")
    make_session(edition, key="opening")
    db.session.commit()

    def sending(pages):
        upload = recognise(pdf(pages=pages), "slides.pdf")

        def work():
            title = LocalizedText("발표", str(pages))
            return add_file(get_edition("forum"), "opening", title, upload).number

        return in_own_transaction(app, work)

    numbers = at_once([sending(pages) for pages in (1, 2, 3)])

    assert sorted(numbers) == [1, 2, 3]
    materials = build_agenda(get_edition("forum")).sessions[0].materials
    assert {material.title.en for material in materials} == {"1", "2", "3"}
