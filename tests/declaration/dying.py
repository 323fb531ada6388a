"""Signs in a process of its own, and kills it (`kill -9`) at a step: what a lost current does.

python -m tests.declaration.dying FOLDER STEP MANDATE CODE
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event

from forum import create_app
from forum.core import clock, outbox
from forum.core.db import db, set_reading
from forum.core.settings import Settings
from forum.declaration import services
from forum.declaration.models import Mandate
from tests.conftest import NOW

AFTER_WRITING = {
    "the record": "INSERT INTO evidence_records",
    "the values": "INSERT INTO personal_fields",
    "the signature": "INSERT INTO signatures",
    "the receipt": "INSERT INTO sealed_documents",
}
STEPS = (*AFTER_WRITING, "before the commit", "after the commit")
UNDONE = frozenset({"the record", "the values", "the signature", "before the commit"})


def die() -> None:
    """End as nothing can prevent or notice."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(step: str) -> Callable[[], None]:
    """Die after a row of the step was written; return what is called before the commit."""
    begins = AFTER_WRITING.get(step)

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if begins is not None and statement.startswith(begins):
            die()

    event.listen(db.engine, "after_cursor_execute", look)
    return die if step == "before the commit" else lambda: None


def main(folder: str, step: str, mandate: str, code: str) -> None:
    """Sign, commit, and make the receipt, if nothing comes in between."""
    app = create_app(Settings(_env_file=None, data_dir=Path(folder)), testing=True)
    with app.app_context(), clock.stopped_at(NOW):
        set_reading(value=False)
        before_commit = die_at(step)
        services.sign(db.session.get_one(Mandate, int(mandate)), code)
        db.session.flush()
        before_commit()
        db.session.commit()
        if step == "after the commit":
            die()
        outbox.send_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
