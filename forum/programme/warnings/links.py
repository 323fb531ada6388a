"""Addresses in a programme that lead nowhere. No network is asked."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from forum.core.localized import LANGUAGES, LocalizedText
from forum.programme.types import Agenda, Session
from forum.programme.warnings.types import AgendaWarning, Surroundings, WarningKind

MOST_CHARACTERS = 2000
# Up to where Korean goes on without a space: "https://example.org에서". A host in Hangul is let be.
_IN_TEXT = re.compile(r"(?<![\w/])[A-Za-z][A-Za-z0-9+.-]*://(?![^\x00-\x7f])[!#-;=?-~]*")
_CLOSING = ".,;:!?)]}'"
_NAME = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")
_SESSION = re.compile(r"/(?:ko|en)/(?P<edition>[^/]+)/programme/(?P<session>[^/.]+)(?:\.ics)?/?")
_NOT_SESSIONS = {"changes", "releases"}  # pages beside the sessions'


def links_in(agenda: Agenda, session: Session, around: Surroundings) -> Iterator[AgendaWarning]:
    """Yield what is wrong with the addresses of a session, each field's once."""
    for field, positions, address in _addresses(session):
        kind = _fault(address, agenda, around)
        if kind is not None:
            yield AgendaWarning(
                kind=kind,
                serious=True,
                session=session.key,
                field=field,
                positions=positions,
                title=session.title,
                address=address[:MOST_CHARACTERS],
            )
    for position, material in enumerate(session.materials, start=1):
        if material.file and around.files is not None and material.file not in around.files:
            yield AgendaWarning(
                kind=WarningKind.FILE_GONE,
                serious=True,
                session=session.key,
                field="materials",
                positions=(position,),
                title=session.title,
                name=material.title or LocalizedText(material.filename, material.filename),
            )


def is_address(text: str) -> bool:
    """Tell whether a text is an http(s) address that a browser could follow."""
    if len(text) > MOST_CHARACTERS or " " in text or not text.isprintable():
        return False
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:  # brackets or a port that are none
        return False
    if parts.scheme not in {"http", "https"} or not host or parts.username is not None:
        return False
    if ":" in host:  # IPv6
        return True
    labels = host.removesuffix(".").split(".")
    return len(labels) > 1 and all(_NAME.fullmatch(label) for label in labels)


def _addresses(session: Session) -> Iterator[tuple[str, tuple[int, ...], str]]:
    if session.stream:
        yield "stream", (), session.stream
    for position, material in enumerate(session.materials, start=1):
        if not material.file:
            yield "materials", (position,), material.address
    for field, text in (("abstract", session.abstract), ("note", session.note)):
        for address in _in_text(text):
            yield field, (), address


def _in_text(text: LocalizedText) -> Iterable[str]:
    """Return the addresses that a text names in either language, each once."""
    found: dict[str, None] = {}
    for language in LANGUAGES:
        written = text.written_in(language)
        if "://" in written:
            found |= dict.fromkeys(each.rstrip(_CLOSING) for each in _IN_TEXT.findall(written))
    return found


def _fault(address: str, agenda: Agenda, around: Surroundings) -> WarningKind | None:
    path = _own_path(address, around)
    if path is None:
        return None if is_address(address) else WarningKind.ADDRESS_MALFORMED
    session = _SESSION.fullmatch(path)
    if session and session["edition"] == agenda.edition.slug:
        key = unquote(session["session"])
        there = key in _NOT_SESSIONS or key in around.sessions or agenda.session(key) is not None
    else:
        there = around.is_page(path)
    return None if there else WarningKind.LINK_DEAD


def _own_path(address: str, around: Surroundings) -> str | None:
    """Return the path of a link into this site, None for any other."""
    if address.startswith("/") and not address.startswith(("//", "/\\")):
        return urlsplit(address).path
    base = around.base_url.rstrip("/")
    if base and (address == base or address.startswith((f"{base}/", f"{base}?", f"{base}#"))):
        return urlsplit(address).path or "/"
    return None
