"""Python and the browser's JavaScript decide alike; a mistake in either is noticed.

That the browser answers each written case is tested by `rules.test.js` and `codes.test.js`, which
vitest runs; here are cases that nobody has written down.
"""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from types import ModuleType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forum.checkin import rules
from forum.checkin.rules import is_for_day, is_same_scan, read_code
from forum.checkin.types import Direction, EarlierScan, Result
from forum.tokens.rules import badge_number, number_prefix, typed_in_latin
from tests.checkin import script
from tests.checkin.test_rules import VECTORS, verdict_of
from tests.tokens import codes

AT_ONCE = 200  # texts in one process: starting Node.js takes longer than reading them


def test_both_tell_alike_for_which_day_a_device_is_enrolled():
    random = Random(5)  # noqa: S311  no secret
    zones = ("Asia/Seoul", "Europe/Vienna", "America/New_York")
    cases = []
    for _number in range(400):
        days = [FIRST.date() + timedelta(days=n) for n in random.sample(range(-1, 6), 2)]
        cases.append((days[: random.choice((0, 1, 2))], some_moment(random), random.choice(zones)))
    asked = [([day.isoformat() for day in days], at.isoformat(), z) for days, at, z in cases]
    said = script.ask(days=asked)["days"]
    assert said == [is_for_day(days, at, zone) for days, at, zone in cases]
    assert {True, False} == set(said)


# ---------------------------------------------------------------- cases that nobody thought of


FIRST = datetime(2018, 12, 9, tzinfo=UTC)


def some_moment(random):
    """Return a moment within five days, often at an edge that others lie on too."""
    step = random.choice((1, 1000, 3_600_000, 43_200_000))
    return FIRST + timedelta(milliseconds=random.randrange(0, 5 * 86_400_000, step))


def some_case(random):
    """Return any case at all, likely or not."""
    either = random.choice
    small = [None, 0, 1, 2]
    categories = ["citizen", "expert", "press"]
    holder = {
        "registration_id": 7,
        "standing": either([*["confirmed"] * 4, "pending", "cancelled"]),
        "category": either(categories),
        "category_number": either([0, 1]),
        "reissue": either([0, 0, 1]),
        "notices": random.sample(["vip", "receiver"], either([0, 1, 2])),
        "seats": random.sample(["session:tour", "option:lunch/rice"], either([0, 1, 2])),
    }
    scanned_at = some_moment(random)
    late = timedelta(seconds=either([-10, 0, 1, 7200, 90_000]))
    times = [either([None, some_moment(random)]) for _ in range(2)]
    return {
        "badge": {
            "reading": either([*["token", "number"] * 4, "unreadable", "tampered", "wrong_number"]),
            "edition": either([*["dwc-2018"] * 5, "dwc-2017"]),
            "serial": either(small),
            "reissue": either([None, 0, 0, 1]),
            "category_number": either([None, 0, 1]),
            "days": either([None, *range(256)]),
            "holder": either([*[holder] * 9, None]),
        },
        "list": {
            "edition": "dwc-2018",
            "zone": either(["Asia/Seoul", "Europe/Vienna", "America/New_York"]),
            "categories": random.sample(categories, either([0, 0, 1, 2, 3])),
            "seat": either(["", "session:tour"]),
            "mode": either(["once", "daily", "many", "loan"]),
            "day": either([None, *range(8)]),
            "opens_at": times[0] and times[0].isoformat(),
            "closes_at": times[1] and times[1].isoformat(),
        },
        "earlier": [
            {
                "id": random.randrange(1, 99),
                "at": some_moment(random).isoformat(),
                "result": either([*["admitted"] * 5, *Result]),
                "direction": either(["in", "out"]),
                "undone": either([False, False, True]),
            }
            for _ in range(either(range(6)))
        ],
        "scanned_at": scanned_at.isoformat(),
        "received_at": (scanned_at + late).isoformat(),
        "clock_difference": either([0, 0, 1, -1, 3600, -86_400, 86_400]),
        "direction": either(["in", "in", "out"]),
    }


