"""The verdict at the door, as values."""

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from forum.checkin import rules as rules_module
from forum.checkin.rules import SAME_SCAN, day_index, is_same_scan, judge, moment_of
from forum.checkin.types import (
    Direction,
    EarlierScan,
    Holder,
    ListRules,
    Mode,
    Notice,
    Reading,
    Reason,
    Result,
    ScannedBadge,
    Standing,
    Verdict,
)
from tests.checkin import decisions

VECTORS = json.loads(decisions.VECTORS.read_text(encoding="utf-8"))
NOON = datetime(2018, 12, 11, 3, tzinfo=UTC)


def moment(text):
    return text and datetime.fromisoformat(text)


def badge_of(value):
    holder = value["holder"]
    return ScannedBadge(
        reading=Reading(value["reading"]),
        edition=value["edition"],
        serial=value.get("serial"),
        reissue=value.get("reissue"),
        category_number=value.get("category_number"),
        days=value.get("days"),
        holder=holder
        and Holder(
            registration_id=holder["registration_id"],
            standing=Standing(holder["standing"]),
            category=holder["category"],
            category_number=holder["category_number"],
            reissue=holder["reissue"],
            notices=tuple(Notice(notice) for notice in holder["notices"]),
            seats=frozenset(holder["seats"]),
        ),
    )


def rules_of(value):
    return ListRules(
        edition=value["edition"],
        zone=value["zone"],
        categories=frozenset(value["categories"]),
        seat=value["seat"],
        mode=Mode(value["mode"]),
        day=value["day"],
        opens_at=moment(value["opens_at"]),
        closes_at=moment(value["closes_at"]),
    )


def earlier_of(value):
    return EarlierScan(
        id=value["id"],
        at=moment(value["at"]),
        result=Result(value["result"]),
        direction=Direction(value["direction"]),
        undone=value["undone"],
    )


def verdict_of(vector, rules=rules_module):
    """Return what a module's `judge` says to a vector, as the vectors say it."""
    at = rules.moment_of(
        moment(vector["scanned_at"]),
        moment(vector["received_at"]),
        timedelta(seconds=vector["clock_difference"]),
    )
    verdict = rules.judge(
        badge_of(vector["badge"]),
        rules_of(vector["list"]),
        [earlier_of(scan) for scan in vector["earlier"]],
        at,
        Direction(vector["direction"]),
    )
    return {
        "result": verdict.result,
        "reason": verdict.reason,
        "notices": list(verdict.notices),
        "earlier": verdict.earlier,
    }


def test_judge_answers_as_the_decision_table_says():
    wrong = {v["name"]: verdict_of(v) for v in VECTORS if verdict_of(v) != v["verdict"]}
    assert wrong == {}


def test_the_page_about_verdicts_is_that_of_the_table():
    assert decisions.PAGE.read_text(encoding="utf-8") == decisions.page()


def test_every_setting_of_a_list_meets_every_result():
    met = {
        tuple(vector["name"].split(" / ")): vector["verdict"]["result"]
        for vector in VECTORS
        if " / " in vector["name"]
    }
    for setting in decisions.SETTINGS:
        for result in Result:
            if (setting, result) in decisions.IMPOSSIBLE:
                assert met[setting, f"{result}: admitted again"] == "admitted"
            else:
                assert met[setting, result] == result


def test_the_vectors_are_those_of_the_table():
    assert decisions.VECTORS.read_text(encoding="utf-8") == decisions.written()


def test_the_vectors_meet_every_result_and_every_reason():
    verdicts = [vector["verdict"] for vector in VECTORS]
    assert {verdict["result"] for verdict in verdicts} == set(Result)
    assert {verdict["reason"] for verdict in verdicts} - {None} == set(Reason)
    assert len(VECTORS) >= 200
    assert [name for name, count in Counter(v["name"] for v in VECTORS).items() if count > 1] == []


# ---------------------------------------------------------------- anything at all

