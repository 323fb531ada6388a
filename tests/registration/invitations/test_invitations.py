"""Invitations: from an organiser's list to a registration in the category, once."""

import pytest
from sqlalchemy import select

from forum.core.audit import AuditEntry
from forum.core.db import db
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.registration.categories.queries import get_category
from forum.registration.invitations import errors, rules, services
from forum.registration.invitations.models import Invitation
from forum.registration.invitations.types import Guest, InvitationState
from forum.registration.models import Draft, Registration
from forum.registration.types import WayIn
from tests.factories.accounts import make_organiser
from tests.factories.registration import make_category, make_open_edition, make_registration

MANAGE = "/manage/forum/registrations/invitations"
INVITED = "/en/forum/register/you?invited=1"
NAME = {"name-ko": "홍길동 (시험)", "name-en": ""}


@pytest.fixture
def edition(app):
    del app
    speaker = make_category("speaker", number=1, way_in=WayIn.INVITATION)
    return make_open_edition(slug="forum", categories=(speaker, make_category()))


def invite(edition, *addresses, language="en"):
    category = get_category(edition, "speaker")
    guests = [Guest(email=address) for address in addresses or ("guest@example.org",)]
    sent = services.invite(edition, category, guests, language)
    db.session.commit()
    return sent


def link_to(address="guest@example.org"):
    mails = db.session.scalars(
        select(OutgoingMail)
        .where(OutgoingMail.recipient == address, OutgoingMail.cause == "registration.invited")
        .order_by(OutgoingMail.id)
    ).all()
    return next(w for w in mails[-1].text.split() if "/my/open/" in w).split("8000")[1]


def the_one() -> Invitation:
    return db.session.scalars(select(Invitation)).one()


def walk(client, language="en", **you):
    base = f"/{language}/forum/register"
    assert client.submit(f"{base}/you?invited=1", NAME | you).status_code == 303
    for step in ("attend", "needs"):
        assert client.submit(f"{base}/{step}", {}).status_code == 303
    return f"{base}/confirm"


# ------------------------------------------------------------------ the list


def test_a_pasted_list_is_read_and_each_address_taken_once():
    guests = rules.read_guests(
        "a@example.org\r\n홍길동 (시험) <b@example.org>;A@Example.org, c@example.org\n\n"
    )
    assert [(guest.email, guest.name) for guest in guests] == [
        ("a@example.org", ""),
        ("b@example.org", "홍길동 (시험)"),
        ("c@example.org", ""),
    ]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (" \n ;", errors.GuestsMissingError),
        ("a@example.org\nnobody", errors.GuestsWrongError),
        ("www.example.org <a@example.org>", errors.GuestsWrongError),
        (
            "\n".join(f"a{n}@example.org" for n in range(rules.MOST_AT_ONCE + 1)),
            errors.TooManyGuestsError,
        ),
    ],
)
def test_a_list_that_cannot_be_taken_invites_nobody(app, text, error):
    with app.test_request_context(), pytest.raises(error) as raised:
        rules.read_guests(text)
    assert raised.value.sentence()


# ------------------------------------------------------------------ services


@pytest.mark.both_databases
def test_who_is_invited_or_registered_already_is_left_out(edition):
    make_registration(edition, email="there@example.org")
    first = invite(edition, "a@example.org", "b@example.org", "There@example.org")
    assert (first.count, first.known) == (2, ("There@example.org",))
    second = invite(edition, "A@example.org", "c@example.org")
    assert (second.count, second.known) == (1, ("A@example.org",))
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "registration.invited")
    assert sorted(db.session.scalars(mails)) == ["a@example.org", "b@example.org", "c@example.org"]
    actions = db.session.scalars(select(AuditEntry.action)).all()
    assert actions.count("invitation.sent") == 2


def test_nobody_is_invited_into_what_is_open_to_all(edition):
    category = get_category(edition, "citizen")
    with pytest.raises(errors.NotByInvitationError):
        services.invite(edition, category, [Guest(email="a@example.org")], "ko")


@pytest.mark.both_databases
def test_a_withdrawn_invitation_can_be_followed_by_another(edition):
    invite(edition)
    services.withdraw(the_one())
    db.session.commit()
    for act in (services.withdraw, services.resend):
        with pytest.raises(errors.InvitationOverError):
            act(the_one())
    assert invite(edition).count == 1


# ------------------------------------------------------------------ the way in


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "한 번만 쓸 수 있습니다"), ("en", "can be used once")]
)
def test_the_link_leads_to_the_first_step_with_category_and_address_fixed(
    edition, client, language, said
):
    invite(edition, language=language)
    link = link_to()
    assert link.startswith(f"/{language}/")
    client.page(link)
    assert the_one().state is InvitationState.SENT  # a scanner of mails opens nothing
    assert client.submit(link, {}).location == f"/{language}/forum/register/you?invited=1"
    assert the_one().state is InvitationState.OPENED
    page = client.page(f"/{language}/forum/register/you?invited=1")
    assert said in page.text_of(".banner-info")
    assert page.one("input[name=email]")["type"] == "hidden"
    last = walk(client, language)
    assert client.page(f"/{language}/forum/register/you").select(".banner-info")
    assert "guest@example.org" in client.page(last).text_of("dl.summary")
    first = client.page(last)
    for _click in range(2):
        done = client.send(first, last, {"consent-privacy": "yes"})
        assert done.location == f"/{language}/forum/register/done"
    made = db.session.scalars(select(Registration)).one()
    assert (made.email, made.category.key) == ("guest@example.org", "speaker")
    assert the_one().registration_id == made.id
    assert the_one().state is InvitationState.REGISTERED


