"""What can be done with a programme. Nothing here knows of HTTP, and nothing commits."""

from forum.programme.services.drafting import write_draft
from forum.programme.services.editing import (
    cancel_session,
    create_place,
    create_session,
    new_session_key,
    reinstate_session,
    remove_place,
    remove_session,
    reorder_places,
    reorder_sessions,
    revise_place,
    revise_session,
)
from forum.programme.services.moving import move_session, step_session
from forum.programme.services.operations import redo, undo
from forum.programme.services.presence import end_presence, keep_presence
from forum.programme.services.releasing import (
    release_programme,
    restore_release,
    take_proposal,
    write_release,
)

__all__ = [
    "cancel_session",
    "create_place",
    "create_session",
    "end_presence",
    "keep_presence",
    "move_session",
    "new_session_key",
    "redo",
    "reinstate_session",
    "release_programme",
    "remove_place",
    "remove_session",
    "reorder_places",
    "reorder_sessions",
    "restore_release",
    "revise_place",
    "revise_session",
    "step_session",
    "take_proposal",
    "undo",
    "write_draft",
    "write_release",
]
