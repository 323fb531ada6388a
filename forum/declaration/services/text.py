"""The text: drafted, revised, frozen; or entered as a summary."""

from collections.abc import Iterable

from forum.core import clock
from forum.core.db import db
from forum.core.localized import EMPTY
from forum.declaration import queries, rules
from forum.declaration.errors import (
    DeclarationFrozenError,
    DeclarationKeyTakenError,
    DeclarationNotFrozenError,
    DraftChangedError,
    SummaryNotSignableError,
    TextIncompleteError,
)
from forum.declaration.models import (
    Article,
    Declaration,
    DeclarationVersion,
    EvidenceRecord,
    FrozenText,
)
from forum.declaration.services.chain import (
    append,
    lock_declaration,
    note,
)
from forum.declaration.services.mandates import ask_anew
from forum.declaration.types import (
    DeclarationKind,
    DeclarationState,
    DraftText,
    RecordKind,
    SummaryData,
)
from forum.editions.models import Edition
from forum.editions.services import touch_public
from forum.tokens.rules import number_prefix


def draft(edition: Edition, key: str, text: DraftText) -> Declaration:
    """Begin a declaration with a first draft of its text.

    Raises:
        DeclarationKeyTakenError: the edition has a declaration with this key.
        ForbiddenCharacterError: the text has characters that cannot be seen.
    """
    declaration = _new(edition, key, DeclarationKind.TEXT)
    _add_version(declaration, 1, text)
    note("declaration.drafted", declaration, {"key": key})
    return declaration


def _new(edition: Edition, key: str, kind: DeclarationKind) -> Declaration:
    if queries.find_declaration(edition, key):
        raise DeclarationKeyTakenError
    position = len(queries.list_declarations(edition)) + 1
    declaration = Declaration(
        edition=edition,
        key=key,
        code=f"{number_prefix(edition.slug)}-D{position}",
        kind=kind,
        state=DeclarationState.DRAFT,
    )
    db.session.add(declaration)
    return declaration


def _add_version(declaration: Declaration, number: int, text: DraftText) -> DeclarationVersion:
    version = DeclarationVersion(declaration=declaration, number=number)
    _write(version, text)
    db.session.add(version)
    db.session.flush()
    return version


def _write(version: DeclarationVersion, text: DraftText) -> None:
    version.title = rules.normalize(text.title)
    version.preamble = rules.normalize(text.preamble)
    version.prevailing = rules.normalize(text.prevailing)
    written = [rules.normalize(article) for article in text.articles if article]
    kept = {article.number: article for article in version.articles}
    version.articles = [
        kept.get(number) or Article(number=number) for number in range(1, len(written) + 1)
    ]
    for article, words in zip(version.articles, written, strict=True):
        article.text = words


def revise(
    declaration: Declaration, text: DraftText, *, seen: str | None = None
) -> DeclarationVersion:
    """Write the draft anew, if it still has the hash that was seen (where one is given).

    Raises:
        DraftChangedError: somebody else has changed it meanwhile.
        DeclarationFrozenError: the newest version is frozen.
        SummaryNotSignableError: it is a summary, which comes from a data file.
        ForbiddenCharacterError: the text has characters that cannot be seen.
    """
    version = _draft_version(lock_declaration(declaration.id))
    _check_seen(version, seen)
    _write(version, text)
    note("declaration.revised", declaration, {"version": version.number})
    return version


def _draft_version(declaration: Declaration) -> DeclarationVersion:
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    version = queries.latest_version(declaration)
    if version.frozen is not None:
        raise DeclarationFrozenError
    return version


def _check_seen(version: DeclarationVersion, seen: str | None) -> None:
    if seen is not None and seen != rules.text_sha256(version.as_text()):
        raise DraftChangedError


def begin_version(declaration: Declaration) -> DeclarationVersion:
    """Begin a new version from the frozen one; what is signed stays as it is.

    Raises:
        DeclarationNotFrozenError: the newest version is still a draft.
        SummaryNotSignableError: it is a summary.
    """
    declaration = lock_declaration(declaration.id)
    if declaration.kind is DeclarationKind.SUMMARY:
        raise SummaryNotSignableError
    latest = queries.latest_version(declaration)
    if latest.frozen is None:
        raise DeclarationNotFrozenError
    text = DraftText(
        title=latest.title,
        preamble=latest.preamble,
        articles=tuple(article.text for article in latest.articles),
        prevailing=latest.prevailing,
    )
    version = _add_version(declaration, latest.number + 1, text)
    note("declaration.version_begun", declaration, {"version": version.number})
    return version


def freeze(declaration: Declaration, *, seen: str | None = None) -> EvidenceRecord:
    """Fix the draft's canonical bytes and seal their hash.

    Who had signed, or was asked to sign, an earlier version is asked anew by a mail. Where the
    hash that was seen is given, nothing else is frozen.

    Raises:
        DraftChangedError: the draft was changed since its hash was seen.
        DeclarationFrozenError: it is frozen already.
        SummaryNotSignableError: it is a summary.
        TextIncompleteError: something is not written in both languages.
    """
    declaration = lock_declaration(declaration.id)
    version = _draft_version(declaration)
    _check_seen(version, seen)
    text = version.as_text()
    missing = rules.gaps(text)
    if missing:
        raise TextIncompleteError(places=_places(missing))
    written = rules.canonical_text(text)
    sha256 = rules.text_sha256(text)
    frozen = FrozenText(sha256=sha256, text=written.decode(), frozen_at=clock.now())
    version.frozen = frozen
    facts = {"version": version.number, "text_sha256": sha256, "articles": len(text.articles)}
    record = append(declaration, RecordKind.FREEZE, facts)
    declaration.state = DeclarationState.FROZEN
    declaration.adopted_on, declaration.adopted_in = None, EMPTY  # that was the version before
    db.session.flush()
    asked = ask_anew(declaration)
    details = {"version": version.number, "sha256": sha256, "asked": asked}
    note("declaration.frozen", declaration, details)
    touch_public(declaration.edition)
    return record


def _places(missing: Iterable[tuple[str, int, str]]) -> str:
    return ", ".join(
        f"{part} {number} ({language})" if number else f"{part} ({language})"
        for part, number, language in missing
    )


def enter_summary(edition: Edition, data: SummaryData) -> Declaration:
    """Enter a declaration that is known in summary only, or bring it to what the data say.

    Raises:
        DeclarationKeyTakenError: the edition has a text, not a summary, with this key.
    """
    declaration = queries.find_declaration(edition, data.key)
    if declaration is not None and declaration.kind is not DeclarationKind.SUMMARY:
        raise DeclarationKeyTakenError
    words = DraftText(title=data.title, articles=tuple(article.text for article in data.articles))
    if declaration is None:
        declaration = _new(edition, data.key, DeclarationKind.SUMMARY)
        _add_version(declaration, 1, words)
    else:
        _write(queries.latest_version(declaration), words)
    declaration.adopted_on = data.adopted_on
    declaration.adopted_in = data.adopted_in
    declaration.remark = data.remark
    declaration.state = DeclarationState.ADOPTED
    db.session.flush()
    return declaration
