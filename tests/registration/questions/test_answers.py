"""Where answers to own questions are shown and taken out."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.permissions import Role
from forum.privacy.erasing import erase_people
from forum.privacy.exports import own_data_json
from forum.registration import services as registration
from forum.registration.exports import to_mapping
from forum.registration.models import Draft, Registration
from forum.registration.questions import services
from forum.registration.questions.models import AnswerFile
from forum.registration.types import Source
from tests.factories import files
from tests.factories.accounts import make_organiser
from tests.factories.registration import details_of, make_open_edition, make_registration
from tests.factories.sheets import lines_of, make_sheet
from tests.registration.questions.test_rules import ask, form, section
from tests.registration.questions.test_services import PASS, draft_of, publish
from tests.registration.test_self_service import open_link

TV = {"media": "tv", "cameras": 2, "power": False}


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def with_file(edition) -> tuple[Registration, str]:
    publish(edition, PASS)
    _token, key = draft_of(edition)
    draft = db.session.scalars(select(Draft)).one()
    made = registration.register_details(edition, details_of(answers={"pass": key}), draft=draft)
    db.session.commit()
    return made, key


@pytest.mark.parametrize("language", ["ko", "en"])
def test_answers_are_on_the_person_s_pages(edition, client, language):
    publish(edition)
    person = make_registration(edition, answers=TV)
    make_organiser(client, role=Role.REGISTRAR, language=language)
    page = client.page(f"/manage/forum/registrations/{person.id}")
    assert ("아니요" if language == "ko" else "No") in page.text_of("dl.facts")
    assert "cameras" in client.page(open_link(client, language)).text_of(".my-facts")


def test_a_file_is_saved_and_never_shown(edition, client):
    person, key = with_file(edition)
    address = f"/manage/forum/registrations/{person.id}/files/{key}"
    assert client.get(address).status_code in {302, 303, 404}
    make_organiser(client, role=Role.REGISTRAR)
    taken = client.get(address)
    assert taken.data == files.pdf()
    assert taken.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in taken.headers["Content-Security-Policy"]
    assert taken.headers["Cache-Control"] == "private, no-store"
    other = make_registration(edition, source=Source.ON_BEHALF)
    assert client.get(f"/manage/forum/registrations/{other.id}/files/{key}").status_code == 404


def test_each_question_has_a_column_under_its_latest_words(edition):
    made, _version = publish(edition)
    make_registration(edition, answers=TV)
    services.edit_form(made, form(section(ask("outlet"))), revision=0)
    services.publish_form(made)
    make_registration(edition, answers={"outlet": "=cmd()"})
    make_registration(edition)
    head, *people = lines_of(make_sheet(edition))
    of = [dict(zip(head, row, strict=True)) for row in people]
    assert [one["cameras"] for one in of] == ["2", "", ""]
    assert [one["outlet"] for one in of] == ["", "=cmd()", ""]


def test_programs_read_the_answers(edition):
    publish(edition)
    assert to_mapping(make_registration(edition, answers=TV))["answers"] == TV


def test_one_s_own_data_tell_the_answers_and_erasing_takes_them(edition):
    person, _key = with_file(edition)
    assert "기자증.pdf".encode() in own_data_json(person)
    erase_people([person.id], are_expected=True)
    db.session.commit()
    assert person.answers == {}
    assert db.session.scalar(select(AnswerFile.id)) is None
