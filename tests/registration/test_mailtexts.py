"""The words of mails: written by organisers, filled in by name, shown before they go out."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.mailtexts import MailText, MailTextChangedError, MailWords
from forum.core.permissions import Role
from forum.core.placeholders import PlaceholderInLinkError, PlaceholderUnknownError
from forum.programme.queries import public_agenda
from forum.registration import emails
from forum.registration import services as registrations
from forum.registration.mailtexts import services
from forum.registration.mailtexts.rules import own_words, refuse_unknown
from forum.registration.mailtexts.words import EXAMPLES, KINDS, PLACEHOLDER_WORDS
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.registration import make_open_edition, make_registration

LIST = "/manage/forum/mails/texts"
WORDS = MailWords(
    subject=LocalizedText("{number} 접수", "{number} is in"),
    opening=LocalizedText("**{name}** 님, 반갑습니다.", "Welcome, **{name}**. [Plan]({programme})"),
    closing=LocalizedText("[내 신청]({link})", "Yours: {link}"),
)


@pytest.fixture
def edition(app):
    return make_open_edition(slug="forum")


def last_mail() -> OutgoingMail:
    return next(iter(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc()))))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_our_own_words_can_be_filled_in_in_both_languages(edition, kind):
    words = own_words(kind)
    for text in (words.subject, words.opening, words.closing):
        assert text.ko
        assert text.en
        assert text.ko != text.en
        refuse_unknown(text, kind.placeholders)
    assert set(kind.placeholders) <= PLACEHOLDER_WORDS.keys()
    assert set(kind.more) <= EXAMPLES.keys()
    person = make_registration(edition)
    for language in ("ko", "en"):
        letter = emails.sample_letter(person, public_agenda(edition), kind.key, language)
        assert "{" not in letter.subject + letter.text
        assert letter.html.count("<h1>") == 1
        assert edition.name.in_(language) in letter.subject


def test_what_was_written_goes_out_with_the_next_mail(edition):
    services.write_words(edition, KINDS["confirmed"], WORDS, seen=0)
    made = make_registration(
        edition, language="en", name=LocalizedText("", "<b>*Evil.example*</b>")
    )
    mail = last_mail()
    assert mail.html
    assert mail.subject == f"{made.number} is in – {edition.name.en}"
    assert "Welcome, <strong>&lt;b&gt;*Evil.\u2060example*&lt;/b&gt;</strong>." in mail.html
    assert f'/en/{edition.slug}/programme" rel="noopener">Plan</a>' in mail.html
    assert "Welcome, <b>*Evil.\u2060example*</b>. Plan: http" in mail.text
    assert mail.html.count("/registration.view/") == 3  # the button, and the link twice
    assert made.number in mail.html


def test_the_edition_is_not_named_twice_in_a_subject(edition):
    words = MailWords(
        subject=LocalizedText("{edition} 신청", "{edition}: you are in"),
        opening=WORDS.opening,
        closing=WORDS.closing,
    )
    services.write_words(edition, KINDS["confirmed"], words, seen=0)
    make_registration(edition, language="en")
    assert last_mail().subject == f"{edition.name.en}: you are in"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Hello {nme}", PlaceholderUnknownError),
        ("{name.__class__.__mro__}", PlaceholderUnknownError),
        ("{code}", PlaceholderUnknownError),
        ("[x]({name})", PlaceholderInLinkError),
    ],
)
def test_what_cannot_be_filled_in_is_refused(edition, text, error):
    words = MailWords(subject=WORDS.subject, opening=WORDS.opening, closing=LocalizedText("", text))
    with pytest.raises(error):
        services.write_words(edition, KINDS["confirmed"], words, seen=0)


@pytest.mark.both_databases
def test_of_two_who_write_at_once_the_second_is_told(app):
    edition = make_open_edition()
    services.write_words(edition, KINDS["link"], WORDS, seen=0)
    with pytest.raises(MailTextChangedError):
        services.write_words(edition, KINDS["link"], WORDS, seen=0)
    services.reset_words(edition, KINDS["link"], seen=1)
    db.session.commit()
    rows = db.session.scalars(select(MailText).order_by(MailText.version)).all()
    assert [(row.version, row.is_default) for row in rows] == [(1, False), (2, True)]


def test_the_words_cost_one_statement(edition):
    person = make_registration(edition)
    with count_queries() as before:
        registrations.send_new_link(person)
    services.write_words(edition, KINDS["link"], WORDS, seen=0)
    with count_queries() as after:
        registrations.send_new_link(person)
    assert len([s for s in before if "mail_texts" in s]) == 1
    assert len([s for s in after if "FROM mail_texts" in s]) == 1


# ------------------------------------------------------------------ the pages


def test_the_list_says_which_mails_have_words_of_their_own(edition, client):
    make_organiser(client)
    services.write_words(edition, KINDS["link"], WORDS, seen=0)
    page = client.page(LIST)
    rows = {row.one("th").get_text(strip=True): row.get_text() for row in page.select("tbody tr")}
    assert len(rows) == len(KINDS)
    assert "Your own" in rows["New link"]
    assert "As delivered" in rows["Confirmation"]


def fields(**changes: str) -> dict[str, str]:
    return {
        "subject-ko": "제목 {number}",
        "subject-en": "Subject {number}",
        "opening-ko": "{name} 님",
        "opening-en": "Hello {name}",
        "closing-ko": "",
        "closing-en": "",
        **changes,
    }


def test_an_organiser_writes_a_mail_and_goes_back(edition, client):
    make_organiser(client)
    address = f"{LIST}/confirmed"
    assert client.submit(address, fields(), form="main form.page-form").location == address
    make_registration(edition, language="ko")
    assert last_mail().subject.startswith("제목 FORUM-0001")
    assert "홍길동 (시험) 님" in last_mail().text

    page = client.page(address)
    assert page.one("#subject-en")["value"] == "Subject {number}"
    done = client.send(page, address, {}, form="main form[action$='/default']")
    assert done.location == address
    page = client.page(address)
    assert page.one("#subject-en")["value"] == "You are registered"
    assert page.texts_of("details tbody tr td:first-child") == ["2", "1"]
    old = client.page(f"{address}?version=1")
    assert old.one("#subject-en")["value"] == "Subject {number}"
    assert client.send(old, address, {}, form="main form.page-form").status_code == 303


def test_what_cannot_be_filled_in_is_said_at_its_place(edition, client):
    make_organiser(client)
    response = client.submit(
        f"{LIST}/confirmed", fields(**{"opening-en": "Hello {nme}"}), form="main form.page-form"
    )
    assert response.status_code == 422
    page = client.read(response)
    assert "“{nme}”" in page.text_of("#opening-error")
    assert page.one("#opening-en").get_text().strip() == "Hello {nme}"
    assert db.session.scalar(select(MailText)) is None


def test_the_preview_shows_a_real_person_and_saves_nothing(edition, client):
    make_organiser(client)
    make_registration(edition, email="thao@example.org", name=LocalizedText("", "Thảo <i>"))
    make_registration(edition)
    response = client.submit(
        f"{LIST}/confirmed",
        fields(who="thao@example.org"),
        form="main form.page-form",
        button="yes",
    )
    assert response.status_code == 200
    page = client.read(response)
    shown = page.texts_of(".mail-shown")
    assert len(shown) == 2
    assert "Hello Thảo <i>" in shown[1]
    assert page.texts_of(".mail-subject")[1].startswith("Subject FORUM-0001")
    assert page.select(".mail-shown img")[0]["src"].startswith("data:image/png;base64,")
    assert db.session.scalar(select(MailText)) is None


def test_a_test_goes_to_the_organiser_alone(edition, client):
    sign_in(client, make_user(email="staff@example.org", role=Role.REGISTRAR))
    make_registration(edition, email="gildong@example.org")
    page = client.page(f"{LIST}/confirmed")
    token = page.one("main form.page-form #csrf_token")["value"]
    response = client.post(
        f"{LIST}/confirmed", data={**fields(), "test": "yes", "csrf_token": token, "seen": "0"}
    )
    assert "staff@example.org" in client.read(response).text_of(".banner-success")
    sent = db.session.scalars(select(OutgoingMail).where(OutgoingMail.cause == "mail.test")).all()
    assert [mail.recipient for mail in sent] == ["staff@example.org"] * 2
    assert [mail.language for mail in sent] == ["ko", "en"]
    assert sent[1].subject.startswith("[Test] Subject FORUM-0001")
    assert "registration.view/example" in sent[1].text  # nobody's link


def test_a_mail_that_is_none_is_nowhere(edition, client):
    make_organiser(client)
    client.page(f"{LIST}/lost", status=404)
