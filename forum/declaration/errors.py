"""Reasons for which the declaration feature refuses."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409
FORBIDDEN = 403


class DeclarationNotFoundError(NotFoundError):
    """No public declaration has this address."""

    message = _l("There is no declaration at this address.")


class ReceiptNotFoundError(NotFoundError):
    """No record has this number."""

    message = _l("No record has this number. Compare each letter and digit with the receipt.")


class InstrumentNotFoundError(NotFoundError):
    """No instrument was made: nobody has signed, or the worker has not come to it."""

    message = _l("There is no instrument yet: it is made as soon as a city has signed.")


class MandateNotFoundError(NotFoundError):
    """The declaration has no such mandate."""

    message = _l("There is no such mandate.")


class DeclarationKeyTakenError(Refusal):
    """Another declaration of the edition has this key."""

    message = _l("Another declaration of this forum has this short name already.")
    status = CONFLICT


class DeclarationNotFrozenError(Refusal):
    """The text can still change, so nobody can sign it."""

    message = _l("The text has not been frozen yet, so nobody can sign it.")
    status = CONFLICT


class DeclarationFrozenError(Refusal):
    """The version is frozen; only a new version can say something else."""

    message = _l("This version is frozen and cannot be changed. Begin a new version.")
    status = CONFLICT


class DraftChangedError(Refusal):
    """Somebody has changed the draft since it was shown."""

    message = _l(
        "Somebody has changed the draft since you opened it. Nothing was done: "
        "read what it says now, then decide again."
    )
    status = CONFLICT


class SummaryNotSignableError(Refusal):
    """A summary is not the text that was adopted."""

    message = _l("This is a summary, not the adopted text. A summary is neither frozen nor signed.")
    status = CONFLICT


class TextIncompleteError(Refusal):
    """Something is not written in both languages."""

    message = _l("Before freezing, write everything in both languages. Still missing: %(places)s")


class TextChangedError(Refusal):
    """The articles are not those that were frozen, so somebody changed the database by hand."""

    message = _l("The stored text is not the one that was frozen. Please tell the organisers.")
    status = CONFLICT


class ForbiddenCharacterError(Refusal):
    """The text has control characters, which nobody sees and which would change its hash."""

    message = _l("The text has characters that cannot be seen (%(codes)s). Remove them.")


class MandateMissingError(Refusal):
    """Nobody has an approved mandate, or it was withdrawn."""

    message = _l("There is no approved mandate for this city. Ask the organisers.")
    status = FORBIDDEN


class MandateExpiredError(Refusal):
    """The mandate's last day is past."""

    message = _l("This mandate has expired. Ask the organisers to prolong it.")
    status = FORBIDDEN


class MandateExistsError(Refusal):
    """The city has a mandate that is open, or has signed."""

    message = _l("This city has a mandate for this declaration already.")
    status = CONFLICT


class MandateNotPendingError(Refusal):
    """The mandate was decided already."""

    message = _l("This mandate has been decided already.")
    status = CONFLICT


class AlreadySignedError(Refusal):
    """The city has signed this version."""

    message = _l("This city has signed this version already.")
    status = CONFLICT


class DeclinedError(Refusal):
    """The mandate was answered with no."""

    message = _l("This city has declined to sign. The organisers can open a new mandate.")
    status = CONFLICT


class NotAuthorisedStatementError(Refusal):
    """The statement of authority is missing."""

    message = _l("State that you are authorised to sign for the city.")


class NotAgreedStatementError(Refusal):
    """The agreement to sign electronically is missing."""

    message = _l("Agree to sign electronically, or ask the organisers to sign on paper.")


class NameDiffersError(Refusal):
    """The typed name is not the one in the mandate."""

    message = _l("Type your name as your mandate has it: %(name)s")


class StatementMissingError(Refusal):
    """The code came without the statement that it is to confirm."""

    message = _l("Read the text and state your authority first.")
    status = CONFLICT


class NotSignedError(Refusal):
    """The city has no valid signature."""

    message = _l("This city has no valid signature of this version.")
    status = CONFLICT


class AlreadyAdoptedError(Refusal):
    """The version was adopted before."""

    message = _l("This version has been adopted already.")
    status = CONFLICT


class RecordNotFoundError(Refusal):
    """An erratum names a record that its chain does not have."""

    message = _l("This declaration has no record with this number.")


class CorrectionIncompleteError(Refusal):
    """An erratum does not say where, or what it should read, or says nothing new."""

    message = _l("Write where it reads wrongly, what it reads, and what it should read instead.")


class ReservationMissingError(Refusal):
    """A reservation has no words."""

    message = _l("Write the reservation, or leave it out.")


class SealKeyMissingError(Refusal):
    """The key whose turn it is to seal is not among the key files."""

    message = _l(
        "The key that seals this declaration is not in the folder of keys, so nothing can be "
        "added to its records. Put it back from the copy."
    )
    status = CONFLICT


class ReasonMissingError(Refusal):
    """Declining needs a reason."""

    message = _l("Write the reason why your city declines.")


class StatementChangedError(Refusal):
    """What stands on the page is not what would be signed."""

    message = _l("Something else was stated meanwhile. Look at it again before you sign.")
    status = CONFLICT
