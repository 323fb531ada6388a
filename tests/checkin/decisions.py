"""The decision table of the door, and the vectors made from it.

Each rule is one change to a case that would be admitted. A vector applies one rule, or two at
once: the one that stands first in the table wins. The table says nothing of how `judge` works,
so that it can check it; `python -m tests.checkin.decisions` writes `vectors.json` and
`docs/verdicts.md` anew.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

VECTORS = Path(__file__).with_name("vectors.json")
PAGE = Path(__file__).parents[2] / "docs" / "verdicts.md"

Case = dict[str, Any]

BASE: Case = {
    "badge": {
        "reading": "token",
        "edition": "dwc-2018",
        "serial": 421,
        "reissue": 0,
        "category_number": 3,
        "days": 255,
        "holder": {
            "registration_id": 7,
            "standing": "confirmed",
            "category": "citizen",
            "category_number": 3,
            "reissue": 0,
            "notices": [],
            "seats": ["session:tour"],
        },
    },
    "list": {
        "edition": "dwc-2018",
        "zone": "Asia/Seoul",
        "categories": ["citizen", "expert"],
        "seat": "session:tour",
        "mode": "once",
        "day": 0,
        "opens_at": "2018-12-11T00:00:00Z",
        "closes_at": "2018-12-11T09:00:00Z",
    },
    "earlier": [],
    "scanned_at": "2018-12-11T02:00:00Z",
    "clock_difference": 0,
    "received_at": "2018-12-11T02:00:00Z",
    "direction": "in",
}
ADMITTED: Case = {"result": "admitted", "reason": None, "notices": [], "earlier": None}


def scan(number: int, at: str, **changes: object) -> Case:
    """Return an earlier scan."""
    return {"id": number, "at": at, "result": "admitted", "direction": "in", "undone": False} | (
        changes
    )


def unreadable(case: Case) -> None:
    case["badge"] = {"reading": "unreadable", "edition": "", "holder": None}


def tampered(case: Case) -> None:
    case["badge"] = {"reading": "tampered", "edition": "", "holder": None}


def wrong_number(case: Case) -> None:
    case["badge"] = {"reading": "wrong_number", "edition": "", "holder": None}


def other_edition(case: Case) -> None:
    case["badge"]["edition"] = "dwc-2017"


def no_holder(case: Case) -> None:
    case["badge"]["holder"] = None


def holder(key: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        if case["badge"]["holder"] is not None:
            case["badge"]["holder"][key] = value

    return change


def listed(key: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case["list"][key] = value

    return change


def printed(key: str, value: object) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case["badge"][key] = value

    return change


def scanned_before(case: Case) -> None:
    case["earlier"] = [scan(5, "2018-12-11T01:00:00Z")]


# First wins: (name, change, result, reason). What the way out does not ask is marked by False.
RULES: list[tuple[str, Callable[[Case], None], str, str, bool]] = [
    ("the text is no code of a badge", unreadable, "invalid", "unreadable", True),
    ("nobody known here signed it", tampered, "invalid", "tampered", True),
    ("the typed number is wrong", wrong_number, "invalid", "number", True),
    ("the badge is of another edition", other_edition, "wrong_edition", "edition", True),
    ("nobody has this badge", no_holder, "unknown", "no_such_badge", True),
    ("the registration is cancelled", holder("standing", "cancelled"), "revoked", "cancelled",
     True),
    ("the badge was printed anew", holder("reissue", 1), "revoked", "reissued", True),
    ("the registration waits", holder("standing", "pending"), "not_allowed", "not_confirmed",
     False),
    ("the category may not pass", listed("categories", ["press"]), "not_allowed", "category",
     False),
    ("only who has a seat may pass", holder("seats", ["session:other"]), "not_allowed", "no_seat",
     False),
    ("the badge is for another day", printed("days", 0b11111110), "not_allowed", "day", False),
    ("the list is not open yet", listed("opens_at", "2018-12-11T02:00:01Z"), "not_now", "early",
     False),
    ("the list is closed", listed("closes_at", "2018-12-11T02:00:00Z"), "not_now", "late", False),
    ("the badge was admitted before", scanned_before, "repeat", "admitted_before", False),
]  # fmt: skip

EARLIER = "2018-12-11T01:00:00Z"
# 15:30 UTC on 10 December is already the 11th in Seoul; 14:30 UTC is not.
SAME_DAY, DAY_BEFORE = "2018-12-10T15:30:00Z", "2018-12-10T14:30:00Z"
HISTORIES: list[tuple[str, list[Case]]] = [
    ("nothing before", []),
    ("admitted", [scan(5, EARLIER)]),
    ("admitted earlier in the local day", [scan(5, SAME_DAY)]),
    ("admitted on the day before", [scan(5, DAY_BEFORE)]),
    ("admitted on both days", [scan(4, DAY_BEFORE), scan(5, EARLIER)]),
    ("admitted and undone", [scan(5, EARLIER, undone=True)]),
    ("admitted, undone, admitted", [scan(5, EARLIER, undone=True), scan(6, EARLIER)]),
    ("refused", [scan(5, EARLIER, result="not_now")]),
    ("repeated only", [scan(5, EARLIER, result="repeat")]),
    ("in and out", [scan(5, EARLIER), scan(6, EARLIER, direction="out")]),
    ("out alone", [scan(5, EARLIER, direction="out")]),
    ("in, out and undone", [scan(5, EARLIER), scan(6, EARLIER, direction="out", undone=True)]),
    ("in, out, in", [scan(4, DAY_BEFORE), scan(5, EARLIER, direction="out"), scan(6, EARLIER)]),
]
# Which scan a badge repeats, by mode and history; what is not here is admitted.
REPEATS: dict[tuple[str, str], tuple[str, int]] = {
    ("once", "admitted"): ("admitted_before", 5),
    ("once", "admitted earlier in the local day"): ("admitted_before", 5),
    ("once", "admitted on the day before"): ("admitted_before", 5),
    ("once", "admitted on both days"): ("admitted_before", 4),
    ("once", "admitted, undone, admitted"): ("admitted_before", 6),
    ("once", "in and out"): ("admitted_before", 5),
    ("once", "in, out and undone"): ("admitted_before", 5),
    ("once", "in, out, in"): ("admitted_before", 4),
    ("daily", "admitted"): ("admitted_today", 5),
    ("daily", "admitted earlier in the local day"): ("admitted_today", 5),
    ("daily", "admitted on both days"): ("admitted_today", 5),
    ("daily", "admitted, undone, admitted"): ("admitted_today", 6),
    ("daily", "in and out"): ("admitted_today", 5),
    ("daily", "in, out and undone"): ("admitted_today", 5),
    ("daily", "in, out, in"): ("admitted_today", 6),
}
OUT_REPEATS = {"in and out": 6, "out alone": 5}
# What is lent: with the badge by these histories; never lent, so that it cannot come back.
LENT = {
    "admitted": 5,
    "admitted earlier in the local day": 5,
    "admitted on the day before": 5,
    "admitted on both days": 5,
    "admitted, undone, admitted": 6,
    "in, out and undone": 5,
    "in, out, in": 6,
}
NEVER_LENT = {"nothing before", "admitted and undone", "refused", "repeated only"}

OPEN: list[tuple[str, Callable[[Case], None]]] = [
    ("every category may pass", listed("categories", [])),
    ("nobody needs a seat", listed("seat", "")),
    ("the list is for no single day, the badge for another", listed("day", None)),
    ("the list never closes", listed("closes_at", None)),
    ("the list was always open", listed("opens_at", None)),
    ("the list opens at this second", listed("opens_at", "2018-12-11T02:00:00Z")),
    ("the list closes a second later", listed("closes_at", "2018-12-11T02:00:01Z")),
]


def vectors() -> Iterator[Case]:
    """Make every vector from the table."""
    yield vector("admitted")
    yield from _rules()
    yield from _histories()
    for name, change in OPEN:
        yield vector(f"{name}: admitted", change, printed("days", 0xFF))
    yield from _typed()
    yield from _notices()
    yield from _clocks()
    yield from _pairs()


def vector(name: str, *changes: Callable[[Case], None], **verdict: object) -> Case:
    """Apply changes to the base case."""
    case = deepcopy(BASE)
    for change in changes:
        change(case)
    return {"name": name, **case, "verdict": ADMITTED | verdict}


def _refusal(result: str, reason: str) -> Case:
    return {"result": result, "reason": reason, "earlier": 5 if result == "repeat" else None}


def _rules() -> Iterator[Case]:
    for name, change, result, reason, asked_on_the_way_out in RULES:
        yield vector(name, change, **_refusal(result, reason))
        said = _refusal(result, reason) if asked_on_the_way_out else {}
        out = "refused" if said else "let out"
        yield vector(f"{name}, on the way out: {out}", change, leaving, **said)
    for first, second in combinations(RULES, 2):
        changes = (second[1], first[1])  # a change of the whole badge comes last
        if first[3] == "early" and second[3] == "late":
            continue  # no list opens after it closes
        yield vector(f"{first[0]}; also {second[0]}", *changes, **_refusal(first[2], first[3]))


def leaving(case: Case) -> None:
    case["direction"] = "out"


def _histories() -> Iterator[Case]:
    for mode in ("once", "daily", "many"):
        for name, history in HISTORIES:
            repeat = REPEATS.get((mode, name))
            verdict = (
                {"result": "repeat", "reason": repeat[0], "earlier": repeat[1]} if repeat else {}
            )
            changes = (listed("mode", mode), with_history(history))
            yield vector(f"{mode}: {name}", *changes, **verdict)
            number = OUT_REPEATS.get(name)
            verdict = (
                {"result": "repeat", "reason": "out_before", "earlier": number} if number else {}
            )
            yield vector(f"{mode}, on the way out: {name}", *changes, leaving, **verdict)

    for name, history in HISTORIES:
        changes = (listed("mode", "loan"), with_history(history))
        verdict = (
            {"result": "repeat", "reason": "lent", "earlier": LENT[name]} if name in LENT else {}
        )
        yield vector(f"loan: {name}", *changes, **verdict)
        if name in NEVER_LENT:
            verdict = {"result": "not_allowed", "reason": "not_lent"}
        elif name in OUT_REPEATS:
            verdict = {"result": "repeat", "reason": "out_before", "earlier": OUT_REPEATS[name]}
        else:
            verdict = {}
        yield vector(f"loan, coming back: {name}", *changes, leaving, **verdict)


def with_history(history: list[Case]) -> Callable[[Case], None]:
    def change(case: Case) -> None:
        case["earlier"] = deepcopy(history)

    return change


def typed(case: Case) -> None:
    """Say of the badge what a typed number says: nothing but whose it is."""
    case["badge"] |= {"reading": "number", "reissue": None, "category_number": None, "days": None}


def _typed() -> Iterator[Case]:
    yield vector("a typed number is admitted", typed)
    yield vector("a typed number does not know of a reissue", typed, holder("reissue", 3))
    yield vector("a typed number is for every day", typed, listed("day", 5))
    for name, change, result, reason, _out in RULES[3:]:
        if reason not in {"reissued", "day"}:
            yield vector(f"typed: {name}", typed, change, **_refusal(result, reason))


def _notices() -> Iterator[Case]:
    other = holder("category_number", 4)
    receives = holder("notices", ["receiver"])
    honoured = holder("notices", ["vip"])
    every = holder("notices", ["vip", "receiver"])
    yield vector("the badge shows another category", other, notices=["reprint"])
    yield vector("a receiver is to be handed over", receives, notices=["receiver"])
    yield vector("protocol is to be told of a guest of honour", honoured, notices=["vip"])
    yield vector("each notice is told, in its order", every, notices=["vip", "receiver"])
    yield vector("reprinting comes first", receives, other, notices=["reprint", "receiver"])
    yield vector("all three at once", every, other, notices=["reprint", "vip", "receiver"])
    yield vector("a guest of honour goes out unnoticed", every, leaving)
    yield vector("nothing is to be done on the way out", receives, other, leaving)
    yield vector("a typed number shows no category", typed, other)
    yield vector(
        "nothing is to be done for a repeat",
        receives,
        scanned_before,
        **_refusal("repeat", "admitted_before"),
    )


# ---------------------------------------------------------------- clocks

NOW = datetime.fromisoformat("2018-12-11T02:00:00+00:00")
SKEWS = (-86400, -3600, -61, -1, 1, 61, 3600, 86400)  # seconds: ahead of ours, behind it


def skewed(seconds: int, waited: int = 0) -> Callable[[Case], None]:
    """Scan now by a device whose clock is behind by so much, and send it so much later."""

    def change(case: Case) -> None:
        case["scanned_at"] = (NOW - timedelta(seconds=seconds)).isoformat()
        case["clock_difference"] = seconds
        case["received_at"] = (NOW + timedelta(seconds=waited)).isoformat()

    return change


def unmeasured(seconds: int) -> Callable[[Case], None]:
    """Scan now by a clock that is behind by so much, which nobody has measured."""

    def change(case: Case) -> None:
        case["scanned_at"] = (NOW - timedelta(seconds=seconds)).isoformat()

    return change


def _clocks() -> Iterator[Case]:
    yesterday = with_history([scan(5, DAY_BEFORE)])
    for seconds in SKEWS:
        way = f"{abs(seconds)} s {'behind' if seconds > 0 else 'ahead'}"
        for waited, when in ((0, "sent at once"), (7200, "sent two hours later")):
            clock = skewed(seconds, waited)
            yield vector(f"clock {way}, {when}: admitted", clock)
            for name, change, result, reason, _out in RULES:
                if result in {"not_now", "repeat", "revoked"}:
                    said = _refusal(result, reason)
                    yield vector(f"clock {way}, {when}: {name}", clock, change, **said)
            daily = (listed("mode", "daily"), yesterday, clock)
            yield vector(f"clock {way}, {when}: admitted on the day before", *daily)
    yield vector("an unmeasured clock a day ahead counts as received", unmeasured(-86400))
    yield vector(
        "an unmeasured clock a day behind is believed",
        unmeasured(86400),
        **_refusal("not_now", "early"),
    )


# ---------------------------------------------------------------- every rule with every result

# Each setting of a list, and what a case needs to be admitted under it.
SETTINGS: dict[str, Callable[[Case], None]] = {
    "once": listed("mode", "once"),
    "once a day": listed("mode", "daily"),
    "any number of times": listed("mode", "many"),
    "a loan": listed("mode", "loan"),
    "every category": listed("categories", []),
    "certain categories": listed("categories", ["citizen"]),
    "whoever is registered": listed("seat", ""),
    "only who has a seat": listed("seat", "session:tour"),
    "no single day": listed("day", None),
    "one day": listed("day", 0),
    "always open": listed("opens_at", None),
    "opens": listed("opens_at", "2018-12-11T00:00:00Z"),
    "never closes": listed("closes_at", None),
    "closes": listed("closes_at", "2018-12-11T09:00:00Z"),
}
RESULTS: dict[str, Callable[[Case], None]] = {
    "invalid": tampered,
    "wrong_edition": other_edition,
    "unknown": no_holder,
    "revoked": holder("standing", "cancelled"),
    "not_allowed": holder("standing", "pending"),
    "not_now": listed("opens_at", "2018-12-11T02:00:01Z"),
    "repeat": scanned_before,
}
IMPOSSIBLE = {("any number of times", "repeat")}  # on the way in
_REASONS = {
    "invalid": "tampered",
    "wrong_edition": "edition",
    "unknown": "no_such_badge",
    "revoked": "cancelled",
    "not_allowed": "not_confirmed",
    "not_now": "early",
    "repeat": "admitted_before",
}
_OTHER_REASONS = {
    ("once a day", "repeat"): "admitted_today",
    ("a loan", "repeat"): "lent",
    ("always open", "not_now"): "late",
}


def closed(case: Case) -> None:
    """Close the list at the second of the scan."""
    case["list"]["closes_at"] = "2018-12-11T02:00:00Z"


def _pairs() -> Iterator[Case]:
    for setting, configure in SETTINGS.items():
        yield vector(f"{setting} / admitted", configure)
        for result, change in RESULTS.items():
            pair = (setting, result)
            if pair in IMPOSSIBLE:
                yield vector(f"{setting} / {result}: admitted again", configure, change)
                continue
            reason = _OTHER_REASONS.get(pair, _REASONS[result])
            apply = closed if reason == "late" else change
            yield vector(f"{setting} / {result}", configure, apply, **_refusal(result, reason))


# ---------------------------------------------------------------- as a page

_ANSWERS = (
    "admitted", "repeat", "invalid", "wrong_edition", "unknown", "revoked", "not_allowed",
    "not_now",
)  # fmt: skip


def page() -> str:
    """Return `docs/verdicts.md`."""
    every = {one["name"]: one["verdict"] for one in vectors()}
    lines = [
        "# What the door answers",
        "",
        "The decision table of `judge`, in Python (`forum/checkin/rules.py`) and in JavaScript",
        f"(`static/checkin/rules.js`). From it come the {len(every)} cases of",
        "`tests/checkin/vectors.json`, which both are held to. This page is written by",
        "`python -m tests.checkin.decisions`; a test compares.",
        "",
        "## The first rule that applies decides",
        "",
        "| | what is so | answer | reason | on the way out |",
        "| --- | --- | --- | --- | --- |",
    ]
    for number, (name, _change, result, reason, out) in enumerate(RULES, start=1):
        lines.append(
            f"| {number} | {name} | {result} | {reason} | {'the same' if out else 'not asked'} |"
        )
    lines += ["", "Each rule is also tried together with every later one: the earlier decides.", ""]
    lines += ["## What was scanned before", ""]
    lines += ["| history | once | once a day | any number | a loan | the way out | a loan's |"]
    lines += ["| --- | --- | --- | --- | --- | --- | --- |"]
    for name, _history in HISTORIES:
        ways = [f"{mode}: {name}" for mode in ("once", "daily", "many", "loan")]
        ways += [f"once, on the way out: {name}", f"loan, coming back: {name}"]
        lines.append(f"| {name} | " + " | ".join(_say(every[way]) for way in ways) + " |")
    lines += [
        "",
        "A number is the scan of the history that is repeated. What was undone, and what admitted",
        "nobody, never counts.",
        "",
        "## Every rule of a list with every answer",
        "",
        "| a list's rule | " + " | ".join(_ANSWERS) + " |",
        "| --- " * (len(_ANSWERS) + 1) + "|",
    ]
    for setting in SETTINGS:
        cells = [
            "cannot be" if (setting, result) in IMPOSSIBLE
            else every[f"{setting} / {result}"]["reason"] or "yes"
            for result in _ANSWERS
        ]  # fmt: skip
        lines.append(f"| {setting} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "## Clocks",
        "",
        "A scan happened at `min(the device's time + measured difference, when received)`. Clocks",
        f"that are off by {', '.join(str(one) for one in SKEWS[4:])} seconds, either way,",
        "are tried with every rule of time, with repeats and with revoked badges, sent at once and",
        "two hours later. A difference that nobody measured is 0:",
        "a clock that is ahead then counts as received, one that is behind is believed.",
        "",
    ]  # fmt: skip
    return "\n".join(lines)


def _say(verdict: Case) -> str:
    if verdict["result"] == "admitted":
        return "admitted"
    number = f" ({verdict['earlier']})" if verdict["earlier"] else ""
    return f"{verdict['reason']}{number}"


def written() -> str:
    """Return the file's text: one vector a line."""
    lines = (json.dumps(one, ensure_ascii=False) for one in vectors())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    VECTORS.write_text(written(), encoding="utf-8")
    PAGE.write_text(page(), encoding="utf-8")
