"""Alembic runs this file: it migrates on the connection that `afterhours.migrations` hands over."""

from alembic import context

from afterhours.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
context.run_migrations()
