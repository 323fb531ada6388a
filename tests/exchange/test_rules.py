"""Reading data files: every error with its line and field."""

import pytest

from forum.core.i18n import in_language
from forum.exchange.checks import Known, faults_in
from forum.exchange.errors import SENTENCES, DataFileError
from forum.exchange.exports import write
from forum.exchange.fields import Wrong
from forum.exchange.rules import read
from forum.exchange.types import EditionFile

GOOD = """\
edition:
  slug: forum-2030
  series: forums
  name: {ko: 포럼, en: Forum}
  starts_on: 2030-01-02
  ends_on: 2030-01-03
venues:
  - {key: hall, name: {ko: 홀, en: Hall}}
people:
  - {key: gildong, name: {ko: 홍길동 (시험), en: Hong Gildong (trial)}}
releases:
  - note: {ko: 첫 공개, en: First}
    programme:
      - day: 2030-01-02
        sessions:
          - key: opening
            kind: ceremony
            start: 09:30
            minutes: 30
            venue: hall
            title: {ko: 개막식, en: Opening}
            roles: [{person: gildong, role: chair}]
            contributions:
              - {city: seoul, title: {ko: 발표, en: Talk}}
"""
KNOWN = Known(
    cities=frozenset({"seoul"}), organisations=frozenset({"ilo"}), series=frozenset({"forums"})
)


def _read(text: str):
    document = read("forum.yaml", text.encode(), EditionFile)
    document.refuse(faults_in(document.value, KNOWN))
    return document.value


def test_a_good_file_is_read():
    file = _read(GOOD)

    session = file.releases[0].programme[0].sessions[0]
    assert (session.start, session.minutes, session.title.ko) == (570, 30, "개막식")


def test_a_file_that_was_written_reads_the_same():
    file = _read(GOOD)

    assert _read(write(file)) == file


@pytest.mark.parametrize(
    ("found", "written", "line", "where", "code"),
    [
        ("slug: forum-2030", "slug: Forum 2030", 2, "edition.slug", "string_pattern_mismatch"),
        ("slug: forum-2030", "slug: manage", 2, "edition.slug", "reserved"),
        ("series: forums", "series: nothing", 3, "edition.series", "unknown_key"),
        ("  series: forums\n", "", 1, "edition.series", "missing"),
        ("{ko: 포럼, en: Forum}", "포럼", 4, "edition.name", "bilingual"),
        ("{ko: 포럼, en: Forum}", "{ko: 포럼, fr: F}", 4, "edition.name", "bilingual_fields"),
        ("{ko: 포럼, en: Forum}", "{ko: '', en: ''}", 4, "edition.name", "bilingual_empty"),
        ("2030-01-03", "3 January", 6, "edition.ends_on", "date_from_datetime_parsing"),
        ("2030-01-03", "2030-01-01", 1, "edition", "dates"),
        ("key: hall,", "key: hall, colour: red,", 8, "venues[0].colour", "extra_forbidden"),
        (
            *("kind: ceremony", "kind: party", 17),
            *("releases[0].programme[0].sessions[0].kind", "enum"),
        ),
        (
            *("start: 09:30", "start: 24:00", 18),
            *("releases[0].programme[0].sessions[0].start", "clock"),
        ),
        (
            *("minutes: 30", "minutes: half an hour", 19),
            *("releases[0].programme[0].sessions[0].minutes", "int_parsing"),
        ),
        (
            *("minutes: 30", "minutes: 0", 19),
            *("releases[0].programme[0].sessions[0].minutes", "greater_than"),
        ),
        (
            *("venue: hall", "venue: cellar", 20),
            *("releases[0].programme[0].sessions[0].venue", "unknown_key"),
        ),
        (
            *("person: gildong", "person: nobody", 22),
            *("releases[0].programme[0].sessions[0].roles[0].person", "unknown_key"),
        ),
        (
            *("city: seoul", "city: atlantis", 24),
            *("releases[0].programme[0].sessions[0].contributions[0].city", "unknown_key"),
        ),
        (
            *("city: seoul, ", "", 24),
            *("releases[0].programme[0].sessions[0].contributions[0]", "contribution"),
        ),
        (
            *("- day: 2030-01-02", "- day: null", 18),
            *("releases[0].programme[0].sessions[0].start", "time_without_day"),
        ),
        ("venues:", "edition: {}\nvenues:", 7, "edition", "duplicate_field"),
        ("people:", "people: [", 10, "-", "syntax"),
    ],
)
def test_a_broken_file_names_line_and_field(found, written, line, where, code):
    assert found in GOOD

    with pytest.raises(DataFileError) as refused:
        _read(GOOD.replace(found, written, 1))

    problem = refused.value.problems[0]
    assert (problem.line, problem.where, problem.code) == (line, where, code)


def test_every_error_of_a_file_is_told_at_once():
    text = GOOD.replace("venue: hall", "venue: cellar").replace("city: seoul", "city: atlantis")

    with pytest.raises(DataFileError) as refused:
        _read(text)

    assert [problem.line for problem in refused.value.problems] == [20, 24]


def test_a_file_that_is_no_text_says_where():
    with pytest.raises(DataFileError) as refused:
        read("forum.yaml", b"edition:\n  slug: \xff\n", EditionFile)

    assert (refused.value.problems[0].line, refused.value.problems[0].code) == (2, "not_text")


@pytest.mark.parametrize("text", ["", "# nothing", "[]", "just words"])
def test_a_file_without_fields_is_refused(text):
    with pytest.raises(DataFileError):
        _read(text)


@pytest.mark.usefixtures("app")
def test_the_sentence_names_file_line_and_field_in_both_languages():
    with pytest.raises(DataFileError) as refused:
        _read(GOOD.replace("start: 09:30", "start: 9.30"))

    with in_language("en"):
        assert refused.value.sentence() == (
            "forum.yaml, line 18, releases[0].programme[0].sessions[0].start: "
            "Write the time as hours and minutes, such as 09:30."
        )
    with in_language("ko"):
        assert refused.value.sentence() == (
            "forum.yaml 18번째 줄 releases[0].programme[0].sessions[0].start: "
            "시각을 09:30처럼 시와 분으로 적어 주세요."
        )


def test_every_fault_that_we_find_has_its_sentence():
    assert {wrong.value for wrong in Wrong} <= SENTENCES.keys()
