"""Notes and tags: for organisers alone, and part of the copy of one's own data."""

import pytest
from sqlalchemy import select

from forum.core import audit
from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.permissions import Role
from forum.core.queue import do_in_parts
from forum.privacy.erasing import erase_people
from forum.privacy.exports import own_data_json
from forum.registration.bulk.services import do_bulk_jobs, start_bulk
from forum.registration.bulk.types import BulkKind, BulkOrder
from forum.registration.notes import errors as note_errors
from forum.registration.notes.models import Note
from forum.registration.notes.queries import get_note, list_notes
from forum.registration.notes.services import remove_note, write_note
from forum.registration.tags import errors
from forum.registration.tags.models import Tag, TagGiven
from forum.registration.tags.queries import count_by_tag, list_tags, tags_of
from forum.registration.tags.services import give_tag, remove_tag, take_tag, write_tag
from forum.registration.tags.types import TagColour
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_open_edition, make_registration
from tests.registration.test_self_service import open_link

LIST = "/manage/forum/registrations"


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


@pytest.fixture
def person(edition):
    return make_registration(edition)


def words(person):
    return [tag.word for tag in tags_of([person.id]).get(person.id, [])]


@pytest.mark.both_databases
def test_a_tag_is_made_once_given_once_and_taken(edition, person):
    tag = write_tag(edition, "  VIP  손님 ", TagColour.RED)
    assert (tag.word, write_tag(edition, "vip 손님", TagColour.BLUE)) == ("VIP 손님", tag)
    assert (give_tag(person, tag), give_tag(person, tag)) == (True, False)
    assert words(person) == ["VIP 손님"]
    assert count_by_tag(edition) == {tag.id: 1}
    assert (take_tag(person, tag), take_tag(person, tag)) == (True, False)
    assert words(person) == []
    with pytest.raises(errors.TagWordMissingError):
        write_tag(edition, " ", TagColour.RED)
    told = db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert told[-2:] == ["registration.tagged", "registration.untagged"]


@pytest.mark.both_databases
def test_many_get_a_tag_and_lose_it(edition):
    people = [make_registration(edition) for _one in range(3)]
    tag = write_tag(edition, "연사", TagColour.BLUE)
    give_tag(people[0], tag)
    ids = tuple(person.id for person in people)
    job = start_bulk(edition, BulkOrder(key="a", kind=BulkKind.TAG, ids=ids, tag_id=tag.id))
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    assert (job.changed, job.failed) == (3, [])
    assert [words(person) for person in people] == [["연사"]] * 3
    start_bulk(edition, BulkOrder(key="b", kind=BulkKind.UNTAG, ids=ids, tag_id=tag.id))
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    assert [words(person) for person in people] == [[]] * 3
    with pytest.raises(errors.TagNotFoundError):
        start_bulk(edition, BulkOrder(key="c", kind=BulkKind.TAG, ids=ids, tag_id=999))


@pytest.mark.both_databases
def test_a_tag_that_is_deleted_while_many_get_it_fails_for_the_others_alone(edition, person):
    tag = write_tag(edition, "연사", TagColour.BLUE)
    order = BulkOrder(key="a", kind=BulkKind.TAG, ids=(person.id,), tag_id=tag.id)
    job = start_bulk(edition, order)
    db.session.commit()
    remove_tag(tag)
    db.session.commit()
    do_in_parts(do_bulk_jobs())
    db.session.refresh(job)
    assert (job.is_done, job.changed, len(job.failed)) == (True, 0, 1)
    assert db.session.scalar(select(Tag.id)) is None


def test_a_tag_of_another_edition_is_not_here(edition):
    other = write_tag(make_open_edition(slug="other"), "연사", TagColour.BLUE)
    assert list(list_tags(edition)) == []
    person = make_registration(edition)
    order = BulkOrder(key="a", kind=BulkKind.TAG, ids=(person.id,), tag_id=other.id)
    with pytest.raises(errors.TagNotFoundError):
        start_bulk(edition, order)