def test_what_is_posted_instead_of_category_and_address_is_not_read(edition, client):
    invite(edition)
    client.submit(link_to(), {})
    last = walk(client, category="citizen", email="other@example.org")
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    made = db.session.scalars(select(Registration)).one()
    assert (made.email, made.category.key) == ("guest@example.org", "speaker")


def test_a_used_invitation_leads_to_what_was_registered_or_says_so(edition, client, app):
    invite(edition)
    client.submit(link_to(), {})
    client.submit(walk(client), {"consent-privacy": "yes"})
    assert client.submit(link_to(), {}).location == INVITED
    assert client.get(INVITED).location == "/en/forum/register/done"
    stranger = app.test_client()
    stranger.submit(link_to(), {})
    page = stranger.page(INVITED, status=410)
    assert "registered with this invitation already" in page.text_of("main")


def test_of_two_browsers_with_one_invitation_the_second_is_told(edition, client, app):
    invite(edition)
    second = app.test_client()
    for browser in (client, second):
        browser.submit(link_to(), {})
    walk(client)
    last = walk(second)
    assert client.submit(last, {"consent-privacy": "yes"}).status_code == 303
    refused = second.submit(last, {"consent-privacy": "yes"})
    assert refused.status_code == 422
    assert "registered with this invitation already" in second.read(refused).text_of("#errors")


@pytest.mark.parametrize(
    ("language", "said"), [("ko", "거두어들인 초청장"), ("en", "withdrawn by the organisers")]
)
def test_a_withdrawn_invitation_says_so_at_each_place(edition, client, language, said):
    invite(edition, language=language)
    link = link_to()
    client.submit(link, {})
    last = walk(client, language)
    services.withdraw(the_one())
    refused = client.submit(last, {"consent-privacy": "yes"})
    assert refused.status_code == 422
    assert said in client.read(refused).text_of("#errors")
    for address in (link, f"/{language}/forum/register/you?invited=1"):
        assert said in client.page(address, status=410).text_of("main")
    assert db.session.scalars(select(Registration)).all() == []


def test_an_invitation_begins_anew_and_leaves_what_was_begun_before(edition, client):
    client.submit("/en/forum/register/you", NAME | {"category": "citizen", "email": "a@b.example"})
    invite(edition)
    client.submit(link_to(), {})
    page = client.page(INVITED)
    assert page.one("#name-ko")["value"] == ""
    client.submit(INVITED, NAME)
    drafts = db.session.scalars(select(Draft).order_by(Draft.id)).all()
    assert [draft.invitation_id for draft in drafts] == [None, the_one().id]


def test_without_an_invitation_the_category_stays_closed(edition, client):
    page = client.page("/en/forum/register/you?category=speaker")
    assert not page.select("input[value=speaker]")
    client.page(INVITED, status=403)
    invite(edition)
    client.submit(link_to(), {})
    make_open_edition(slug="other")
    client.page("/en/other/register/you?invited=1", status=404)


def test_a_full_category_is_waited_for_by_who_is_invited_too(app, client):
    del app
    speaker = make_category("speaker", number=1, way_in=WayIn.INVITATION, capacity=0)
    edition = make_open_edition(slug="forum", categories=(speaker,))
    invite(edition)
    client.submit(link_to(), {})
    client.submit(walk(client), {"consent-privacy": "yes"})
    assert db.session.scalars(select(Registration)).one().state.value == "waiting"


# ------------------------------------------------------------------ organisers


def test_an_organiser_invites_sees_how_far_it_has_come_and_withdraws(edition, client):
    make_organiser(client, Role.OWNER)
    assert "Nobody is invited yet" in client.page(f"{MANAGE}?language=en").text_of("main")
    filled = {"category": "speaker", "language": "en", "guests": "Guest <guest@example.org>\nx"}
    refused = client.submit(MANAGE, filled)
    assert refused.status_code == 422
    page = client.read(refused)
    assert "These are no addresses: x" in page.text_of("#guests-error")
    assert "guest@example.org" in page.text_of("#guests")
    sent = client.submit(MANAGE, filled | {"guests": "Guest <guest@example.org>"})
    assert sent.location == MANAGE
    page = client.page(MANAGE)
    assert "1 address is invited" in page.text_of("body")
    assert "Sent" in page.text_of("tbody tr")
    form = "form[action$='/resend']"
    assert client.submit(MANAGE, {}, form=form).location == MANAGE
    assert client.submit(MANAGE, {}, form="form[action$='/withdraw']").location == MANAGE
    page = client.page(MANAGE)
    assert "Withdrawn" in page.text_of("tbody tr")
    assert not page.select("tbody form")
    mails = select(OutgoingMail).where(OutgoingMail.cause == "registration.invited")
    assert len(db.session.scalars(mails).all()) == 2


def test_an_edition_without_such_a_category_says_what_to_do(client):
    make_open_edition(slug="forum")
    make_organiser(client, Role.OWNER)
    page = client.page(f"{MANAGE}?language=en")
    assert "No category is by invitation" in page.text_of("main")


def test_invitations_of_another_edition_are_not_touched(edition, client):
    invite(edition)
    make_open_edition(slug="other")
    make_organiser(client, Role.OWNER)
    address = f"/manage/other/registrations/invitations/{the_one().id}/withdraw"
    page = client.page("/manage/other/registrations/invitations")
    token = page.select("[name=csrf_token]")[0]
    assert client.post(address, data={"csrf_token": token["value"]}).status_code == 404
    assert the_one().is_open
