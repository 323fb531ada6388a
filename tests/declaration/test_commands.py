"""`forum declaration verify` names what was touched, and ends with its number."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from forum.cli import main
from forum.declaration.rules import fingerprint, public_bytes
from tests.factories.declaration import SEAL_KEY, chain_file, golden_chain

KEY = fingerprint(public_bytes(SEAL_KEY))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run the command on a chain, in a data directory of its own."""
    monkeypatch.setenv("FORUM_DATA_DIR", str(tmp_path))

    def verify(content: bytes, *options: str):
        file = tmp_path / "chain.json"
        file.write_bytes(content)
        return CliRunner().invoke(main, ["declaration", "verify", str(file), *options])

    return verify


def test_a_sound_chain_ends_with_zero(run):
    chain = golden_chain()
    result = run(chain_file(chain), "--key", KEY, "--head", chain["head"]["sha256"])
    assert result.exit_code == 0, result.output
    assert "Nothing was touched: 7 records, 3 signatures." in result.output


def test_without_a_key_of_its_own_the_house_says_so_and_makes_none(run, tmp_path: Path):
    result = run(chain_file(golden_chain()))
    assert result.exit_code == 0, result.output
    assert "No key was given" in result.output
    assert not list(tmp_path.glob("keys/*"))


def test_a_touched_record_is_named(run):
    chain = golden_chain()
    chain["records"][2]["record"]["facts"]["city"]["name"]["ko"] = "다른 도시"
    result = run(chain_file(chain), "--language", "ko")
    assert result.exit_code == 13
    assert "제3호 기록: 봉인한 뒤에 항목 facts.city.name.ko" in result.output
    assert run(b"{}").exit_code == 11
    assert run(b"\xff").exit_code == 10
