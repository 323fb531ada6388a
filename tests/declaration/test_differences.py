"""Two versions of a text: what each part became, word by word, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.declaration import services
from forum.declaration.differences.rules import compare_versions, compare_words, match_articles
from forum.declaration.differences.types import Change, PartKind, PieceKind
from forum.declaration.types import ArticleText, DraftText, TextVersion
from tests.factories.accounts import make_organiser
from tests.factories.declaration import DRAFT, make_declaration
from tests.factories.editions import make_edition

WORDS = st.lists(st.sampled_from(["city", "도시", "work,", "일자리", "\n", "and"]), max_size=20)


def _version(number: int, *articles: str, **more: LocalizedText) -> TextVersion:
    return TextVersion(
        edition="dwc-2030",
        declaration="trial",
        number=number,
        title=LocalizedText("선언", "Declaration"),
        articles=tuple(
            ArticleText(n, LocalizedText(f"{words} 조", words))
            for n, words in enumerate(articles, start=1)
        ),
        **more,
    )


@given(WORDS, WORDS)
def test_both_texts_can_be_read_back_from_the_pieces(old, new):
    before, after = " ".join(old), " ".join(new)
    pieces = compare_words(before, after)
    gone, came = PieceKind.REMOVED, PieceKind.ADDED
    assert "".join(piece.words for piece in pieces if piece.kind is not came) == before
    assert "".join(piece.words for piece in pieces if piece.kind is not gone) == after
    if before == after:
        assert all(piece.kind is PieceKind.SAME for piece in pieces)


def test_a_changed_word_is_named_and_its_punctuation_stays():
    pieces = compare_words("We shall act, together.", "We will act, together.")
    assert [(piece.kind.value, piece.words) for piece in pieces] == [
        ("same", "We "),
        ("removed", "shall"),
        ("added", "will"),
        ("same", " act, together."),
    ]


def test_words_that_follow_one_another_are_read_as_one_change():
    pieces = compare_words("the red old house", "the new big house")
    assert [piece.words for piece in pieces] == ["the ", "red old", "new big", " house"]


def test_an_article_put_in_front_is_new_and_the_others_have_moved():
    old = _version(1, "cities learn from one another", "cities report every year")
    new = _version(2, "an entirely fresh beginning", "cities learn from one another", *["x y z"])
    parts = compare_versions(old, new).parts[1:]
    assert [(part.change, part.old_number, part.new_number) for part in parts] == [
        (Change.ADDED, 0, 1),
        (Change.NUMBER, 1, 2),
        (Change.REMOVED, 2, 0),
        (Change.ADDED, 0, 3),
    ]
    assert parts[1].was_moved
    assert not parts[0].was_moved


def test_an_article_rewritten_under_its_number_is_one_article():
    old, new = _version(1, "aaa bbb", "same words here"), _version(2, "ccc ddd", "same words here")
    assert [
        (a.number if a else 0, b.number if b else 0)
        for a, b in match_articles(old.articles, new.articles)
    ] == [(1, 1), (2, 2)]


def test_a_change_in_one_language_is_a_change_and_says_in_which():
    old = _version(1, "one two three")
    new = TextVersion(
        edition=old.edition,
        declaration=old.declaration,
        number=2,
        title=old.title,
        articles=(ArticleText(1, LocalizedText(old.articles[0].text.ko, "one two four")),),
        prevailing=LocalizedText("영문을 따른다.", "The English text prevails."),
    )
    difference = compare_versions(old, new)
    article = difference.parts[1]
    assert article.change is Change.CHANGED
    assert (article.is_same("ko"), article.is_same("en")) == (True, False)
    assert difference.parts[2].part is PartKind.PREVAILING
    assert difference.parts[2].change is Change.ADDED
    assert difference.changed == 2


def _two_versions(*, is_frozen: bool) -> None:
    declaration = make_declaration(make_edition(slug="dwc-2030"), key="trial")
    services.begin_version(declaration)
    articles = (LocalizedText("첫째 조항", "The first article"), DRAFT.articles[1])
    services.revise(
        declaration, DraftText(title=DRAFT.title, preamble=DRAFT.preamble, articles=articles)
    )
    if is_frozen:
        services.freeze(declaration)
    db.session.commit()


@pytest.mark.usefixtures("app")
def test_the_public_sees_frozen_versions_compared_and_no_draft(client):
    _two_versions(is_frozen=False)
    path = "/en/dwc-2030/declarations/trial/differences"
    assert "one version only" in client.page(path).text_of("main")
    client.page(f"{path}?old=1&new=2", status=404)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_public_sees_what_a_frozen_version_changed(client, language):
    _two_versions(is_frozen=True)
    path = f"/{language}/dwc-2030/declarations/trial/differences"
    page = client.page(path)
    assert page.text_of("del").endswith("조")
    assert page.text_of("ins").endswith("조항")
    assert len(page.select(".diff-parts > li")) == 1
    assert len(page.select("#versions-title ~ dl .hash")) == 2
    client.page(f"{path}?old=1&new=9", status=404)
    for query in ("old=2&new=2", "old=x&new=", "new=1", "old=2&new=1"):
        client.page(f"{path}?{query}")
    assert client.page(f"/{language}/dwc-2030/declarations/trial").select("a[href$=differences]")


@pytest.mark.usefixtures("app")
def test_an_organiser_compares_the_draft_with_what_is_frozen(client):
    _two_versions(is_frozen=False)
    make_organiser(client, Role.AUDITOR)
    page = client.page("/manage/dwc-2030/declarations/trial/differences")
    assert "removed:" in page.text_of(".diff-parts")
    assert page.text_of("ins").endswith("조항")
