"""The forum: editions, programme, registrations, badges, the door, and the declaration."""

from typing import TYPE_CHECKING

from forum.core.loading import collecting_no_garbage, end_without_looking

if TYPE_CHECKING:
    from flask import Flask

    from forum.core.settings import Settings


def create_app(settings: "Settings", *, testing: bool = False) -> "Flask":
    """Build the application from its settings; its code is loaded when it is first built."""
    end_without_looking()
    with collecting_no_garbage():
        from forum.application import build  # noqa: PLC0415  seconds, which `--help` does not need

        return build(settings, testing=testing)
