"""The schema of the database at one moment of a grading, as a record keeps it."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from stillroom.results.lines import Line
from stillroom.schema.model import Schema
from stillroom.schema.sheets import Sheet, sheets

MOST_SHEETS, MOST_LINES = 30, 40
"""Tables of a schema, and lines of a table, that are kept."""


class SchemaAt(BaseModel):
    """The schema of the database, or of the models, at one moment of a grading."""

    model_config = ConfigDict(frozen=True)

    when: Line
    """The moment, such as ``before step 7``."""
    sheets: tuple[Sheet, ...]
    more: int = 0
    """How many tables and lines there were beyond those that are kept."""

    @classmethod
    def of(cls, when: str, schema: Schema) -> "SchemaAt":
        """Return *schema* as it is kept: cleaned, and cut to what one can look at."""
        drawn = sheets(schema)
        kept = [
            Sheet(sheet.title, sheet.key, sheet.lines[:MOST_LINES]) for sheet in drawn[:MOST_SHEETS]
        ]
        return cls(when=when, sheets=tuple(kept), more=_size(drawn) - _size(kept))


def _size(drawn: Sequence[Sheet]) -> int:
    return sum(1 + len(sheet.lines) for sheet in drawn)
