"""What an organiser should know of a programme before it is released. Values alone."""

from forum.programme.warnings.rules import by_session, warnings_of
from forum.programme.warnings.types import AgendaWarning, Surroundings, WarningKind

__all__ = ["AgendaWarning", "Surroundings", "WarningKind", "by_session", "warnings_of"]