@pytest.mark.parametrize("seed", range(3))
def test_both_languages_judge_any_case_alike(seed):
    random = Random(seed)  # noqa: S311  no secret: the same cases each time
    many = [some_case(random) for _ in range(1500)]
    ours = [verdict_of(one) for one in many]
    assert {one["result"] for one in ours} == set(Result)
    said = script.ask(vectors=many)["verdicts"]
    trios = zip(many, said, ours, strict=True)
    assert [(one, theirs, our) for one, theirs, our in trios if theirs != our] == []


# ---------------------------------------------------------------- planted mistakes

# Each: the right text and the wrong one, in Python and in JavaScript. The browser's half is
# tried by `rules.test.js`.
MISTAKES = json.loads(Path(__file__).with_name("mistakes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["name"])
def test_the_vectors_notice_each_planted_mistake_in_python(mistake):
    right, wrong = mistake["python"]
    source = Path(rules.__file__).read_text(encoding="utf-8")
    assert source.count(right) == 1, right
    module = ModuleType("changed_rules")
    exec(source.replace(right, wrong), module.__dict__)  # noqa: S102  our own text
    assert any(verdict_of(v, module) != v["verdict"] for v in VECTORS)


# ---------------------------------------------------------------- codes


def test_the_codes_are_those_that_are_made():
    assert codes.CODES.read_text(encoding="utf-8") == codes.written()


@pytest.mark.parametrize("code", [*codes.codes()], ids=lambda code: code["name"])
def test_python_reads_each_code_as_written_down(code):
    badge = read_code(code["text"], code["edition"], codes.RING)
    assert {key: getattr(badge, key) for key in code["read"]} == code["read"]


typed = st.text(
    st.sampled_from("ㅂㅈㄷㄱㅃ가힣값왜ABCabc012349-– \t\x1d\u3000\ufeff\uff21\uff11éßﬁ①½")
    | st.characters(min_codepoint=0x20, max_codepoint=0xFFFF, exclude_categories=["Cs", "Cn"]),
    max_size=30,
)


@settings(max_examples=5)
@example(["ƛ", "\u0131", "ß", "é"])  # the first has a capital letter since Unicode 16
@given(st.lists(typed, min_size=50, max_size=AT_ONCE))
def test_both_languages_read_anything_typed_alike(many):
    edition = "dwc-2018"
    answers = script.ask(
        keys=codes.keys(), typed=many, codes=[{"text": one, "edition": edition} for one in many]
    )
    assert answers["typed"] == [typed_in_latin(one) for one in many]
    read = [read_code(one, edition, codes.RING) for one in many]
    assert [one["reading"] for one in answers["read"]] == [badge.reading for badge in read]
    assert [one["serial"] for one in answers["read"]] == [badge.serial for badge in read]


def test_both_languages_number_badges_alike():
    every = [
        (edition, serial)
        for edition in ("dwc-2018", "dwc-trial", "wpf-2021", "gsef-14")
        for serial in (0, 1, 421, 9999, 10000, 2**24 - 1)
    ]
    asked = [{"edition": edition, "serial": serial} for edition, serial in every]
    assert script.ask(numbers=asked)["numbers"] == [
        [badge_number(edition, serial), number_prefix(edition)] for edition, serial in every
    ]


def test_both_languages_agree_on_what_one_scan_is():
    at = datetime(2018, 12, 11, 2, tzinfo=UTC)
    scans = [
        (EarlierScan(id=1, at=at, result=Result.ADMITTED, undone=undone), direction, seconds)
        for undone in (False, True)
        for direction in Direction
        for seconds in (-6, -5, 0, 5, 6)
    ]
    asked = [
        [
            {**asdict(last), "at": last.at.isoformat()},
            (at + timedelta(seconds=seconds)).isoformat(),
            direction,
        ]
        for last, direction, seconds in scans
    ]
    same = [is_same_scan(last, at + timedelta(seconds=s), way) for last, way, s in scans]
    assert script.ask(same=[*asked, [None, at.isoformat(), "in"]])["same"] == [*same, False]
