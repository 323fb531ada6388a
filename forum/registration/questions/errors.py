"""Reasons for which a form, or an answer to it, is refused."""

from forum.core.errors import NotFoundError, Refusal
from forum.core.i18n import lazy_gettext as _l

CONFLICT = 409


# ------------------------------------------------------------------ what a form may be


class FormNotFoundError(NotFoundError):
    """The edition has no such form, or the form no such part."""

    message = _l("This form, or this part of it, is not there (any more).")


class QuestionKeyError(Refusal):
    """A key is not written as one."""

    message = _l("A key is made of small Latin letters, digits and hyphens: “%(key)s” is not one.")


class QuestionKeyTakenError(Refusal):
    """Two parts have one key."""

    message = _l("The key “%(key)s” is there twice. Give one of them another key.")


class LabelMissingError(Refusal):
    """A question or an option has no words."""

    message = _l("“%(key)s” has no words yet. Write what people shall read.")


class QuestionAsksForResidentNumberError(Refusal):
    """A question asks for a resident registration number."""

    message = _l(
        "“%(label)s” asks for a resident registration number. "
        "The law does not allow us to collect it: ask for something else."
    )


class OptionsMissingError(Refusal):
    """A question of choice has nothing to choose."""

    message = _l("“%(label)s” needs at least two options.")


class OptionsUnwantedError(Refusal):
    """A question that is no choice has options."""

    message = _l("“%(label)s” takes no options: it is not a question of choice.")


class BoundsError(Refusal):
    """A bound is no number or date, or the lowest is above the highest."""

    message = _l("The smallest and the largest answer of “%(label)s” do not fit.")


class CapacityError(Refusal):
    """The number of seats of an option is none."""

    message = _l("The number of seats of “%(label)s” must be 0 or more.")


class ConditionUnknownError(Refusal):
    """A condition looks at a question that does not exist."""

    message = _l("A condition of “%(label)s” looks at the question “%(key)s”, which is not there.")


class ConditionForwardError(Refusal):
    """A condition looks at a question that comes later, or at its own."""

    message = _l(
        "A condition of “%(label)s” looks at “%(other)s”, which is asked later. "
        "A condition can only look back."
    )


class ConditionValueError(Refusal):
    """A condition compares with what the question can never be answered with."""

    message = _l(
        "A condition of “%(label)s” compares “%(other)s” with an answer that it does not have."
    )


class StepOfSectionError(Refusal):
    """A section stands in the last step."""

    message = _l("“%(key)s” cannot be asked in the last step.")


class TooManyQuestionsError(Refusal):
    """A form asks more than anybody answers."""

    message = _l("A form has at most %(count)s questions.")


# ------------------------------------------------------------------ what an answer may be


class AnswerMissingError(Refusal):
    """A required question is not answered."""

    message = _l("Answer this question.")


class AnswerNotOfferedError(Refusal):
    """What was chosen is not among the options."""

    message = _l("Choose from what is offered.")


class AnswerNoNumberError(Refusal):
    """What was written is no number."""

    message = _l("Write a number, such as 12.")


class AnswerNoDateError(Refusal):
    """What was written is no date."""

    message = _l("Write a date as year, month and day: 2026-11-28.")


class AnswerTooSmallError(Refusal):
    """The answer is below the smallest one."""

    message = _l("At least %(bound)s.")


class AnswerTooLargeError(Refusal):
    """The answer is above the largest one."""

    message = _l("At most %(bound)s.")


class AnswerTooEarlyError(Refusal):
    """The day is before the first one."""

    message = _l("Choose %(day)s or a later day.")


class AnswerTooLateError(Refusal):
    """The day is after the last one."""

    message = _l("Choose %(day)s or an earlier day.")


class TooFewChosenError(Refusal):
    """Fewer were chosen than asked for."""

    message = _l("Choose at least %(bound)s.")


class TooManyChosenError(Refusal):
    """More were chosen than may be."""

    message = _l("Choose at most %(bound)s.")


class AnswerFileGoneError(Refusal):
    """The file was not kept, or belongs to somebody else."""

    message = _l("Choose the file once more.")


class AnswerInvalidError(Refusal):
    """An answer cannot be taken; for programs, which see no fields."""

    message = _l("The answer to “%(question)s” cannot be taken. %(reason)s")


class UnknownQuestionError(Refusal):
    """An answer was given to a question that is not asked."""

    message = _l("Nobody asks “%(key)s” of this category.")


class FormChangedError(Refusal):
    """The form has a newer version than the one that was answered."""

    message = _l(
        "The questions of the organisers have changed meanwhile. "
        "Look through them once more; what you answered is still there."
    )
    status = CONFLICT


class AnswerFileNotFoundError(NotFoundError):
    """Nobody has answered with such a file, or not this person."""

    message = _l("This file is not there (any more).")


class OptionTakenError(Refusal):
    """The last seat of an option is taken."""

    message = _l("“%(option)s” is full: all %(capacity)s seats are taken. Choose something else.")
    status = CONFLICT


# ------------------------------------------------------------------ working on a form


class FormKeyTakenError(Refusal):
    """Another form has this key."""

    message = _l("Another form has the key “%(key)s”.")
    status = CONFLICT


class FormEditedError(Refusal):
    """Somebody else has changed the form since the page was opened."""

    message = _l("Somebody has changed this form since you opened the page. Nothing was saved.")
    status = CONFLICT


class FormUnchangedError(Refusal):
    """The draft says what the latest version says."""

    message = _l("Nothing has changed since the latest version.")
    status = CONFLICT
