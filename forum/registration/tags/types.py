"""Values of tags."""

from enum import StrEnum


class TagColour(StrEnum):
    """The colours of tags; a tag is never told by its colour alone."""

    GREY = "line"
    BLUE = "info"
    GREEN = "ok"
    YELLOW = "warn"
    RED = "bad"
