"""What the models of a project declare, as a check has found it out."""

from collections.abc import Iterator
from dataclasses import dataclass

from stillroom.project.events import Event
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema
from stillroom.schema.words import in_words
from stillroom.util.text import listed

MOST_DIFFERENCES = 2  # that one event names
_PLAIN = ("type", "nullable")  # what a column *is*, in words that need no name for it


@dataclass(frozen=True)
class Declared:
    """What the models declare, or why they cannot be loaded; neither where that is not known."""

    schema: Schema | None = None
    trouble: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether a check has tried to load the models."""
        return self != Declared()

    def agrees(self, schema: Schema | None) -> bool | None:
        """Return whether *schema* is what the models declare; None where one is not known."""
        if self.schema is None or schema is None:
            return None
        return not compare(self.schema, schema)


def model_events(before: Declared, after: Declared, schema: Schema | None) -> Iterator[Event]:
    """Yield what changed in the models, beside a database with *schema*.

    Nothing is yielded for the first check: what the models declared before it is not known.
    """
    if not before.is_known or after == before:
        return
    if after.trouble:
        text = f"The models cannot be loaded: {after.trouble}."
        if after.trouble != before.trouble:
            yield Event("trouble", text, "edit the models")
        return
    if after.schema is None or schema is None or after.schema == before.schema:
        return
    differences = compare(after.schema, schema)
    how = (
        f"differ from the database: {_words(differences)}"
        if differences
        else ("agree with the database")
    )
    yield Event("models", f"The models changed: they {how}.", "edit the models")


def _words(differences: list[Difference]) -> str:
    """The first differences of the models from the database, as half a sentence."""
    return listed(map(_difference_words, differences), nothing="", most=MOST_DIFFERENCES)


def _difference_words(difference: Difference) -> str:
    shown = in_words(difference)
    what, how = shown.what, shown.how
    name = shown.subject
    if how == "missing":
        return f"{name} is in the models only"
    if how == "extra":
        return f"{name} is in the database only"
    if what == "column":
        name = f"{shown.table}.{shown.name}"
        name = name if how in _PLAIN else f"the {how} of {name}"
    sides = shown.expected or "nothing", shown.found or "nothing"
    return f"{name} is {sides[0]} in the models and {sides[1]} in the database"
