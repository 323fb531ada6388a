"""Key files."""

import logging
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from forum.tokens.errors import TamperedTokenError
from forum.tokens.rules import decode, encode
from forum.tokens.services import (
    DECLARATION_SEAL,
    badge_key,
    badge_keyring,
    load_or_make_key,
    make_next_badge_key,
)
from forum.tokens.types import BadgeToken


@pytest.fixture(autouse=True)
def _fresh_keys():
    load_or_make_key.cache_clear()
    yield
    load_or_make_key.cache_clear()


def raw(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes_raw()


def test_a_key_is_made_once_and_kept(tmp_path):
    made = raw(load_or_make_key(tmp_path / "keys", DECLARATION_SEAL))
    load_or_make_key.cache_clear()
    assert raw(load_or_make_key(tmp_path / "keys", DECLARATION_SEAL)) == made


def test_only_its_owner_reads_a_key_file(tmp_path):
    load_or_make_key(tmp_path, "badge-dwc-2018")
    (path,) = tmp_path.iterdir()
    assert path.name == "badge-dwc-2018.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_making_a_key_warns_that_it_is_to_be_kept(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        load_or_make_key(tmp_path, DECLARATION_SEAL)
    assert "Keep a copy" in caplog.text
    assert str(tmp_path / "declaration-seal.pem") in caplog.text


def test_of_several_that_make_a_key_at_once_all_use_the_same(tmp_path):
    load = load_or_make_key.__wrapped__
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: raw(load(tmp_path, "badge-x")), range(16)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["badge-x.pem"]


def test_a_key_of_another_kind_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "badge-x.pem"
    pem = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    path.write_bytes(pem)
    with pytest.raises(ValueError, match="not an Ed25519"):
        load_or_make_key(tmp_path, "badge-x")
    assert path.read_bytes() == pem


def test_a_new_key_signs_and_the_former_ones_are_still_known(tmp_path):
    first = encode(BadgeToken(edition="x", serial=1), badge_key(tmp_path, "x"))
    names = [make_next_badge_key(tmp_path, "x") for _ in range(9)]
    assert (names[0], names[-1]) == ("badge-x.2", "badge-x.10")
    last = encode(BadgeToken(edition="x", serial=2), badge_key(tmp_path, "x"))
    badge_key(tmp_path, "x-2")  # another edition, whose name begins alike
    ring = badge_keyring(tmp_path)
    assert [key.edition for key in ring] == ["x"] * 10 + ["x-2"]
    assert [decode(one, ring).serial for one in (first, last)] == [1, 2]
    assert decode(last, [ring[9]]).serial == 2
    (tmp_path / "badge-x.pem").unlink()  # what it signed is now nobody's
    with pytest.raises(TamperedTokenError):
        decode(first, badge_keyring(tmp_path))


def test_the_keyring_has_the_public_key_of_every_edition(tmp_path):
    assert badge_keyring(tmp_path) == ()
    for edition in ("dwc-2019", "dwc-2018"):
        badge_key(tmp_path, edition)
    load_or_make_key(tmp_path, DECLARATION_SEAL)
    ring = badge_keyring(tmp_path)
    assert [key.edition for key in ring] == ["dwc-2018", "dwc-2019"]
    own = badge_key(tmp_path, "dwc-2018").public_key()
    assert ring[0].raw == own.public_bytes_raw()
    assert len(ring[0].raw) == 32
