"""The models of the application: one class for each table."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, engine


# The class is for Python, the table is for the database. Base collects every
# table that is declared on it, and Alembic can look there too.
class User(Base):
    """A person who uses the application."""

    # The name of the table. The revision creates a table of exactly this name.
    __tablename__ = "users"

    # An int that is the primary key becomes "id INTEGER NOT NULL PRIMARY KEY".
    id: Mapped[int] = mapped_column(primary_key=True)
    # Mapped[str] without "| None" becomes NOT NULL; String(50) is VARCHAR(50).
    name: Mapped[str] = mapped_column(String(50))


Base.metadata.create_all(engine)