def test_a_note_is_taken_back_by_who_wrote_it_and_the_log_has_no_word_of_it(person):
    with audit.acting_as("user:1"):
        note = write_note(person, " 전화로\r\n확인함 ")
    assert (note.text, note.written_by) == ("전화로\n확인함", "user:1")
    with pytest.raises(note_errors.NoteNotFoundError):
        get_note(person, note.id, "user:2")
    with pytest.raises(note_errors.NoteMissingError):
        write_note(person, "  ")
    remove_note(person, get_note(person, note.id, "user:1"))
    assert list(list_notes(person)) == []
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action.contains("note"))).all()
    assert len(entries) == 2
    assert "확인" not in str([entry.details for entry in entries])


def test_one_s_own_data_have_notes_and_tags_and_erasing_takes_them(edition, person):
    write_note(person, "전화로 확인함")
    give_tag(person, write_tag(edition, "연사", TagColour.BLUE))
    db.session.commit()
    told = own_data_json(person).decode()
    assert "전화로 확인함" in told
    assert "연사" in told
    erase_people([person.id], are_expected=True)
    db.session.commit()
    assert db.session.scalar(select(Note.id)) is None
    assert db.session.scalar(select(TagGiven.id)) is None


# ------------------------------------------------------------------ the pages


def test_notes_and_tags_are_written_on_the_person_s_page(edition, person, client):
    make_organiser(client)
    url = f"{LIST}/{person.id}"
    client.submit(url, {"text": "<b>전화</b>"}, form="form[action$='/notes']")
    client.submit(url, {"word": "연사", "colour": "info"}, form="form[action$='/tags']")
    page = client.page(url)
    assert page.text_of(".reg-note") == "<b>전화</b>"
    assert page.texts_of("#tags .tag") == ["연사"]
    for text, sentence in ((" ", "Write the note."), ("가" * 2001, "At most 2000 characters.")):
        refused = client.submit(url, {"text": text}, form="form[action$='/notes']")
        assert refused.status_code == 422
        field = client.read(refused).one("#notes .is-error")
        assert sentence in field.get_text()
        assert text.strip() in field.get_text()  # nothing is cut, and nothing is lost
    assert client.page(f"{LIST}?tag=1").texts_of(".reg-table .tag-info") == ["연사"]
    client.submit(url, {}, form="form[action$='/take']")
    client.submit(url, {}, form="form[action*='/notes/'][action$='/remove']")
    page = client.page(url)
    assert not page.select(".reg-note, #tags .tag")


def test_who_may_only_look_writes_no_note_and_gives_no_tag(edition, person, client):
    write_note(person, "전화로 확인함")
    db.session.commit()
    make_organiser(client, role=Role.PROTOCOL)
    page = client.page(f"{LIST}/{person.id}")
    assert "전화로 확인함" in page.text_of("#notes")
    assert not page.select("#notes form, #tags form")


def test_the_person_sees_no_note(edition, person, client):
    write_note(person, "전화로 확인함")
    give_tag(person, write_tag(edition, "비밀꼬리표", TagColour.BLUE))
    db.session.commit()
    text = client.page(open_link(client)).text_of("body")
    assert person.number in text
    assert "전화로 확인함" not in text
    assert "비밀꼬리표" not in text


def test_tags_are_made_recoloured_and_deleted_on_their_page(edition, person, client):
    make_organiser(client)
    url = f"{LIST}/tags"
    assert "No tag yet" in client.page(url).text_of("main")
    client.submit(url, {"word": "연사", "colour": "warn"}, form="form[action$='/tags']")
    client.submit(url, {"colour": "ok"}, form="form[action$='/tags/1']")
    page = client.page(url)
    assert page.texts_of("tbody .tag-ok") == ["연사"]
    client.submit(url, {}, form="form[action$='/delete']")
    assert "No tag yet" in client.page(url).text_of("main")


def test_the_tags_of_a_list_are_one_statement(edition, client):
    make_organiser(client)
    tag = write_tag(edition, "연사", TagColour.BLUE)
    give_tag(make_registration(edition), tag)
    db.session.commit()
    client.page(LIST)
    with count_queries() as one:
        client.page(LIST)
    for _person in range(3):
        give_tag(make_registration(edition), tag)
    db.session.commit()
    with count_queries() as four:
        client.page(LIST)
    assert len(one) == len(four)
