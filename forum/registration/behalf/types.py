"""Values of registering on behalf."""

from dataclasses import dataclass

from forum.registration.types import RegistrationDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class BehalfOrder:
    """Somebody to be registered by an organiser.

    `key` is made with the page: the same one again is the same registration. `over_reason` lets
    them in where everything is full, with one place more; without it they wait for what
    `details.waits` names. `is_another` says that those who are alike were looked at.
    """

    key: str
    details: RegistrationDetails
    over_reason: str = ""
    is_another: bool = False
