from alembic import context
from sqlalchemy import create_engine

from app.models import Base

config = context.config
folder = config.get_main_option("script_location")
connectable = create_engine(config.get_main_option("sqlalchemy.url"))

with connectable.connect() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()
