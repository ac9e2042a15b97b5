"""Alembic's entry: migrates over the connection it is handed, inside that connection's transaction."""

from alembic import context

from bot.shell.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
)
context.run_migrations()
