"""Taking over files. Nothing here knows of HTTP, and nothing commits."""

from forum.exchange.services.editions import (
    Outcome,
    import_edition,
    import_file,
    write_cities,
    write_indicators,
    write_organisations,
    write_series,
)
from forum.exchange.services.programmes import (
    apply_pending,
    discard_pending,
    import_into_draft,
    import_programme,
    keep_for_later,
    preview_again,
    read_upload,
)

__all__ = [
    "Outcome",
    "apply_pending",
    "discard_pending",
    "import_edition",
    "import_file",
    "import_into_draft",
    "import_programme",
    "keep_for_later",
    "preview_again",
    "read_upload",
    "write_cities",
    "write_indicators",
    "write_organisations",
    "write_series",
]
