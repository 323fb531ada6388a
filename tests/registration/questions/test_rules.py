"""What own questions may ask, when they are shown, and which answers they take."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.core.errors import Refusal
from forum.core.localized import EMPTY, LocalizedText
from forum.registration.errors import (
    CountryUnknownError,
    PhoneInvalidError,
    ResidentNumberError,
    TextTooLongError,
)
from forum.registration.questions import checks, errors, rules
from forum.registration.questions.types import (
    Answer,
    ChangeKind,
    Condition,
    FormDefinition,
    Kind,
    Operator,
    Option,
    Question,
    Section,
    Together,
)
from forum.registration.types import Step

TWO_AS_SOME_TYPE_IT = chr(0xFF12)


def words(text: str) -> LocalizedText:
    return LocalizedText(ko=f"{text} 말", en=text)


def options(*keys: str, capacity: int | None = None) -> tuple[Option, ...]:
    return tuple(Option(key=key, label=words(key), capacity=capacity) for key in keys)


def ask(key: str, kind: Kind = Kind.TEXT, **values) -> Question:
    return Question(key=key, kind=kind, label=values.pop("label", words(key)), **values)


def section(*questions: Question, key: str = "about", **values) -> Section:
    return Section(key=key, title=words(key), questions=questions, **values)


def form(*sections: Section) -> FormDefinition:
    return FormDefinition(sections=sections)


MEDIA = ask("media", Kind.CHOICE, options=options("tv", "paper", "web"), is_required=True)
CAMERAS = ask(
    "cameras",
    Kind.NUMBER,
    is_required=True,
    conditions=(Condition(question="media", value="tv"),),
)
POWER = ask(
    "power",
    Kind.YES_NO,
    conditions=(Condition(question="cameras", operator=Operator.ANSWERED),),
)
PRESS = form(section(MEDIA, CAMERAS, POWER))


# ------------------------------------------------------------------ what is shown


def test_a_condition_on_what_is_hidden_does_not_hold():
    everything: dict[str, Answer] = {"media": "paper", "cameras": 3, "power": True}
    assert rules.shown(PRESS, everything).questions == {"media"}
    assert rules.shown(PRESS, {**everything, "media": "tv"}).questions == {
        "media",
        "cameras",
        "power",
    }


@pytest.mark.parametrize(
    ("operator", "value", "answer", "holds"),
    [
        (Operator.IS, "tv", "tv", True),
        (Operator.IS, "tv", ("tv",), True),
        (Operator.IS, "tv", ("tv", "web"), False),
        (Operator.HAS, "tv", ("tv", "web"), True),
        (Operator.HAS, "tv", ("web",), False),
        (Operator.IS_NOT, "tv", "web", True),
        (Operator.IS_NOT, "tv", None, True),
        (Operator.IS_NOT, "tv", "tv", False),
        (Operator.IS, "no", False, True),
        (Operator.IS, "3", 3, True),
        (Operator.ANSWERED, "", False, True),
        (Operator.ANSWERED, "", 0, True),
        (Operator.ANSWERED, "", (), False),
        (Operator.ANSWERED, "", None, False),
    ],
)
def test_a_condition_looks_at_an_answer(operator, value, answer, holds):
    condition = Condition(question="first", operator=operator, value=value)
    asked = form(section(ask("first"), ask("then", conditions=(condition,))))
    answers = {} if answer is None else {"first": answer}
    assert ("then" in rules.shown(asked, answers).questions) is holds


@pytest.mark.parametrize(("together", "seen"), [(Together.ALL, False), (Together.ANY, True)])
def test_several_conditions_hold_together_or_one_of_them(together, seen):
    conditions = (Condition(question="a", value="x"), Condition(question="b", value="x"))
    later = section(ask("c"), key="later", conditions=conditions, together=together)
    asked = form(section(ask("a"), ask("b")), later)
    found = rules.shown(asked, {"a": "x", "b": "y"})
    assert ("later" in found.sections) is seen
    assert ("c" in found.questions) is seen


def test_sections_are_asked_by_step_whatever_their_place():
    last = section(ask("z"), key="last", step=Step.NEEDS)
    first = section(ask("a"), key="first", step=Step.YOU)
    assert [q.key for q in form(last, first).questions()] == ["a", "z"]


# ------------------------------------------------------------------ reading answers


@pytest.mark.parametrize(
    ("question", "said", "answer"),
    [
        (ask("q"), "  한겨레 \u202e신문 ", "한겨레 신문"),
        (ask("q", Kind.LONG_TEXT), "one\r\ntwo ", "one\ntwo"),
        (MEDIA, "tv", "tv"),
        (ask("q", Kind.NUMBER), "1,200", 1200),
        (ask("q", Kind.NUMBER), TWO_AS_SOME_TYPE_IT, 2),
        (ask("q", Kind.NUMBER), "-1.5", -1.5),
        (ask("q", Kind.DATE), "2026-11-28", "2026-11-28"),
        (ask("q", Kind.COUNTRY), "vn", "VN"),
        (ask("q", Kind.PHONE), "010-1234-5678", "+821012345678"),
        (ask("q", Kind.YES_NO), "no", False),
        (ask("q"), "   ", None),
    ],
)
def test_an_answer_is_kept_as_its_kind_is(question, said, answer):
    assert rules.read_answer(question, [said]) == answer


def test_many_choices_are_kept_once_and_in_the_order_of_the_form():
    question = ask("q", Kind.CHOICES, options=options("a", "b", "c"))
    assert rules.read_answer(question, ["c", "a", "c"]) == ("a", "c")


MANY = ask("q", Kind.CHOICES, options=options("a", "b", "c"), least="2", most="2")


@pytest.mark.parametrize(
    ("question", "said", "refusal"),
    [
        (ask("q", is_required=True), [], errors.AnswerMissingError),
        (ask("q", is_required=True), ["\u200b"], errors.AnswerMissingError),
        (ask("q", longest=3), ["four"], TextTooLongError),
        (ask("q", Kind.LONG_TEXT, longest=5), ["one\ntwo"], TextTooLongError),
        (ask("q"), ["900101-1234567"], ResidentNumberError),
        (ask("q", Kind.LONG_TEXT), ["I am\n900101\n1234567"], ResidentNumberError),
        (ask("q", Kind.NUMBER), ["9001011234567"], ResidentNumberError),
        (ask("q", Kind.PHONE), ["900101-1234567"], ResidentNumberError),
        (MEDIA, ["radio"], errors.AnswerNotOfferedError),
        (MANY, ["a", "z"], errors.AnswerNotOfferedError),
        (MANY, ["a"], errors.TooFewChosenError),
        (MANY, ["a", "b", "c"], errors.TooManyChosenError),
        (ask("q", Kind.NUMBER), ["three"], errors.AnswerNoNumberError),
        (ask("q", Kind.NUMBER), ["NaN"], errors.AnswerNoNumberError),
        (ask("q", Kind.NUMBER), ["1" * 400], errors.AnswerNoNumberError),
        (ask("q", Kind.NUMBER, least="1"), ["0"], errors.AnswerTooSmallError),
        (ask("q", Kind.NUMBER, most="1"), ["1.5"], errors.AnswerTooLargeError),
        (ask("q", Kind.DATE), ["2026-02-30"], errors.AnswerNoDateError),
        (ask("q", Kind.DATE), ["28.11.2026"], errors.AnswerNoDateError),
        (ask("q", Kind.DATE, least="2026-11-28"), ["2026-11-27"], errors.AnswerTooEarlyError),
        (ask("q", Kind.DATE, most="2026-11-28"), ["2026-11-29"], errors.AnswerTooLateError),
        (ask("q", Kind.COUNTRY), ["ZZ"], CountryUnknownError),
        (ask("q", Kind.PHONE), ["1"], PhoneInvalidError),
        (ask("q", Kind.YES_NO), ["perhaps"], errors.AnswerNotOfferedError),
    ],
)
def test_an_answer_is_refused_with_a_reason(question, said, refusal):
    with pytest.raises(refusal):
        rules.read_answer(question, said)


def test_answers_to_what_is_hidden_are_dropped_and_not_required():
    read = rules.read_own_answers(PRESS, {"media": ["web"], "cameras": ["2"], "power": ["yes"]})
    assert read.taken == {"media": "web"}
    assert not read.refused


def test_each_answer_is_refused_for_itself():
    read = rules.read_own_answers(PRESS, {"media": ["tv"], "cameras": ["many"]})
    assert read.taken == {"media": "tv"}
    assert set(read.refused) == {"cameras"}


def test_a_later_step_looks_at_what_an_earlier_one_answered():
    note = ask("note", conditions=(Condition(question="media", value="tv"),), is_required=True)
    asked = form(section(MEDIA), section(note, key="needs", step=Step.NEEDS))
    seen = rules.read_own_answers(asked, {}, before={"media": "tv"}, steps=[Step.NEEDS])
    assert set(seen.refused) == {"note"}
    assert rules.read_own_answers(
        asked, {"note": ["x"]}, before={"media": "tv"}, steps=[Step.NEEDS]
    ).taken == {"media": "tv", "note": "x"}
    assert rules.read_own_answers(
        asked, {"note": ["x"]}, before={"media": "web"}, steps=[Step.NEEDS]
    ).taken == {"media": "web"}


def test_a_program_is_told_which_answer_is_wrong():
    with pytest.raises(errors.UnknownQuestionError):
        rules.checked_answers(PRESS, {"nobody": "x"})
    with pytest.raises(errors.AnswerInvalidError, match="cameras"):
        rules.checked_answers(PRESS, {"media": "tv", "cameras": "many"})


def test_options_with_seats_are_told_by_their_question():
    tour = ask("tour", Kind.CHOICE, options=options("palace", "river", capacity=20))
    asked = form(section(MEDIA, tour))
    chosen = rules.chosen_options(asked, {"media": "tv", "tour": "river"})
    assert chosen == ("tour/river",)
    assert rules.option_capacities(asked) == {"tour/palace": 20, "tour/river": 20}


# ------------------------------------------------------------------ what a form may be


@pytest.mark.parametrize(
    "text",
    [
        "주민등록번호",
        "주민 등록 번호 앞자리",
        "주민번호",
        "주민-등록-번호",
        "주 민 번 호",
        "외국인등록번호",
        "Resident registration number",
        "RESIDENT  REGISTRATION NO.",
        "Your RRN",
        "resident-registration-number",
    ],
)
def test_no_question_can_ask_for_a_resident_registration_number(text):
    for question in (
        ask("q", label=LocalizedText(ko=text, en="Number")),
        ask("q", hint=LocalizedText(en=text)),
        ask("q", Kind.CHOICE, options=(*options("a"), Option(key="b", label=LocalizedText(text)))),
    ):
        with pytest.raises(errors.QuestionAsksForResidentNumberError):
            checks.refuse_unless_sound(form(section(question)))


@pytest.mark.parametrize("text", ["등록번호", "주민 참여 예산", "Current address", "Warrant"])
def test_other_words_can_be_asked(text):
    checks.refuse_unless_sound(form(section(ask("q", label=LocalizedText(ko=text, en=text)))))


BACK = (Condition(question="media", value="tv"),)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (form(section(ask("a"), ask("a"))), errors.QuestionKeyTakenError),
        (form(section(ask("a")), section(ask("b"))), errors.QuestionKeyTakenError),
        (form(section(ask("A b"))), errors.QuestionKeyError),
        (form(section(ask("a", label=EMPTY))), errors.LabelMissingError),
        (form(section(ask("a", Kind.CHOICE, options=options("x")))), errors.OptionsMissingError),
        (form(section(ask("a", options=options("x", "y")))), errors.OptionsUnwantedError),
        (
            form(section(ask("a", Kind.CHOICE, options=options("x", "x")))),
            errors.QuestionKeyTakenError,
        ),
        (
            form(section(ask("a", Kind.CHOICE, options=options("x", "y", capacity=-1)))),
            errors.CapacityError,
        ),
        (form(section(ask("a", Kind.NUMBER, least="9", most="1"))), errors.BoundsError),
        (form(section(ask("a", Kind.DATE, least="soon"))), errors.BoundsError),
        (form(section(ask("a", least="1"))), errors.BoundsError),
        (form(section(ask("a", longest=0))), errors.BoundsError),
        (form(section(ask("a", conditions=BACK))), errors.ConditionUnknownError),
        (form(section(ask("a", conditions=BACK), MEDIA)), errors.ConditionForwardError),
        (form(section(replace(MEDIA, conditions=BACK))), errors.ConditionForwardError),
        (form(section(MEDIA, conditions=BACK)), errors.ConditionForwardError),
        (
            form(section(ask("a", conditions=BACK)), section(MEDIA, key="n", step=Step.NEEDS)),
            errors.ConditionForwardError,
        ),
        (
            form(section(MEDIA, ask("a", conditions=(replace(BACK[0], value="radio"),)))),
            errors.ConditionValueError,
        ),
        (form(section(ask("a"), step=Step.CONFIRM)), errors.StepOfSectionError),
        (form(section(*(ask(f"q{n}") for n in range(101)))), errors.TooManyQuestionsError),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, refusal):
    assert refusal in {type(problem) for problem in checks.problems(asked)}
    with pytest.raises(Refusal):
        checks.refuse_unless_sound(asked)


def test_a_missing_language_is_no_reason_to_refuse_but_is_told():
    asked = form(section(ask("a", label=LocalizedText(ko="가"))))
    assert not checks.problems(asked)
    assert [gap.key for gap in checks.untranslated(asked)] == ["a"]
    assert not checks.untranslated(PRESS)


# ------------------------------------------------------------------ versions


def test_what_has_changed_is_told_by_question_and_option():
    asked = form(section(ask("a"), ask("b"), MEDIA))
    fewer = replace(MEDIA, options=(*MEDIA.options[:2], Option(key="radio", label=words("radio"))))
    other = form(section(ask("b", is_required=True), fewer, ask("new")))
    found = [(c.kind, c.question, c.option.en) for c in checks.compare(asked, other)]
    assert found == [
        (ChangeKind.REMOVED, "a", ""),
        (ChangeKind.CHANGED, "b", ""),
        (ChangeKind.REMOVED, "media", "web"),
        (ChangeKind.ADDED, "media", "radio"),
        (ChangeKind.ADDED, "new", ""),
    ]
    assert checks.compare(asked, asked) == []


def test_what_stands_elsewhere_has_moved():
    found = checks.compare(form(section(ask("a"), ask("b"))), form(section(ask("b"), ask("a"))))
    assert {change.kind for change in found} == {ChangeKind.MOVED}


# ------------------------------------------------------------------ for any form and answers

_TEXTS = st.builds(LocalizedText, ko=st.text(max_size=5), en=st.text(min_size=1, max_size=5))


@st.composite
def _forms(draw):
    """Sound forms: conditions look back at what is there."""
    count = draw(st.integers(1, 8))
    asked: list[Question] = []
    sections: list[Section] = []

    def conditions():
        if not asked or draw(st.booleans()):
            return ()
        chosen = draw(st.lists(st.sampled_from(asked), max_size=2))
        return tuple(
            Condition(
                question=question.key,
                operator=draw(st.sampled_from([Operator.IS, Operator.IS_NOT, Operator.ANSWERED])),
                value={Kind.CHOICE: "x", Kind.CHOICES: "y", Kind.YES_NO: "yes"}.get(
                    question.kind, "7"
                ),
            )
            for question in chosen
        )

    for step in (Step.YOU, Step.ATTEND, Step.NEEDS):
        of_section = conditions()
        together = draw(st.sampled_from(Together))
        before = len(asked)
        for _number in range(draw(st.integers(0, count))):
            kind = draw(st.sampled_from(Kind))
            has_options = kind in {Kind.CHOICE, Kind.CHOICES}
            asked.append(
                Question(
                    key=f"q{len(asked)}",
                    kind=kind,
                    label=words("label"),
                    is_required=draw(st.booleans()),
                    options=options("x", "y", capacity=3) if has_options else (),
                    conditions=conditions(),
                    together=draw(st.sampled_from(Together)),
                )
            )
        sections.append(
            Section(
                key=step.value,
                title=draw(_TEXTS),
                step=step,
                conditions=of_section,
                together=together,
                questions=tuple(asked[before:]),
            )
        )
    return FormDefinition(sections=tuple(sections))


_SAID = st.dictionaries(
    st.integers(0, 23).map(lambda number: f"q{number}"),
    st.lists(st.sampled_from(["x", "y", "yes", "no", "7", "2026-11-28", "KR", ""]), max_size=3),
)


def _sound(asked: FormDefinition) -> bool:
    """Tell whether a drawn form can be published: a drawn title may happen to be refused."""
    return not checks.problems(asked)


@given(_forms(), _SAID)
def test_whatever_is_answered_what_is_kept_was_asked_and_reads_the_same_again(asked, said):
    assert _sound(asked)
    read = rules.read_own_answers(asked, said)
    assert set(read.taken) <= read.shown.questions
    assert set(read.refused) <= {question.key for question in asked.questions()}
    again = rules.read_own_answers(
        asked, {key: rules.said_as(answer) for key, answer in read.taken.items()}
    )
    assert again.taken == read.taken
    # in three steps it is what it is in one
    stepwise: dict[str, Answer] = {}
    for step in (Step.YOU, Step.ATTEND, Step.NEEDS):
        stepwise = dict(rules.read_own_answers(asked, said, stepwise, [step]).taken)
    assert stepwise == read.taken


@given(_forms(), _SAID)
def test_forms_and_answers_are_the_same_after_json(asked, said):
    mapping = rules.definition_to_mapping(asked)
    assert rules.definition_from_mapping(mapping) == asked
    assert rules.definition_hash(rules.definition_from_mapping(mapping)) == rules.definition_hash(
        asked
    )
    taken = rules.read_own_answers(asked, said).taken
    assert rules.answers_from_mapping(rules.answers_to_mapping(taken)) == taken


@given(_forms(), _SAID)
def test_a_required_question_that_is_shown_is_answered_or_refused(asked, said):
    read = rules.read_own_answers(asked, said)
    for question in asked.questions():
        if question.is_required and question.key in read.shown.questions:
            assert (question.key in read.taken) is not (question.key in read.refused)
