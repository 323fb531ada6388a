import zipfile

import pytest
from sqlalchemy import func, select

from forum import create_app
from forum.core import audit, backup, mail
from forum.core.audit import AuditEntry
from forum.core.db import Base, db
from forum.core.mail import Attachment, OutgoingMail
from tests.conftest import empty_database

pytestmark = pytest.mark.both_databases


@pytest.fixture
def filled(app):
    settings = app.extensions["settings"]
    settings.keys_dir.mkdir(exist_ok=True)
    key = settings.keys_dir / "test.pem"
    key.write_bytes(b"a key")
    audit.record("thing.done", object_type="thing", object_id=1, details={"was": ["a", 1, None]})
    mail.queue(
        recipient="minji@example.org",
        language="ko",
        subject="초대",
        text="글",
        cause="test",
        attachments=(Attachment(filename="q.png", content_type="image/png", data=b"\x00\xff"),),
    )
    db.session.commit()
    yield settings
    key.unlink()


@pytest.fixture
def elsewhere(filled, tmp_path):
    """Another machine, on SQLite, with nothing yet."""
    settings = filled.model_copy(
        update={"data_dir": tmp_path / "elsewhere", "database_url": "", "signing_keys": None}
    )
    settings.data_dir.mkdir()
    app = create_app(settings, testing=True)
    with app.app_context():
        db.create_all()
        yield settings
        db.engine.dispose()


def save(app, settings, target):
    with app.app_context():
        return backup.backup(settings, target)


def test_a_backup_comes_back_as_it_was(app, filled, elsewhere, tmp_path):
    file = tmp_path / "forum.backup"
    saved = save(app, filled, file)

    restored = backup.restore(elsewhere, file, verify=True)

    assert restored == saved
    assert restored.rows["audit_entries"] == 1
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.details == {"was": ["a", 1, None]}
    sent = db.session.scalars(select(OutgoingMail)).one()
    assert (sent.subject, sent.attachments[0].data) == ("초대", b"\x00\xff")
    assert (elsewhere.keys_dir / "test.pem").read_bytes() == b"a key"
    assert (elsewhere.keys_dir / "test.pem").stat().st_mode & 0o777 == 0o600


def test_a_backup_holds_every_table(app, filled, tmp_path):
    saved = save(app, filled, tmp_path / "forum.backup")
    assert saved.rows.keys() == Base.metadata.tables.keys()


def test_a_changed_backup_is_refused_and_changes_nothing(app, filled, elsewhere, tmp_path):
    file, changed = tmp_path / "forum.backup", tmp_path / "changed.backup"
    save(app, filled, file)
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace("초대".encode(), "위조".encode()))

    with pytest.raises(backup.BackupBrokenError, match="outgoing_mails"):
        backup.restore(elsewhere, changed)
    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 0


def test_a_backup_is_not_poured_over_what_is_there(app, filled, tmp_path):
    file = tmp_path / "forum.backup"
    save(app, filled, file)

    with pytest.raises(backup.DatabaseNotEmptyError, match="audit_entries"):
        backup.restore(filled, file)


def test_something_else_is_no_backup(elsewhere, tmp_path):
    file = tmp_path / "letter.txt"
    file.write_text("hello")
    with pytest.raises(backup.BackupBrokenError):
        backup.restore(elsewhere, file)


def test_rows_written_afterwards_get_numbers_of_their_own(app, filled, tmp_path):
    file = tmp_path / "forum.backup"
    save(app, filled, file)
    empty_database(app)

    backup.restore(filled, file, verify=True)
    audit.record("thing.done", object_type="thing", object_id=2)
    db.session.commit()

    assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == 2
