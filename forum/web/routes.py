"""Addresses as the application starts with them: read at once, made when they are first made."""

from collections.abc import Callable

from werkzeug.routing import Rule


class Route(Rule):
    """A rule that writes the function which makes its address when that is first asked for.

    Werkzeug writes two functions for each of four hundred rules, as Python that is compiled: that
    is most of the time in which an application is made.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002  Werkzeug's own
        made: Callable[..., tuple[str, str]] | None = None
        write = super()._compile_builder

        def build(rule: Rule, **values: object) -> tuple[str, str]:
            nonlocal made
            if made is None:
                made = write(append_unknown)
            return made(rule, **values)

        return build
