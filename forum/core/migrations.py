"""Brings the database to what the models say."""

from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from forum.core.paths import MIGRATIONS
from forum.core.settings import Settings

if TYPE_CHECKING:
    from alembic.config import Config


def config_for(url: str) -> "Config":
    """Return Alembic's configuration for a database."""
    from alembic.config import Config  # noqa: PLC0415  9 MB, for the start of a new version

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    return config


def upgrade(settings: Settings) -> str:
    """Run the migrations that are missing and return the revision reached."""
    from alembic import command  # noqa: PLC0415  as above

    if settings.database.startswith("sqlite"):
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    config = config_for(settings.database)
    command.upgrade(config, "head")
    return head()


def head() -> str:
    """Return the newest revision that this version knows."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415  as above

    return str(ScriptDirectory.from_config(config_for("")).get_current_head())


def is_at_head(url: str) -> bool:
    """Tell whether a database has every migration."""
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415  as above

    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision() == head()
    finally:
        engine.dispose()
