"""What people are asked is read once, and never when it has changed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from forum.core.db import db, reading
from forum.core.localized import LocalizedText
from forum.core.mailtexts import MailWords, write_mail_text
from forum.editions.models import Edition
from forum.registration import services
from forum.registration.asked import Asked, asked_before, asked_of
from forum.registration.queries import find_category, get_book
from tests.conftest import count_queries
from tests.factories.editions import make_city
from tests.factories.registration import NOTICES, make_category, make_open_edition
from tests.registration.questions.test_rules import ask, form, section
from tests.registration.questions.test_services import publish

pytestmark = pytest.mark.both_databases
NEW = LocalizedText("새 말", "New words")


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def asked(edition: Edition) -> Asked:
    """Return what a request that only reads is told."""
    db.session.commit()
    with reading():
        found = asked_of(get_book(edition))
    db.session.commit()
    return found


def rename_category(edition: Edition) -> None:
    category = find_category(edition, "citizen")
    assert category is not None
    category.name = NEW


def rename_notice(edition: Edition) -> None:
    services.write_notices(edition, [replace(NOTICES[0], title=NEW), *NOTICES[1:]])


def write_mail(edition: Edition) -> None:
    words = MailWords(subject=NEW, opening=NEW, closing=NEW)
    write_mail_text(edition.id, "confirmed", words, seen=0)


CHANGES: dict[str, tuple[Callable[[Edition], object], Callable[[Asked], object]]] = {
    "a category is renamed": (rename_category, lambda told: told.categories["citizen"].name),
    "a category comes": (
        lambda edition: services.write_categories(
            edition, [make_category(), replace(make_category("new", number=9), name=NEW)]
        ),
        lambda told: told.categories["new"].name,
    ),
    "a notice is reworded": (rename_notice, lambda told: told.notices[0].title),
    "a city comes": (
        lambda _edition: make_city(key="new", name=NEW),
        lambda told: next(city.name for city in told.cities if city.key == "new"),
    ),
    "a mail is reworded": (write_mail, lambda told: told.mail_texts["confirmed"].subject),
    "questions are published": (
        lambda edition: publish(edition, form(replace(section(ask("new")), title=NEW))),
        lambda told: LocalizedText.from_mapping(
            next(iter(told.versions.values())).definition["sections"][0]["title"]
        ),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_read_anew(edition, change):
    act, look = CHANGES[change]
    before = asked(edition)

    act(edition)

    after = asked(edition)
    assert after is not before
    assert look(after) == NEW


def test_what_is_the_same_is_not_read_again(edition):
    first = asked(edition)
    book = get_book(edition)
    with reading(), count_queries() as statements:
        assert asked_of(book) is first
    assert not statements


def test_a_request_that_writes_puts_nothing_onto_the_shelf(edition):
    rename_category(edition)
    db.session.flush()
    db.session.refresh(get_book(edition))
    assert asked_of(get_book(edition)).categories["citizen"].name == NEW
    db.session.rollback()
    assert asked(edition).categories["citizen"].name != NEW


def test_a_transaction_remembers_what_it_was_told_and_the_next_does_not(edition):
    book = get_book(edition)
    told = asked_of(book)
    assert asked_before(edition) is told
    db.session.commit()
    assert asked_before(edition) is None
