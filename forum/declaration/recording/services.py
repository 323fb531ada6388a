"""Records once, whoever presses twice: each says after which record it is meant to come."""

from datetime import date

from forum.core.localized import Language, LocalizedText
from forum.declaration import queries, services
from forum.declaration.errors import DeclarationNotFrozenError
from forum.declaration.models import Declaration, EvidenceRecord
from forum.declaration.recording.errors import ChainWentOnError, WordsNotThereError
from forum.declaration.recording.queries import find_freezing
from forum.declaration.recording.rules import says
from forum.declaration.types import Correction


def _lock_after(declaration: Declaration, after: int) -> Declaration:
    locked = services.lock_declaration(declaration.id)
    if queries.load_chain_end(locked).sequence != after:
        raise ChainWentOnError
    return locked


def record_adoption(
    declaration: Declaration, on: date, place: LocalizedText, after: int
) -> EvidenceRecord:
    """Seal that the frozen text was adopted; whoever signs from then on accedes.

    Args:
        declaration: whose text it is.
        on: the day.
        place: where.
        after: the number of the last record that the officer has seen.

    Raises:
        ChainWentOnError: something was recorded since.
        and what `services.adopt` raises.
    """
    return services.adopt(_lock_after(declaration, after), on, place)


def record_erratum(
    declaration: Declaration,
    *,
    place: str,
    language: Language,
    reads: str,
    should_read: str,
    after: int,
) -> EvidenceRecord:
    """Seal that the frozen text reads wrongly at a place, and how it should read.

    Raises:
        ChainWentOnError: something was recorded since.
        DeclarationNotFrozenError: nothing is frozen.
        WordsNotThereError: the text does not say this there.
        and what `services.correct` raises.
    """
    locked = _lock_after(declaration, after)
    version, freezing = queries.find_frozen_version(locked), find_freezing(locked)
    if version is None or freezing is None:
        raise DeclarationNotFrozenError
    if reads.strip() and not says(version.as_text(), place, language, reads):
        raise WordsNotThereError
    return services.correct(
        locked,
        Correction(
            concerns=freezing.sequence,
            place=place,
            language=language,
            reads=reads,
            should_read=should_read,
        ),
    )
