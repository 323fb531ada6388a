"""Reasons for which a data file is refused; nothing of it is loaded then."""

from dataclasses import dataclass, field

from forum.core.errors import Refusal
from forum.core.i18n import lazy_gettext as _l

SENTENCES = {
    # our own faults (fields.fault)
    "bilingual": _l("Write both languages: {ko: ..., en: ...}."),
    "bilingual_fields": _l("Only ko and en are languages here, not %(names)s."),
    "bilingual_empty": _l("The text is empty in both languages."),
    "clock": _l("Write the time as hours and minutes, such as 09:30."),
    "partial_date": _l("Write a day, a month or a year, such as 2018-12-11 or 2018-12."),
    "zone": _l("This is no time zone; write one such as Asia/Seoul."),
    "reserved": _l("This word is an address of the system itself; choose another."),
    "dates": _l("The last day lies before the first day."),
    "release": _l("A release has either a whole programme, or what was revised and added."),
    "first_release": _l("The first release needs a whole programme."),
    "unknown_key": _l("Nothing with the key “%(key)s” is defined."),
    "duplicate_key": _l("The key “%(key)s” is used twice."),
    "duplicate_field": _l("The field “%(key)s” is written twice."),
    "time_without_day": _l("A time needs a day."),
    "contribution": _l("A presentation needs a city or a person."),
    "order": _l("The numbers must run from 1 without a gap."),
    "syntax": _l("This is not YAML: %(problem)s."),
    "not_text": _l("The file is not UTF-8 text."),
    # pydantic's
    "missing": _l("This field is missing."),
    "extra_forbidden": _l("There is no such field."),
    "enum": _l("This must be one of: %(expected)s."),
    "literal_error": _l("This must be one of: %(expected)s."),
    "string_type": _l("This must be text."),
    "string_pattern_mismatch": _l("Write it in the form %(pattern)s."),
    "string_too_long": _l("This is longer than %(max_length)s characters."),
    "int_type": _l("This must be a whole number."),
    "int_parsing": _l("This must be a whole number."),
    "int_from_float": _l("This must be a whole number."),
    "float_type": _l("This must be a number."),
    "float_parsing": _l("This must be a number."),
    "bool_type": _l("This must be true or false."),
    "bool_parsing": _l("This must be true or false."),
    "greater_than": _l("This must be more than %(gt)s."),
    "greater_than_equal": _l("This must be at least %(ge)s."),
    "less_than_equal": _l("This must be at most %(le)s."),
    "date_type": _l("This is no day; write it as 2018-12-11."),
    "date_parsing": _l("This is no day; write it as 2018-12-11."),
    "date_from_datetime_parsing": _l("This is no day; write it as 2018-12-11."),
    "date_from_datetime_inexact": _l("This is no day; write it as 2018-12-11."),
    "tuple_type": _l("This must be a list."),
    "dict_type": _l("This must have fields of its own."),
    "model_type": _l("This must have fields of its own."),
}
OTHERWISE = _l("This value does not fit here.")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a data file, and where."""

    line: int  # from 1
    where: str  # such as `releases[0].programme[1].sessions[3].start`
    code: str
    context: dict[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Return what is wrong, in the reader's language."""
        text = str(SENTENCES.get(self.code, OTHERWISE))
        return text % self.context if self.context else text


class DataFileError(Refusal):
    """A data file says something that cannot be loaded."""

    message = _l("%(name)s, line %(line)s, %(where)s: %(sentence)s")

    def __init__(self, name: str, problems: tuple[Problem, ...]) -> None:
        """Keep every problem; the sentence tells the first, `lines` tells all."""
        self.name = name
        self.problems = problems
        first = problems[0]
        super().__init__(name=name, line=first.line, where=first.where)

    def sentence(self) -> str:
        """Return the first problem with file, line and field."""
        return self._told(self.problems[0])

    def lines(self) -> list[str]:
        """Return every problem with file, line and field."""
        return [self._told(problem) for problem in self.problems]

    def _told(self, problem: Problem) -> str:
        return str(self.message) % {
            "name": self.name,
            "line": problem.line,
            "where": problem.where,
            "sentence": problem.sentence(),
        }
