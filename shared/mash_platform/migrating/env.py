"""What Alembic runs for every service: the database is open already, and its tables are given."""

from alembic import context

given = context.config.attributes
context.configure(
    connection=given["connection"],
    target_metadata=given["metadata"],
    # SQLite changes a table by making it anew.
    render_as_batch=given["connection"].dialect.name == "sqlite",
    include_name=given["include_name"],
)
with context.begin_transaction():
    context.run_migrations()
