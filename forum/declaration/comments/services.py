"""Asking cities for comments, commenting, answering. Nothing is commented once it is frozen."""

from forum.core import audit, clock, links
from forum.core.db import db
from forum.declaration import rules
from forum.declaration.comments import emails
from forum.declaration.comments.errors import (
    CommentEmptyError,
    PlaceNotFoundError,
    TooManyCommentsError,
)
from forum.declaration.comments.models import Comment
from forum.declaration.comments.queries import count_comments, list_commenters, open_version
from forum.declaration.comments.rules import MOST, find_place
from forum.declaration.comments.types import CITY
from forum.declaration.errors import MandateMissingError
from forum.declaration.mandates.services import enter_city
from forum.declaration.mandates.types import CityInvitation
from forum.declaration.models import Declaration, Mandate
from forum.declaration.services.chain import lock_declaration, note, note_mandate
from forum.declaration.types import MANDATE, OVER


def invite_city(declaration: Declaration, invitation: CityInvitation) -> str:
    """Ask a city, at its own address, what it thinks of the draft; return its link's secret.

    Raises:
        CommentsClosedError: the text is frozen, or it is a summary.
        MandateExistsError: the city was asked already.
    """
    declaration = lock_declaration(declaration.id)
    version = open_version(declaration)
    mandate = enter_city(declaration, invitation)
    secret = _give_link(mandate)
    emails.send_draft(mandate, version.as_text(), secret)
    return secret


def _give_link(mandate: Mandate) -> str:
    """Return the secret of a link to the draft; earlier ones go on working, as it only shows."""
    return links.issue_link(CITY, MANDATE, mandate.id)


def ask_everybody(declaration: Declaration) -> int:
    """Mail the draft's link to every city that has a standing mandate. Returns how many.

    Raises:
        CommentsClosedError: the text is frozen, or it is a summary.
    """
    declaration = lock_declaration(declaration.id)
    text = open_version(declaration).as_text()
    asked = list_commenters(declaration)
    for mandate in asked:
        emails.send_draft(mandate, text, _give_link(mandate))
    note("declaration.comments_asked", declaration, {"cities": len(asked)})
    return len(asked)


def comment(mandate: Mandate, key: str, words: str) -> Comment:
    """Say something about a part of the draft, in the name of a city.

    Raises:
        CommentsClosedError: the text was frozen meanwhile.
        MandateMissingError: the city's mandate is over.
        PlaceNotFoundError: the draft has no such part, or not any more.
        CommentEmptyError, ForbiddenCharacterError, TooManyCommentsError: it is not kept.
    """
    declaration = lock_declaration(mandate.declaration_id)
    db.session.refresh(mandate)
    if mandate.state in OVER:
        raise MandateMissingError
    version = open_version(declaration)
    if find_place(version.as_text(), key) is None:
        raise PlaceNotFoundError
    said = rules.normalize_text(words).strip()
    if not said:
        raise CommentEmptyError
    if count_comments(mandate) >= MOST:
        raise TooManyCommentsError(most=MOST)
    made = Comment(version=version, mandate=mandate, place=key, text=said)
    db.session.add(made)
    db.session.flush()
    note_mandate("mandate.commented", mandate, place=key)
    return made


def answer(found: Comment, words: str) -> None:
    """Answer a comment, or write the answer anew. The city is told by mail.

    Raises:
        CommentEmptyError, ForbiddenCharacterError: it is not kept.
    """
    said = rules.normalize_text(words).strip()
    if not said:
        raise CommentEmptyError
    if said == found.answer:
        return
    found.answer = said
    found.answered_by = audit.present_actor()
    found.answered_at = clock.now()
    note_mandate("mandate.answered", found.mandate, place=found.place)
    emails.send_answer(found, _give_link(found.mandate))
