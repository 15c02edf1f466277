"""A database schema as plain data: read from a database, compared by one function."""

from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import TOLERANCES, Schema

__all__ = ["TOLERANCES", "Difference", "Schema", "compare"]
