"""Backup and restore: one file with every row and every key, readable without this program.

A backup is a ZIP file: `manifest.json` (when, which migration, rows and SHA-256 of each
part), `tables/NAME.jsonl` (one row a line) and `files/…` (signing keys, the secret key).
It is made in one reading transaction, and goes into SQLite or PostgreSQL alike, so that it
is also the way from one machine to many.
"""

import base64
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy import Enum as EnumType

from forum.core import clock, migrations, randomness
from forum.core.db import Base, db, reading
from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l
from forum.core.localized import LocalizedText
from forum.core.settings import Settings

FORMAT = 1
BATCH = 500


class BackupBrokenError(Refusal):
    """The file is no backup of ours, or was changed since it was made."""

    message = _l("This file is not a complete backup: %(fault)s.")


class DatabaseNotEmptyError(Refusal):
    """A backup is only restored into a database without rows."""

    message = _l("The database already holds rows (%(table)s). Restore into an empty one.")
    status = 409


class OtherVersionError(Refusal):
    """The backup was made by another version of the tables."""

    message = _l("The backup has tables of version %(theirs)s, this program has %(ours)s.")
    status = 409


class FileDiffersError(Refusal):
    """A key of the backup would overwrite another one."""

    message = _l("%(name)s exists already and is another one. Move it away first.")
    status = 409


@dataclass(frozen=True, slots=True)
class Report:
    """What was written or read: the number of rows of each table, and the files."""

    rows: dict[str, int]
    files: tuple[str, ...]

    def summary(self) -> str:
        """Return one line for a terminal."""
        return f"{sum(self.rows.values())} rows in {len(self.rows)} tables, {len(self.files)} files"


_WRITERS: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (LocalizedText, "$text", LocalizedText.to_mapping),
    (Enum, "$enum", lambda value: value.name),
    (datetime, "$moment", datetime.isoformat),  # before `date`, of which it is a kind
    (date, "$day", date.isoformat),
    (time, "$time", time.isoformat),
    (Decimal, "$decimal", str),
    (bytes, "$bytes", lambda value: base64.b64encode(value).decode()),
    (dict, "$json", lambda value: value),
    (list, "$json", lambda value: value),
)


def _pack(value: Any) -> Any:  # noqa: ANN401  any column's value
    for kind, name, write in _WRITERS:
        if isinstance(value, kind):
            return {name: write(value)}
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "$text": LocalizedText.from_mapping,
    "$moment": datetime.fromisoformat,
    "$day": date.fromisoformat,
    "$time": time.fromisoformat,
    "$decimal": Decimal,
    "$bytes": base64.b64decode,
    "$json": lambda value: value,
}


