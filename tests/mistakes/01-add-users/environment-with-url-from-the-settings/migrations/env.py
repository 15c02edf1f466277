from alembic import context
from sqlalchemy import engine_from_config

from app.settings import settings
from app.models import Base

config = context.config
configuration = config.get_section(config.config_ini_section, {})
configuration["sqlalchemy.url"] = settings.database_url
connectable = engine_from_config(configuration, prefix="sqlalchemy.")

with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
