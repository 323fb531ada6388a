"""What can be done with declarations. Nothing here knows of HTTP, and nothing commits.

A chain grows under the lock of its declaration's row: number, previous hash, seal and the
uniqueness of a signature are settled there, in one short transaction. The receipt's PDF is not
set in it (typst takes a tenth of a second, in which nobody else could write): the worker makes
it from the sealed record once that is committed (`ReceiptMail`).
"""

from forum.declaration.services.chain import lock_declaration, trusted_keys
from forum.declaration.services.keys import change_key
from forum.declaration.services.mandates import (
    approve_mandate,
    grant_mandate,
    invite,
    withdraw_mandate,
)
from forum.declaration.services.receipts import ReceiptMail
from forum.declaration.services.records import adopt, correct, reserve, withdraw_signature
from forum.declaration.services.signing import (
    check_can_sign,
    decline,
    give_signature,
    open_receipt,
    prepare_decline,
    prepare_signature,
    send_code,
    send_decline_code,
    sign,
)
from forum.declaration.services.text import begin_version, draft, enter_summary, freeze, revise

__all__ = [
    "ReceiptMail",
    "adopt",
    "approve_mandate",
    "begin_version",
    "change_key",
    "check_can_sign",
    "correct",
    "decline",
    "draft",
    "enter_summary",
    "freeze",
    "give_signature",
    "grant_mandate",
    "invite",
    "lock_declaration",
    "open_receipt",
    "prepare_decline",
    "prepare_signature",
    "reserve",
    "revise",
    "send_code",
    "send_decline_code",
    "sign",
    "trusted_keys",
    "withdraw_mandate",
    "withdraw_signature",
]
