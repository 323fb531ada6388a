"""Answering notices, and writing them. Every change of either is a further row."""

from sqlalchemy import delete, select

from forum.core import audit, clock
from forum.core.db import db
from forum.core.i18n import current_language
from forum.core.localized import Language
from forum.editions.models import Edition
from forum.registration.consents.errors import (
    ConsentRequiredError,
    NoticeChangedError,
    NoticeKeyTakenError,
    NoticeNotFoundError,
    NoticeUnchangedError,
)
from forum.registration.consents.queries import get_latest, list_own_consents, list_versions
from forum.registration.consents.types import OwnConsent
from forum.registration.errors import ConsentChangedError
from forum.registration.models import ConsentNotice, Registration, SensitiveNeed
from forum.registration.queries import list_consents, list_notices
from forum.registration.services.consenting import write_answer
from forum.registration.services.preparing import setup_hash
from forum.registration.types import ConsentBy, NoticeSetup

# ------------------------------------------------------------------ answers


def give_consent(
    registration: Registration,
    key: str,
    *,
    shown: str,
    language: Language,
    by: ConsentBy = ConsentBy.SELF,
) -> None:
    """Agree to the present version of a notice; `shown` is the hash of what was on the page.

    Raises:
        NoticeNotFoundError: nobody is asked this any more.
        ConsentChangedError: the notice says something else by now.
    """
    own = _own(registration, key)
    if own.present is None:
        raise NoticeNotFoundError
    if own.present.sha256 != shown:
        raise ConsentChangedError
    if own.can_be_given:
        _write(registration, own.present, given=True, language=language, by=by)


def withdraw_consent(
    registration: Registration,
    key: str,
    *,
    language: Language,
    by: ConsentBy = ConsentBy.SELF,
) -> None:
    """Take a consent back; what was kept by a sensitive one is deleted in the same transaction.

    Raises:
        NoticeNotFoundError: there is no such notice.
        ConsentRequiredError: one cannot take part without it.
    """
    own = _own(registration, key)
    if own.is_given and not own.can_be_withdrawn:
        raise ConsentRequiredError(notice=own.notice.title.in_(current_language()))
    if not own.is_given:
        return
    _write(registration, own.notice, given=False, language=language, by=by)
    if own.notice.is_sensitive and not _agrees_to_sensitive(registration):
        db.session.execute(
            delete(SensitiveNeed).where(SensitiveNeed.registration_id == registration.id)
        )


def confirm_consents(registration: Registration, *, language: Language) -> int:
    """Say that the answers which organisers noted are right; return how many there were."""
    statement = select(Registration.id).where(Registration.id == registration.id)
    db.session.execute(statement.with_for_update())
    noted = [one for one in list_consents(registration) if one.given_by is ConsentBy.ORGANISER]
    for one in noted:
        write_answer(
            registration, one.notice, given=one.given, language=language, by=ConsentBy.SELF
        )
    if noted:
        db.session.flush()
        audit.record(
            "consent.confirmed",
            edition_id=registration.edition_id,
            object_type="registration",
            object_id=registration.id,
            details={"number": registration.number, "notices": [one.key for one in noted]},
        )
    return len(noted)


def _own(registration: Registration, key: str) -> OwnConsent:
    """Return what somebody has answered, with the registration locked: answers come one by one."""
    statement = select(Registration.id).where(Registration.id == registration.id)
    db.session.execute(statement.with_for_update())
    found = {own.notice.key: own for own in list_own_consents(registration)}.get(key)
    if found is None:
        raise NoticeNotFoundError
    return found


def _agrees_to_sensitive(registration: Registration) -> bool:
    return any(own.is_given and own.notice.is_sensitive for own in list_own_consents(registration))


def _write(
    registration: Registration,
    notice: ConsentNotice,
    *,
    given: bool,
    language: Language,
    by: ConsentBy,
) -> None:
    write_answer(registration, notice, given=given, language=language, by=by)
    db.session.flush()
    audit.record(
        "consent.given" if given else "consent.withdrawn",
        edition_id=registration.edition_id,
        object_type="registration",
        object_id=registration.id,
        details={
            "number": registration.number,
            "notice": notice.key,
            "version": notice.version,
            "by": by.value,
        },
    )


# ------------------------------------------------------------------ notices


def add_notice(edition: Edition, setup: NoticeSetup) -> ConsentNotice:
    """Ask people something more, after everything else.

    Raises:
        NoticeKeyTakenError
    """
    if list_versions(edition, setup.key):
        raise NoticeKeyTakenError
    last = max((notice.position for notice in list_notices(edition)), default=-1)
    return _version(edition, setup, version=1, position=last + 1)


def change_notice(edition: Edition, setup: NoticeSetup, *, seen: int) -> ConsentNotice:
    """Write a new version; earlier answers keep the version that was answered.

    A retired notice is asked again. `seen` is the version that the editor began from.

    Raises:
        NoticeNotFoundError
        NoticeChangedError: there is a newer version than the one seen.
        NoticeUnchangedError: it says what is there already.
    """
    former = _latest_locked(edition, setup.key)
    if former.version != seen:
        raise NoticeChangedError(version=former.version)
    is_same = former.sha256 == setup_hash(setup) and former.is_sensitive == setup.is_sensitive
    if is_same and former.retired_at is None:
        raise NoticeUnchangedError
    return _version(edition, setup, version=former.version + 1, position=former.position)


def retire_notice(edition: Edition, key: str) -> None:
    """Ask nobody any more; the answers that were given stay, and can be withdrawn.

    Raises:
        NoticeNotFoundError
    """
    notice = _latest_locked(edition, key)
    if notice.retired_at is None:
        notice.retired_at = clock.now()
        _note("notice.retired", notice)


def move_notice(edition: Edition, key: str, *, up: bool) -> None:
    """Ask a notice one place earlier or later.

    Raises:
        NoticeNotFoundError: the edition does not ask it.
    """
    notices = list(list_notices(edition))
    here = next((index for index, notice in enumerate(notices) if notice.key == key), None)
    if here is None:
        raise NoticeNotFoundError
    there = here - 1 if up else here + 1
    if 0 <= there < len(notices):
        notices[here], notices[there] = notices[there], notices[here]
    for position, notice in enumerate(notices):
        notice.position = position


def _latest_locked(edition: Edition, key: str) -> ConsentNotice:
    latest = get_latest(edition, key)
    statement = select(ConsentNotice).where(ConsentNotice.id == latest.id)
    db.session.scalar(statement.with_for_update().execution_options(populate_existing=True))
    return get_latest(edition, key)


def _version(edition: Edition, setup: NoticeSetup, *, version: int, position: int) -> ConsentNotice:
    notice = ConsentNotice(
        edition_id=edition.id,
        key=setup.key,
        version=version,
        title=setup.title,
        purpose=setup.purpose,
        items=setup.items,
        period=setup.period,
        refusal=setup.refusal,
        is_required=setup.is_required,
        is_sensitive=setup.is_sensitive,
        position=position,
        sha256=setup_hash(setup),
        made_by=audit.present_actor(),
    )
    db.session.add(notice)
    db.session.flush()
    _note("notice.written", notice)
    return notice


def _note(action: str, notice: ConsentNotice) -> None:
    audit.record(
        action,
        edition_id=notice.edition_id,
        object_type="notice",
        object_id=notice.id,
        details={"key": notice.key, "version": notice.version, "sha256": notice.sha256},
    )
