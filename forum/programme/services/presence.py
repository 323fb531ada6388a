"""Who has a session of the draft open: a mark for the others, which nobody has to rely on."""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from forum.core import clock
from forum.core.db import db
from forum.editions.models import Edition
from forum.programme.models import EditorPresence
from forum.programme.queries import HEARD_WITHIN


def keep_presence(edition: Edition, key: str, user_id: int) -> None:
    """Note that an organiser has a session open; who was not heard of for a while is dropped."""
    now = clock.now()
    db.session.execute(
        delete(EditorPresence).where(
            EditorPresence.edition_id == edition.id, EditorPresence.seen_at <= now - HEARD_WITHIN
        )
    )
    on_sqlite = db.engine.dialect.name == "sqlite"
    insert = (sqlite.insert if on_sqlite else postgresql.insert)(EditorPresence)
    db.session.execute(
        insert.values(
            edition_id=edition.id, session_key=key, user_id=user_id, seen_at=now
        ).on_conflict_do_update(
            index_elements=["edition_id", "session_key", "user_id"], set_={"seen_at": now}
        )
    )


def end_presence(edition: Edition, key: str, user_id: int) -> None:
    """Note that an organiser has left a session."""
    db.session.execute(
        delete(EditorPresence).where(
            EditorPresence.edition_id == edition.id,
            EditorPresence.session_key == key,
            EditorPresence.user_id == user_id,
        )
    )
