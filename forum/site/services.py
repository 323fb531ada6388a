"""What organisers can do that is no single feature's."""

from forum.core import audit, clock
from forum.core.mail import MailState, OutgoingMail, send_again
from forum.editions import services as editions
from forum.editions.models import Edition
from forum.editions.types import EditionState
from forum.people import services as people
from forum.people.errors import PersonInUseError
from forum.people.queries import lock_person
from forum.registration.queries import count_confirmed
from forum.site import queries
from forum.site.errors import EditionHasRegistrationsError, MailNotRepeatableError

CODES = frozenset({"registration.code", "declaration.code"})


def retry_mails(edition: Edition) -> int:
    """Queue the failed mails of an edition again and return how many there were."""
    failed = queries.list_failed_mails(edition)
    for mail in failed:
        mail.state, mail.tries, mail.next_try_at = MailState.QUEUED, 0, clock.now()
    if failed:
        audit.record(
            "mail.retried",
            edition_id=edition.id,
            object_type="edition",
            object_id=edition.id,
            details={"mails": len(failed)},
        )
    return len(failed)


def send_mail_again(edition: Edition, mail_id: int) -> OutgoingMail:
    """Queue a mail of an edition once more.

    Raises:
        NotFoundError: there is none in this edition.
        MailNotRepeatableError: it waits already, or holds a code whose time is over.
    """
    mail = queries.get_mail(edition, mail_id)
    if mail.state in (MailState.QUEUED, MailState.SENDING) or mail.cause in CODES:
        raise MailNotRepeatableError
    queued = send_again(mail)
    audit.record(
        "mail.sent_again",
        edition_id=edition.id,
        object_type="mail",
        object_id=mail.id,
        details={"to": mail.recipient, "cause": mail.cause},
    )
    return queued


def remove_person(edition: Edition, key: str) -> None:
    """Remove a person whom no draft and no release of any edition names.

    Raises:
        PersonNotFoundError: the person is no longer there.
        PersonInUseError: a programme names the person; a release could not be brought back.
    """
    person = lock_person(key)
    if queries.uses_of(person):
        raise PersonInUseError
    people.remove_person(person, edition_id=edition.id)


def change_state(edition: Edition, state: EditionState) -> None:
    """Make an edition a draft, publish or archive it.

    Raises:
        EditionHasRegistrationsError: it would be hidden from people who have registered.
    """
    count = count_confirmed(edition) if state is EditionState.DRAFT else 0
    if count:
        raise EditionHasRegistrationsError(count=count)
    editions.change_state(edition, state)
