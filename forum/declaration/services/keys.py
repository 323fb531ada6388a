"""Changing the key that seals."""

import base64

from forum.core.settings import current_settings
from forum.declaration import queries, rules
from forum.declaration.services.chain import append, lock_declaration, note, seal_key
from forum.declaration.types import RecordKind
from forum.editions.services import touch_public
from forum.tokens.services import make_next_seal_key


def change_key() -> tuple[str, int]:
    """Make a new key, and let the old one seal its fingerprint in every chain.

    The new key seals from the moment when the transaction is committed. The old file is not
    needed any more; its public half stays in the records.

    Returns:
        The new key's fingerprint, and how many chains it was recorded in.

    Raises:
        SealKeyMissingError: a chain's present key is not among the files.
    """
    chains = [lock_declaration(declaration_id) for declaration_id in queries.list_chain_ids()]
    for declaration in chains:
        seal_key(declaration)
    raw = rules.public_bytes(make_next_seal_key(current_settings().keys_dir))
    name = rules.fingerprint(raw)
    facts = {"next_key": name, "next_public_key": base64.b64encode(raw).decode()}
    for declaration in chains:
        record = append(declaration, RecordKind.KEY_CHANGE, facts)
        note("declaration.key_changed", declaration, {"number": record.number, "key": name})
        touch_public(declaration.edition)
    return name, len(chains)
