"""Runs the migrations, each in one transaction, on SQLite and on PostgreSQL."""

from alembic import context
from sqlalchemy import create_engine, pool

import forum.blueprints  # noqa: F401  makes every model known
from forum.core.db import Base

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    if engine.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # tables are rebuilt in batches
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
