"""Invited cities comment on a draft until it is frozen; organisers answer."""

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.permissions import Role
from forum.declaration import queries, services
from forum.declaration.comments import services as comments
from forum.declaration.comments.errors import (
    CommentEmptyError,
    CommentsClosedError,
    PlaceNotFoundError,
    TooManyCommentsError,
)
from forum.declaration.comments.models import Comment
from forum.declaration.comments.queries import list_comments, list_own_comments
from forum.declaration.comments.rules import MOST, in_order
from forum.declaration.comments.types import CITY
from forum.declaration.errors import (
    ForbiddenCharacterError,
    MandateExistsError,
    MandateMissingError,
)
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.types import DraftText
from tests.factories.accounts import make_organiser
from tests.factories.declaration import DRAFT, last_link, make_declaration, make_mandate
from tests.factories.editions import make_city, make_edition
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app")

BASE = "/manage/dwc-2030/declarations/trial/comments"


def _invited(declaration: Declaration, email: str = "city@example.org") -> Mandate:
    city = make_city(name=LocalizedText("빈", "Vienna"))
    details = CityInvitation(city_id=city.id, email=email, language="en")
    comments.invite_city(declaration, details)
    found = queries.find_standing_mandate(declaration, city.id)
    assert found is not None
    return found


def _draft() -> Declaration:
    return make_declaration(make_edition(slug="dwc-2030"), key="trial", is_frozen=False)


@pytest.mark.both_databases
def test_a_city_comments_until_the_freeze_and_not_after():
    declaration = _draft()
    mandate = _invited(declaration)
    made = comments.comment(mandate, "article-2", "  Say “shall”.\r\n")
    assert made.text == "Say “shall”."
    for key, words, refusal in (
        ("article-9", "x", PlaceNotFoundError),
        ("prevailing", "x", PlaceNotFoundError),
        ("whole", " \n", CommentEmptyError),
        ("whole", "a\u202eb", ForbiddenCharacterError),
    ):
        with pytest.raises(refusal):
            comments.comment(mandate, key, words)
    services.freeze(declaration)
    for act in (
        lambda: comments.comment(mandate, "whole", "late"),
        lambda: comments.ask_everybody(declaration),
        lambda: _invited(declaration),
    ):
        with pytest.raises(CommentsClosedError):
            act()
    comments.answer(made, "We shall.")
    services.begin_version(declaration)
    comments.comment(mandate, "whole", "on the second version")
    assert [one.version for one in list_comments(declaration)] == [1, 2]


def test_a_city_is_invited_once_and_then_names_its_person():
    declaration = _draft()
    mandate = _invited(declaration)
    assert mandate.state == "invited"
    again = CityInvitation(city_id=mandate.city_id, email="a@b.example", language="ko")
    with pytest.raises(MandateExistsError):
        comments.invite_city(declaration, again)
    assert mandate.city in queries.list_unnamed_cities(declaration)
    assert mandate.city not in queries.list_free_cities(declaration)
    assert make_mandate(declaration, mandate.city).id == mandate.id
    assert mandate.state == "approved"


def test_one_city_sees_what_it_said_itself_and_a_bound_holds():
    declaration = _draft()
    mine, other = _invited(declaration), _invited(declaration, "other@example.org")
    comments.comment(other, "whole", "theirs")
    for number in range(MOST):
        db.session.add(
            Comment(
                version=queries.latest_version(declaration),
                mandate=mine,
                place="whole",
                text=str(number),
            )
        )
    db.session.flush()
    with pytest.raises(TooManyCommentsError):
        comments.comment(mine, "whole", "one more")
    assert "theirs" not in [one.text for one in list_own_comments(mine)]
    services.withdraw_mandate(other)
    with pytest.raises(MandateMissingError):
        comments.comment(other, "whole", "late")


def test_everybody_who_is_asked_gets_one_mail():
    declaration = _draft()
    invited, named, over = _invited(declaration), *(make_mandate(declaration) for _ in range(2))
    services.withdraw_mandate(over)
    assert comments.ask_everybody(declaration) == 2
    mails = select(OutgoingMail.recipient).where(OutgoingMail.cause == "declaration.draft")
    assert sorted(db.session.scalars(mails)) == sorted([invited.email, invited.email, named.email])


