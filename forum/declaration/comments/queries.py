"""Reads of comments."""

from collections.abc import Sequence

from sqlalchemy import func, select

from forum.core.db import db
from forum.declaration.comments.errors import CommentNotFoundError, CommentsClosedError
from forum.declaration.comments.models import Comment
from forum.declaration.comments.types import CommentView
from forum.declaration.models import Declaration, DeclarationVersion, Mandate
from forum.declaration.queries import latest_version, list_mandates
from forum.declaration.types import OVER, DeclarationKind


def open_version(declaration: Declaration) -> DeclarationVersion:
    """Return the draft that can be commented.

    Raises:
        CommentsClosedError: the newest version is frozen, or it is a summary.
    """
    version = latest_version(declaration)
    if version.frozen is not None or declaration.kind is DeclarationKind.SUMMARY:
        raise CommentsClosedError
    return version


def list_comments(declaration: Declaration) -> list[CommentView]:
    """Return every comment on a declaration, the oldest first."""
    found = db.session.scalars(
        select(Comment)
        .join(DeclarationVersion, DeclarationVersion.id == Comment.version_id)
        .where(DeclarationVersion.declaration_id == declaration.id)
        .order_by(Comment.id)
    )
    return [_view(comment) for comment in found]


def list_own_comments(mandate: Mandate) -> list[CommentView]:
    """Return what one city has said, the oldest first."""
    found = db.session.scalars(
        select(Comment).where(Comment.mandate_id == mandate.id).order_by(Comment.id)
    )
    return [_view(comment) for comment in found]


def _view(comment: Comment) -> CommentView:
    return CommentView(
        id=comment.id,
        city=comment.mandate.city.name,
        place=comment.place,
        version=comment.version.number,
        text=comment.text,
        said_at=comment.said_at,
        answer=comment.answer,
        answered_at=comment.answered_at,
    )


def count_comments(mandate: Mandate) -> int:
    """Return how many comments a city has left."""
    return (
        db.session.scalar(
            select(func.count()).select_from(Comment).where(Comment.mandate_id == mandate.id)
        )
        or 0
    )


def get_comment(declaration: Declaration, comment_id: int) -> Comment:
    """Return a comment on this declaration.

    Raises:
        CommentNotFoundError: it has no such comment.
    """
    comment = db.session.get(Comment, comment_id)
    if comment is None or comment.version.declaration_id != declaration.id:
        raise CommentNotFoundError
    return comment


def list_commenters(declaration: Declaration) -> Sequence[Mandate]:
    """Return the mandates whose cities are asked for comments, by the cities' English names."""
    return [mandate for mandate in list_mandates(declaration) if mandate.state not in OVER]