moments = st.datetimes(datetime(2018, 12, 9), datetime(2018, 12, 14)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)
holders = st.builds(
    Holder,
    registration_id=st.just(7),
    standing=st.sampled_from(Standing),
    category=st.sampled_from(["citizen", "expert", "press"]),
    category_number=st.integers(0, 3),
    reissue=st.integers(0, 2),
    notices=st.lists(st.sampled_from(Notice), max_size=2).map(tuple),
    seats=st.frozensets(st.sampled_from(["session:tour", "option:lunch/rice"])),
)
small = st.none() | st.integers(0, 3)
badges = st.builds(
    ScannedBadge,
    reading=st.sampled_from(Reading),
    edition=st.sampled_from(["dwc-2018", "dwc-2017"]),
    serial=small,
    reissue=small,
    category_number=small,
    days=st.none() | st.integers(0, 255),
    holder=st.none() | holders,
)
lists = st.builds(
    ListRules,
    edition=st.just("dwc-2018"),
    zone=st.sampled_from(["Asia/Seoul", "Europe/Vienna", "America/New_York"]),
    categories=st.frozensets(st.sampled_from(["citizen", "expert", "press"])),
    seat=st.sampled_from(["", "session:tour"]),
    mode=st.sampled_from(Mode),
    day=st.none() | st.integers(0, 7),
    opens_at=st.none() | moments,
    closes_at=st.none() | moments,
)
histories = st.lists(
    st.builds(
        EarlierScan,
        id=st.integers(1, 99),
        at=moments,
        result=st.sampled_from(Result),
        direction=st.sampled_from(Direction),
        undone=st.booleans(),
    ),
    max_size=6,
)
directions = st.sampled_from(Direction)


@given(badges, lists, histories, moments, directions)
def test_judge_always_gives_one_result_with_its_reason(badge, rules, earlier, at, direction):
    verdict = judge(badge, rules, earlier, at, direction)
    assert isinstance(verdict, Verdict)
    assert (verdict.reason is None) is (verdict.result is Result.ADMITTED)
    assert (verdict.earlier is not None) is (verdict.result is Result.REPEAT)
    assert not verdict.notices or verdict.result is Result.ADMITTED


@given(badges, lists, histories, moments)
def test_judge_never_admits_twice_to_a_list_that_admits_once(badge, rules, earlier, at):
    counted = [
        scan
        for scan in earlier
        if scan.result is Result.ADMITTED and scan.direction is Direction.IN and not scan.undone
    ]
    verdict = judge(badge, rules, earlier, at)
    if rules.mode is Mode.ONCE and counted:
        assert verdict.result is not Result.ADMITTED
    if verdict.result is Result.REPEAT:
        assert verdict.earlier in {scan.id for scan in counted}


@given(badges, lists, histories, moments, directions)
def test_judge_answers_as_if_what_was_undone_had_never_been(badge, rules, earlier, at, direction):
    kept = [scan for scan in earlier if not scan.undone]
    assert judge(badge, rules, earlier, at, direction) == judge(badge, rules, kept, at, direction)


@given(badges, lists, histories, moments, directions)
def test_judge_does_not_mind_scans_that_admitted_nobody(badge, rules, earlier, at, direction):
    kept = [scan for scan in earlier if scan.result is Result.ADMITTED]
    assert judge(badge, rules, earlier, at, direction) == judge(badge, rules, kept, at, direction)


@given(badges, lists, moments)
def test_judge_admits_only_badges_of_confirmed_holders_of_this_edition(badge, rules, at):
    if judge(badge, rules, [], at).result is Result.ADMITTED:
        assert badge.holder is not None
        assert badge.edition == rules.edition
        assert badge.holder.standing is Standing.CONFIRMED
        assert badge.reading in {Reading.TOKEN, Reading.NUMBER}


# ---------------------------------------------------------------- the smaller rules


def test_a_scan_never_happens_after_it_was_received():
    assert moment_of(NOON + timedelta(days=1), NOON) == NOON
    behind, late = timedelta(days=1), NOON + timedelta(hours=2)
    assert moment_of(NOON - behind, late, behind) == NOON
    assert moment_of(NOON, NOON, behind) == NOON
    assert moment_of(NOON - timedelta(hours=2), NOON) == NOON - timedelta(hours=2)


def test_the_same_code_within_five_seconds_is_one_scan():
    last = EarlierScan(id=1, at=NOON, result=Result.ADMITTED)
    assert is_same_scan(last, NOON + SAME_SCAN, Direction.IN)
    assert not is_same_scan(last, NOON + SAME_SCAN + timedelta(seconds=1), Direction.IN)
    assert not is_same_scan(last, NOON, Direction.OUT)
    assert not is_same_scan(None, NOON, Direction.IN)
    undone = EarlierScan(id=1, at=NOON, result=Result.ADMITTED, undone=True)
    assert not is_same_scan(undone, NOON, Direction.IN)


def test_a_lists_day_is_counted_from_the_editions_first():
    first = date(2018, 12, 11)
    assert day_index(first, first) == 0
    assert day_index(date(2018, 12, 12), first) == 1
    assert day_index(date(2018, 12, 10), first) is None
    assert day_index(date(2018, 12, 19), first) is None
    assert day_index(None, first) is None