def test_places_stand_in_the_order_of_a_text():
    keys = ["article-10", "prevailing", "article-2", "whole", "preamble"]
    assert in_order(keys) == ["whole", "preamble", "article-2", "article-10", "prevailing"]


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_city_comments_by_its_link_and_reads_the_answer(client, language):
    declaration = _draft()
    mandate = _invited(declaration)
    db.session.commit()
    path = last_link(mandate.email, CITY).replace("/en/", f"/{language}/")
    client.get(path)  # a scanner
    read = client.submit(path, {}).location
    assert read == f"/{language}/my/draft"
    page = client.page(read)
    assert "둘째 조" in page.text_of("#article-2")
    assert "The second article" in page.text_of("#article-2")
    empty = client.submit(f"{read}/article-2", {"words": " "})
    assert empty.status_code == 422
    sent = client.submit(f"{read}/article-2", {"words": "Say <b>shall</b>."})
    assert sent.location == f"{read}#article-2"
    assert "Say <b>shall</b>." in client.page(read).text_of("#article-2")
    client.page(f"{read}/article-7", status=404)
    comments.answer(db.session.scalars(select(Comment)).one(), "We shall.")
    services.revise(declaration, DraftText(title=DRAFT.title, articles=DRAFT.articles[:1]))
    db.session.commit()
    assert "We shall." in client.page(read).text_of("#gone-title ~ .comment")
    services.freeze(declaration)
    db.session.commit()
    page = client.page(read)
    assert queries.as_public(declaration).sha256 in page.text_of(".banner")
    assert not page.select(".comment-parts .btn")
    client.page(f"{read}/article-1", status=409)


def test_what_a_city_wrote_is_given_back_if_the_text_has_gone_on_meanwhile(client):
    declaration = _draft()
    mandate = _invited(declaration)
    db.session.commit()
    read = client.submit(last_link(mandate.email, CITY), {}).location
    pages = {where: client.page(f"{read}/{where}") for where in ("article-2", "whole")}
    words = "Say <b>shall</b>, as the law does."

    def send(where: str) -> tuple[int, Page]:
        answer = client.send(pages[where], f"{read}/{where}", {"words": words})
        return answer.status_code, client.read(answer)

    services.revise(declaration, DraftText(title=DRAFT.title, articles=DRAFT.articles[:1]))
    db.session.commit()
    status, gone = send("article-2")
    assert status == 404
    services.freeze(declaration)
    db.session.commit()
    status, late = send("whole")
    assert status == 409
    for page in (gone, late):
        assert page.text_of(".comment-words") == words
        assert page.select(f"main a[href='{read}']")
    assert not list_comments(declaration)


def test_an_organiser_invites_reads_and_answers(client):
    declaration = _draft()
    city = make_city(name=LocalizedText("빈", "Vienna"))
    db.session.commit()
    make_organiser(client, Role.DECLARATION_OFFICER)
    assert "No comment yet" in client.page(BASE).text_of("main")
    form = "form[action$='/cities']"
    wrong = client.submit(BASE, {"city": str(city.id), "email": "x"}, form=form)
    assert wrong.status_code == 422
    done = client.submit(BASE, {"city": str(city.id), "email": "city@b.example"}, form=form)
    assert done.location == BASE
    mandate = queries.find_standing_mandate(declaration, city.id)
    assert mandate is not None
    made = comments.comment(mandate, "preamble", "Too long.")
    db.session.commit()
    page = client.page(BASE)
    assert "city@b.example" in page.text_of("form[action$='/ask']") or "city@b.example" in (
        page.text_of("details.ask")
    )
    assert "Too long." in page.text_of(f"#comment-{made.id}")
    answered = client.submit(f"{BASE}/{made.id}", {"words": "We made it shorter."})
    assert answered.location == f"{BASE}#comment-{made.id}"
    assert client.submit(BASE, {}, form="form[action$='/ask']").location == BASE
    causes = list(db.session.scalars(select(OutgoingMail.cause)))
    assert causes.count("declaration.answer") == 1
    assert causes.count("declaration.draft") == 2
    make_declaration(declaration.edition, key="other")
    db.session.commit()
    client.page(f"/manage/dwc-2030/declarations/other/comments/{made.id}", status=404)


def test_an_auditor_reads_comments_and_changes_nothing(client):
    declaration = _draft()
    made = comments.comment(_invited(declaration), "whole", "Good.")
    db.session.commit()
    make_organiser(client, Role.AUDITOR)
    page = client.page(BASE)
    assert "Good." in page.text_of("main")
    assert not page.select("main form, main .btn")
    client.page(f"{BASE}/{made.id}", status=403)
