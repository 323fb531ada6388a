"""The verifier finds whatever was changed, and says where."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forum.declaration import verifier
from forum.declaration.rules import canonical_json, fingerprint, public_bytes
from forum.declaration.types import RecordKind
from forum.declaration.verifier import Fault, canonical, verify_chain
from tests.factories.declaration import (
    CITIES,
    FOREIGN_KEY,
    NEXT_KEY,
    SEAL_KEY,
    ChainMaker,
    chain_file,
    full_chain,
    golden_chain,
)

KEY = fingerprint(public_bytes(SEAL_KEY))
NEXT = fingerprint(public_bytes(NEXT_KEY))
FOREIGN = fingerprint(public_bytes(FOREIGN_KEY))
GOLDEN_HEAD = "d01a5d063c3031a9c372b06edf1a57f9b5d50c33eecccfdd29cae787176bdb08"
Chain = dict[str, Any]


def test_golden_chain_is_sound_and_its_head_never_changes():
    report = verify_chain(chain_file(golden_chain()), (KEY,), GOLDEN_HEAD)
    assert report.is_sound, report.sentences("en")
    assert (report.records, report.signatures, report.undisclosed) == (7, 3, 5)
    assert report.exit_status == 0


def _byte(chain: Chain) -> None:
    chain["records"][2]["record"]["facts"]["city"]["name"]["en"] = "Seoul!"


def _swap(chain: Chain) -> None:
    records = chain["records"]
    records[3], records[4] = records[4], records[3]


def _insert(chain: Chain) -> None:
    chain["records"].insert(3, copy.deepcopy(chain["records"][2]))


def _remove(chain: Chain) -> None:
    del chain["records"][3]


def _hash(chain: Chain) -> None:
    chain["records"][5]["sha256"] = "0" * 64


def _seal(chain: Chain) -> None:
    chain["records"][5]["seal"] = chain["records"][4]["seal"]


def _check(chain: Chain) -> None:
    chain["records"][5]["checks"]["kind"] = "0" * 16


def _text(chain: Chain) -> None:
    chain["texts"][0]["text"] += " "


def _disclosure(chain: Chain) -> None:
    chain["disclosures"]["3"]["typed_name"]["value"] = "Somebody Else"


def _salt(chain: Chain) -> None:
    value = chain["disclosures"]["3"]["typed_name"]
    value["salt"] = ("0" if value["salt"][0] != "0" else "1") + value["salt"][1:]


def _no_salt(chain: Chain) -> None:
    chain["disclosures"]["3"]["typed_name"]["salt"] = ""


def _stray_disclosure(chain: Chain) -> None:
    chain["disclosures"]["9"] = {}


def _cut(chain: Chain) -> None:
    del chain["records"][6], chain["disclosures"]["7"]


def _field(chain: Chain) -> None:
    del chain["records"][4]["record"]["made_at"]


@pytest.mark.parametrize(
    ("change", "code", "sequence", "field"),
    [
        (_byte, Fault.CHANGED_CONTENT, 3, "facts.city.name.en"),
        (_field, Fault.CHANGED_CONTENT, 5, "made_at"),
        (_swap, Fault.OUT_OF_ORDER, 4, "sequence"),
        (_insert, Fault.OUT_OF_ORDER, 4, "sequence"),
        (_remove, Fault.OUT_OF_ORDER, 4, "sequence"),
        (_hash, Fault.CHANGED_HASH, 6, "sha256"),
        (_seal, Fault.BROKEN_SEAL, 6, "seal"),
        (_check, Fault.CHANGED_CHECK, 6, "kind"),
        (_text, Fault.CHANGED_TEXT, 1, "facts.text_sha256"),
        (_disclosure, Fault.CHANGED_DISCLOSURE, 3, "typed_name"),
        (_salt, Fault.CHANGED_DISCLOSURE, 3, "typed_name"),
        (_no_salt, Fault.CHANGED_DISCLOSURE, 3, "typed_name"),
        (_stray_disclosure, Fault.UNUSED, None, "disclosures.9"),
        (_cut, Fault.CHANGED_HEAD, None, "head"),
    ],
)
def test_each_fault_is_named_with_its_record_and_field(
    change: Callable[[Chain], None], code: Fault, sequence: int | None, field: str
):
    chain = golden_chain()
    change(chain)
    fault = verify_chain(chain_file(chain), (KEY,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence, fault.field) == (code, sequence, field)


def test_a_chain_sealed_again_with_a_foreign_key_is_refused_where_the_key_is_known():
    forged = chain_file(golden_chain(FOREIGN_KEY))
    assert verify_chain(forged).is_sound, "without a key it can only say which one it is"
    assert "key-unknown" not in verifier.FAULTS
    fault = verify_chain(forged, (KEY,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence) == (Fault.FOREIGN_KEY, 1)


def test_a_chain_cut_and_given_a_new_head_is_found_by_a_receipt():
    chain = golden_chain()
    last = chain["records"][6]["sha256"]
    _cut(chain)
    chain["head"] = {"sequence": 6, "sha256": chain["records"][5]["sha256"]}
    assert verify_chain(chain_file(chain), (KEY,)).is_sound
    fault = verify_chain(chain_file(chain), (KEY,), last).fault
    assert fault is not None
    assert fault.code is Fault.HEAD_NOT_REACHED


def _sealed_with(meddle: Callable[[ChainMaker], None]) -> Fault:
    maker = ChainMaker()
    maker.freeze()
    maker.sign(CITIES[0])
    meddle(maker)
    fault = verify_chain(chain_file(maker.chain()), (KEY,)).fault
    assert fault is not None
    return fault.code


def test_records_that_were_sealed_by_the_right_key_must_still_make_sense():
    def sign_again(maker: ChainMaker) -> None:
        maker.sign(CITIES[0])

    def sign_for_another(maker: ChainMaker) -> None:
        facts = copy.deepcopy(maker.entries[2]["record"]["facts"])
        facts["city"]["key"] = "vienna"
        maker.add(RecordKind.SIGNATURE, facts, {}, publish=False)

    def sign_another_text(maker: ChainMaker) -> None:
        facts = copy.deepcopy(maker.entries[2]["record"]["facts"])
        facts["text_sha256"] = "0" * 64
        maker.add(RecordKind.SIGNATURE, facts, {}, publish=False)

    def break_the_link(maker: ChainMaker) -> None:
        maker.entries[-1]["sha256"], kept = "0" * 64, maker.entries[-1]["sha256"]
        maker.sign(CITIES[1])
        maker.entries[2]["sha256"] = kept

    assert _sealed_with(sign_again) is Fault.SIGNED_TWICE
    assert _sealed_with(sign_for_another) is Fault.NO_MANDATE
    assert _sealed_with(sign_another_text) is Fault.TEXT_NOT_FROZEN
    assert _sealed_with(break_the_link) is Fault.BROKEN_LINK


def _edited(change: Callable[[ChainMaker], None]) -> tuple[Fault, int | None, str]:
    """Return what is found when somebody with the right keys seals what makes no sense."""
    maker = ChainMaker()
    maker.freeze()
    maker.sign(CITIES[0])
    change(maker)
    fault = verify_chain(chain_file(maker.chain())).fault
    assert fault is not None
    return fault.code, fault.sequence, fault.field


def test_a_chain_with_every_kind_of_record_and_two_keys_is_sound():
    chain = full_chain()
    kinds = {entry["record"]["kind"] for entry in chain["records"]}
    assert kinds == {kind.value for kind in RecordKind} == set(verifier.FACTS)
    for trusted in ((), (KEY,), (NEXT,), (KEY, NEXT)):
        report = verify_chain(chain_file(chain), trusted)
        assert report.is_sound, report.sentences("en")
        assert (report.records, report.signatures, report.withdrawn) == (13, 2, 1)
        assert report.keys == tuple(sorted((KEY, NEXT)))
    fault = verify_chain(chain_file(chain), (FOREIGN,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence) == (Fault.FOREIGN_KEY, 1)


def _reserve_without_signature(maker: ChainMaker) -> None:
    maker.later(RecordKind.RESERVATION, 3, text="x", signature={"sequence": 2, "sha256": "0"})


def _withdraw_twice(maker: ChainMaker) -> None:
    maker.later(RecordKind.WITHDRAWAL, 3)
    maker.later(RecordKind.WITHDRAWAL, 3)


def _correct_what_follows(maker: ChainMaker) -> None:
    maker.correct(3)
    facts = maker.entries.pop()["record"]["facts"]
    facts["concerns"]["sequence"] = 9
    maker.add(RecordKind.ERRATUM, facts, {}, publish=False)


def _accede_too_early(maker: ChainMaker) -> None:
    maker.sign(CITIES[1], kind=RecordKind.ACCESSION)


def _sign_too_late(maker: ChainMaker) -> None:
    maker.adopt(1)
    maker.sign(CITIES[1])


def _adopt_twice(maker: ChainMaker) -> None:
    maker.adopt(1)
    maker.adopt(1)


def _count_wrongly(maker: ChainMaker) -> None:
    maker.adopt(2)


def _seal_with_the_next_key_at_once(maker: ChainMaker) -> None:
    maker.key = NEXT_KEY
    maker.correct(1)


def _go_back_to_the_old_key(maker: ChainMaker) -> None:
    maker.change_key(NEXT_KEY)
    maker.correct(1)
    maker.key = SEAL_KEY
    maker.correct(1)


def _hand_over_to_oneself(maker: ChainMaker) -> None:
    maker.change_key(SEAL_KEY)


def _sign_twice_after_withdrawing(maker: ChainMaker) -> None:
    maker.later(RecordKind.WITHDRAWAL, 3)
    maker.sign(CITIES[0])
    maker.sign(CITIES[0])


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_reserve_without_signature, (Fault.NO_SIGNATURE, 4, "facts.signature")),
        (_withdraw_twice, (Fault.NO_SIGNATURE, 5, "facts.signature")),
        (_correct_what_follows, (Fault.NO_RECORD, 4, "facts.concerns")),
        (_accede_too_early, (Fault.NOT_ADOPTED, 5, "facts.version")),
        (_sign_too_late, (Fault.ADOPTED_BEFORE, 6, "facts.version")),
        (_adopt_twice, (Fault.ADOPTED_BEFORE, 5, "facts.version")),
        (_count_wrongly, (Fault.WRONG_COUNT, 4, "facts.signatures")),
        (_seal_with_the_next_key_at_once, (Fault.NOT_HANDED_OVER, 4, "key")),
        (_go_back_to_the_old_key, (Fault.NOT_HANDED_OVER, 6, "key")),
        (_hand_over_to_oneself, (Fault.MALFORMED, 4, "facts.next_key")),
        (_sign_twice_after_withdrawing, (Fault.SIGNED_TWICE, 8, "facts.city.key")),
    ],
)
def test_each_later_kind_of_record_is_held_to_what_stands_before_it(
    change: Callable[[ChainMaker], None], expected: tuple[Fault, int | None, str]
):
    assert _edited(change) == expected


def test_a_trusted_record_vouches_only_for_what_it_continues():
    forged = ChainMaker(FOREIGN_KEY)
    forged.freeze()
    forged.sign(CITIES[0])
    genuine = golden_chain()
    chain = forged.chain()
    chain["records"].append(genuine["records"][3])
    chain["keys"] += genuine["keys"]
    fault = verify_chain(chain_file(chain), (KEY,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence) == (Fault.BROKEN_LINK, 4)
    chain["records"][3] = copy.deepcopy(genuine["records"][3])
    chain["records"][3]["seal"] = forged.entries[0]["seal"]
    fault = verify_chain(chain_file(chain), (KEY,)).fault
    assert fault is not None
    assert (fault.code, fault.sequence) == (Fault.FOREIGN_KEY, 1)
    chain["records"][3] = "no record"
    assert not verify_chain(chain_file(chain), (KEY,)).is_sound


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"format": 1.5}',
        b'{"format": 1, "format": 2}',
        b'{"a": "\\ud800"}',
        b"[" * 100_000,
        b"NaN",
    ],
)
def test_what_is_no_chain_is_said_to_be_none(content: bytes):
    report = verify_chain(content)
    assert report.fault is not None
    assert report.fault.code in {Fault.UNREADABLE, Fault.MALFORMED}
    assert report.sentences("ko") != report.sentences("en")


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict) and value:
        return [leaf for key, inner in value.items() for leaf in _leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for key, inner in enumerate(value) for leaf in _leaves(inner, (*path, key))]
    return [path]


GOLDEN = full_chain()
PATHS = _leaves(GOLDEN)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 9),
    st.text(max_size=70),
    st.just([]),
    st.just({}),
    st.sampled_from([entry["sha256"] for entry in GOLDEN["records"]]),
)


@given(st.sampled_from(PATHS), VALUES)
def test_any_single_change_is_found(path: tuple[Any, ...], value: Any):
    chain = copy.deepcopy(GOLDEN)
    place: Any = chain
    for step in path[:-1]:
        place = place[step]
    before = place[path[-1]]
    if type(before) is type(value) and before == value:
        return
    place[path[-1]] = value
    report = verify_chain(chain_file(chain), (KEY,))
    assert not report.is_sound, path
    assert report.exit_status >= 10


@given(st.sampled_from(PATHS))
def test_anything_taken_out_is_found_but_for_a_disclosure(path: tuple[Any, ...]):
    chain = copy.deepcopy(GOLDEN)
    place: Any = chain
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    assert not verify_chain(chain_file(chain), (KEY,)).is_sound, path


@given(st.sampled_from(PATHS), st.text(min_size=1, max_size=9))
def test_anything_put_in_is_found(path: tuple[Any, ...], name: str):
    chain = copy.deepcopy(GOLDEN)
    place: Any = chain
    for step in path[:-1]:
        place = place[step]
    if isinstance(place, list):
        place.append(copy.deepcopy(place[-1]))
    elif name not in place:
        place[name] = "more"
    else:
        return
    assert not verify_chain(chain_file(chain), (KEY,)).is_sound, path


def test_an_erased_disclosure_leaves_the_chain_sound_and_is_counted():
    chain = golden_chain()
    del chain["disclosures"]["3"]
    report = verify_chain(chain_file(chain), (KEY,))
    assert report.is_sound
    assert report.undisclosed == 7


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON_VALUES)
def test_the_verifiers_canonical_json_is_that_of_the_sealing_library(value: Any):
    try:
        expected = canonical_json(value)
    except ValueError:  # half a surrogate pair among the keys
        return
    assert canonical(value) == expected


def test_it_runs_alone_as_one_file_and_ends_with_the_faults_number(tmp_path: Path):
    program = tmp_path / "verifier.py"
    program.write_bytes(Path(verifier.__file__).read_bytes())
    good, bad = tmp_path / "chain.json", tmp_path / "bad.json"
    good.write_bytes(chain_file(golden_chain()))
    tampered = golden_chain()
    _byte(tampered)
    bad.write_bytes(chain_file(tampered))

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  our own file
            [sys.executable, "-I", str(program), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
            env={"PYTHONIOENCODING": "utf-8"},
        )

    sound = run(str(good), "--key", KEY, "--head", GOLDEN_HEAD, "--language", "en")
    assert sound.returncode == 0, sound.stdout + sound.stderr
    assert "Nothing was touched: 7 records, 3 signatures." in sound.stdout
    touched = run(str(bad), "--language", "en")
    assert touched.returncode == 13
    assert "Record 3: the field facts.city.name.en was changed" in touched.stdout
    korean = run(str(bad), "--language", "ko")
    assert "제3호 기록" in korean.stdout
    assert run(str(tmp_path / "none.json")).returncode == 2


def test_every_fault_has_its_own_exit_status_and_two_sentences():
    assert set(verifier.FAULTS) == set(Fault)
    statuses = [status for status, _en, _ko in verifier.FAULTS.values()]
    assert len(set(statuses)) == len(statuses)
    for _status, english, korean in verifier.FAULTS.values():
        assert english != korean


def test_a_value_beyond_what_every_reader_keeps_has_no_canonical_form():
    for value in (2**53, 1.5, {"a": object()}):
        with pytest.raises(ValueError, match="no canonical form"):
            canonical(value)
    assert json.loads(canonical({"a": [True, None, -1]})) == {"a": [True, None, -1]}