def _unpack(value: Any, table: Table, column: str) -> Any:  # noqa: ANN401  any column's value
    if not isinstance(value, dict):
        return value
    [(kind, inner)] = value.items()
    if kind != "$enum":
        return _READERS[kind](inner)
    kind_of = table.c[column].type
    if isinstance(kind_of, EnumType) and kind_of.enum_class is not None:
        return kind_of.enum_class[inner]
    return inner


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Return the rows of a table as JSON lines, in the order of their primary key."""
    rows = connection.execution_options(yield_per=BATCH).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in rows.mappings():
        packed = {name: _pack(value) for name, value in row.items()}
        yield json.dumps(packed, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _fingerprint(lines: Iterable[bytes]) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    for line in lines:
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _files(settings: Settings) -> dict[str, Path]:
    """Return the files that a restored forum cannot do without, by their names in the backup."""
    files = {f"keys/{path.name}": path for path in sorted(settings.keys_dir.glob("*"))}
    secret = settings.data_dir / "secret_key"
    if secret.exists():
        files["secret_key"] = secret
    return {name: path for name, path in files.items() if path.is_file()}


def backup(settings: Settings, target: Path) -> Report:
    """Write everything into one file, which appears only when it is complete."""
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "revision": migrations.head(),
        "tables": {},
        "files": {},
    }
    partial = target.with_name(f".{target.name}.{randomness.token()}")
    partial.touch(mode=0o600)
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_tables(archive, manifest["tables"])
            for name, path in _files(settings).items():
                content = path.read_bytes()
                archive.writestr(f"files/{name}", content)
                manifest["files"][name] = hashlib.sha256(content).hexdigest()
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    rows = {name: entry["rows"] for name, entry in manifest["tables"].items()}
    return Report(rows, tuple(manifest["files"]))


def _write_tables(archive: zipfile.ZipFile, entries: dict[str, Any]) -> None:
    db.session.rollback()
    with reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")  # noqa: PLW2901
        for table in Base.metadata.sorted_tables:
            digest, count = hashlib.sha256(), 0
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                for line in _lines(connection, table):
                    out.write(line)
                    digest.update(line)
                    count += 1
            entries[table.name] = {"rows": count, "sha256": digest.hexdigest()}


def _read_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as error:
        raise BackupBrokenError(fault="manifest.json") from error
    if manifest.get("format") != FORMAT:
        raise BackupBrokenError(fault="format")
    for table, entry in manifest["tables"].items():
        with archive.open(f"tables/{table}.jsonl") as lines:
            if _fingerprint(lines) != (entry["rows"], entry["sha256"]):
                raise BackupBrokenError(fault=f"tables/{table}.jsonl")
    for name, digest in manifest["files"].items():
        if hashlib.sha256(archive.read(f"files/{name}")).hexdigest() != digest:
            raise BackupBrokenError(fault=f"files/{name}")
    return manifest


def restore(settings: Settings, source: Path, *, verify: bool = False) -> Report:
    """Fill an empty database from a backup; with `verify`, read all of it back and compare.

    Raises:
        BackupBrokenError: the file is not what was written.
        OtherVersionError: bring the program to the backup's version first.
        DatabaseNotEmptyError, FileDiffersError: something is there that would be overwritten.
    """
    try:
        archive = zipfile.ZipFile(source)
    except zipfile.BadZipFile as error:
        raise BackupBrokenError(fault=source.name) from error
    with archive:
        manifest = _read_manifest(archive)
        if manifest["revision"] != migrations.head():
            raise OtherVersionError(theirs=manifest["revision"], ours=migrations.head())
        _refuse_to_overwrite(settings, archive, manifest)
        _fill(archive, manifest)
        for name in manifest["files"]:
            _write_file(settings, name, archive.read(f"files/{name}"))
    if verify:
        _verify(manifest)
    rows = {name: entry["rows"] for name, entry in manifest["tables"].items()}
    return Report(rows, tuple(manifest["files"]))


def _place(settings: Settings, name: str) -> Path:
    if name.startswith("keys/"):
        return settings.keys_dir / Path(name).name
    return settings.data_dir / "secret_key"


def _refuse_to_overwrite(
    settings: Settings, archive: zipfile.ZipFile, manifest: dict[str, Any]
) -> None:
    with reading(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.scalar(select(func.count()).select_from(table)):
                raise DatabaseNotEmptyError(table=table.name)
    for name in manifest["files"]:
        path = _place(settings, name)
        if path.exists() and path.read_bytes() != archive.read(f"files/{name}"):
            raise FileDiffersError(name=path.name)


def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    """Insert every row in one transaction."""
    db.session.rollback()
    with db.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for table in Base.metadata.sorted_tables:
            if table.name not in manifest["tables"]:
                continue
            with archive.open(f"tables/{table.name}.jsonl") as lines:
                _insert(connection, table, lines)
            _go_on_counting(connection, table)


def _insert(connection: Connection, table: Table, lines: Iterable[bytes]) -> None:
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        batch.append({name: _unpack(value, table, name) for name, value in row.items()})
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)


def _go_on_counting(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's sequence go on after the ids that were inserted."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
    newest = connection.scalar(select(func.max(table.c.id)))
    if sequence and newest:
        connection.execute(select(func.setval(sequence, newest)))


def _write_file(settings: Settings, name: str, content: bytes) -> None:
    path = _place(settings, name)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_bytes(content)


def _verify(manifest: dict[str, Any]) -> None:
    with reading(), db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            entry = manifest["tables"].get(table.name)
            if entry and _fingerprint(_lines(connection, table)) != (
                entry["rows"],
                entry["sha256"],
            ):
                raise BackupBrokenError(fault=f"{table.name} reads back differently")
