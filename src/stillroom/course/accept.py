"""Checks that are accepted in another spelling, and whether the state has the check that is named."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import Field, model_validator
from sqlalchemy import CheckConstraint, MetaData

from stillroom.course.toml_data import CourseData, Text
from stillroom.schema.sql_tokens import canonical, tokenize
from stillroom.util.text import listed, nearest
from stillroom.util.validation import wrong


class Accept(CourseData):
    """A check of a state that may be written otherwise, because that means the same."""

    state: str
    table: str
    check: Text
    """The condition, as schema.py has it."""
    also: list[Text] = Field(min_length=1)
    """Conditions that mean the same."""

    @model_validator(mode="after")
    def _says_something(self) -> "Accept":
        for text in self.also:
            if plain(text) == plain(self.check):
                raise wrong("also", f"{text!r} is check itself; take it out")
        return self


def plain(condition: str) -> str:
    """Return *condition* without the blanks, the letter case and the parentheses that do not count."""
    return canonical(tokenize(condition))


def conditions(metadata: MetaData, table: str) -> list[str]:
    """Return the conditions of the checks of *table*, as plain text."""
    found = []
    for constraint in metadata.tables[table].constraints:
        if isinstance(constraint, CheckConstraint):
            text = str(constraint.sqltext.compile(compile_kwargs={"literal_binds": True}))
            found.append(plain(text).replace(f"{table}.", ""))
    return sorted(found)


def broken_accept(
    key: str, accept: Accept, states: Mapping[str, Any], used: list[str]
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with *accept*, whose state and table are known, with its key.

    *used* are the states that the steps of the exercise name.
    """
    known = conditions(states[accept.state], accept.table)
    if plain(accept.check) not in known:
        near = nearest(plain(accept.check), known)
        meant = f"did you mean {near!r}?" if near else f"it has {listed(map(repr, known), 'none')}"
        yield (
            f"{key}.check",
            f"{accept.check!r} is no check of {accept.table} at {accept.state!r}; {meant}",
        )
        return
    for text in accept.also:
        for state in used:
            has_table = state in states and accept.table in states[state].tables
            if has_table and plain(text) in conditions(states[state], accept.table):
                yield (
                    f"{key}.also",
                    f"{text!r} is what the state {state!r} expects; the two could not be told apart",
                )
                return
