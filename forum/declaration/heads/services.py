"""The head of each chain leaves the house every day: noted, mailed, time-stamped."""

import logging
from collections.abc import Iterator

from sqlalchemy import update

from forum.core import clock
from forum.core.db import db
from forum.core.settings import current_settings
from forum.declaration.heads import emails, queries
from forum.declaration.heads.models import ChainHead
from forum.declaration.models import Declaration
from forum.editions.services import touch_public

log = logging.getLogger(__name__)


def send_heads() -> Iterator[object]:
    """Note and mail the heads of this day; stamp those that have no timestamp. Part by part.

    Each chain has one row for a day, so a worker that is started twice or killed mails once.
    """
    today = clock.now().astimezone(current_settings().zone).date()
    for record in queries.list_gone_on(today):
        head = ChainHead(
            declaration=db.session.get_one(Declaration, record.declaration_id),
            day=today,
            sequence=record.sequence,
            sha256=record.sha256,
        )
        db.session.add(head)
        db.session.flush()
        for address in current_settings().head_mail_to:
            emails.send_head(head, address)
        touch_public(head.declaration.edition)
        yield head.id
    if current_settings().tsa_url:
        yield from _stamp()


def _stamp() -> Iterator[object]:
    from forum.declaration.documents import pades  # noqa: PLC0415  half a second and 20 MB

    address = current_settings().tsa_url
    waiting = queries.list_unstamped()
    db.session.rollback()  # the authority is asked while no transaction is open
    for head_id, sha256 in waiting:
        try:
            timestamp = pades.stamp(bytes.fromhex(sha256), address)
        except (OSError, ValueError) as error:
            log.warning("%s gave no timestamp: %s; the next minute asks again", address, error)
            return
        db.session.execute(
            update(ChainHead).where(ChainHead.id == head_id).values(timestamp=timestamp)
        )
        touch_public(db.session.get_one(ChainHead, head_id).declaration.edition)
        yield head_id
