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
from forum.declaration.verifier import Fault, canonical, verify_chain
from tests.factories.declaration import (
    CITIES,
    FOREIGN_KEY,
    SEAL_KEY,
    ChainMaker,
    chain_file,
    golden_chain,
)

KEY = fingerprint(public_bytes(SEAL_KEY))
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
        maker.add(maker_kind(maker), facts, {}, publish=False)

    def sign_another_text(maker: ChainMaker) -> None:
        facts = copy.deepcopy(maker.entries[2]["record"]["facts"])
        facts["text_sha256"] = "0" * 64
        maker.add(maker_kind(maker), facts, {}, publish=False)

    def break_the_link(maker: ChainMaker) -> None:
        maker.entries[-1]["sha256"], kept = "0" * 64, maker.entries[-1]["sha256"]
        maker.sign(CITIES[1])
        maker.entries[2]["sha256"] = kept

    assert _sealed_with(sign_again) is Fault.SIGNED_TWICE
    assert _sealed_with(sign_for_another) is Fault.NO_MANDATE
    assert _sealed_with(sign_another_text) is Fault.TEXT_NOT_FROZEN
    assert _sealed_with(break_the_link) is Fault.BROKEN_LINK


def maker_kind(maker: ChainMaker) -> Any:
    from forum.declaration.types import RecordKind  # noqa: PLC0415  only this helper needs it

    return RecordKind(maker.entries[2]["record"]["kind"])


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


GOLDEN = golden_chain()
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
