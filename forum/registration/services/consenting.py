"""Writing down what somebody has said to a notice."""

from forum.core import clock
from forum.core.db import db
from forum.core.localized import Language
from forum.registration.models import ConsentGiven, ConsentNotice, Registration
from forum.registration.types import ConsentBy


def write_answer(
    registration: Registration,
    notice: ConsentNotice,
    *,
    given: bool,
    language: Language,
    by: ConsentBy,
) -> None:
    """Add an answer to a version of a notice; the latest of a key is what holds.

    `language` is the one in which the notice was shown.
    """
    db.session.add(
        ConsentGiven(
            registration_id=registration.id,
            notice=notice,
            key=notice.key,
            version=notice.version,
            sha256=notice.sha256,
            language=language,
            given=given,
            given_by=by,
            answered_at=clock.now(),
        )
    )
