"""Views that SQLite could not list in a sane time, and how they are taken out of its way.

SQLite expands every view when it lists the tables, and nothing interrupts it there. A view that
refers twice to one that refers twice to one, and so on, takes as long as its author likes: so does
a WITH whose parts refer to each other.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from math import prod

from stillroom.schema.sql_tokens import Token, fold

LARGEST_VIEW = 20_000
"""Words and marks of a view, with all that it refers to in their place as often as it does."""


def too_large(views: Mapping[str, Sequence[Token]]) -> set[str]:
    """Return the names of those *views* that grow beyond measure, or refer to each other in a circle."""
    by_name = {fold(name): tokens for name, tokens in views.items()}
    sizes: dict[str, int] = {}
    waiting = {name: _mentioned(tokens, by_name, name) for name, tokens in by_name.items()}
    while ready := [name for name, others in waiting.items() if sizes.keys() >= set(others)]:
        for name in ready:
            others = sum(sizes[other] for other in waiting.pop(name))
            tokens = by_name[name]
            sizes[name] = min((len(tokens) + others) * _repeated(tokens), LARGEST_VIEW + 1)
    return {name for name in views if sizes.get(fold(name), LARGEST_VIEW + 1) > LARGEST_VIEW}


def disarm(connection: sqlite3.Connection, names: set[str]) -> None:
    """Put harmless views in the place of those called *names*."""
    if not names:
        return
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany(
        "UPDATE sqlite_schema SET sql = ? WHERE type = 'view' AND name = ?",
        [(f"CREATE VIEW {quoted(name)} AS SELECT 1", name) for name in sorted(names)],
    )
    connection.commit()
    connection.execute("PRAGMA writable_schema = RESET")


def quoted(name: str) -> str:
    """Return *name* as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def _mentioned(tokens: Sequence[Token], views: Mapping[str, object], own: str) -> list[str]:
    """The views that *tokens* refer to, as often as they do; *own* is named where it is made."""
    mentioned = [name for name in _references(tokens) if name in views]
    if own in mentioned:
        mentioned.remove(own)
    return mentioned


def _references(tokens: Sequence[Token]) -> Iterator[str]:
    """The folded names in *tokens* that may be those of tables: t.c is a column."""
    for index, token in enumerate(tokens):
        is_column = any(after.is_mark(".") for after in tokens[index + 1 : index + 2])
        if token.kind in ("word", "name", "string") and not is_column:
            yield fold(token.text)


def _repeated(tokens: Sequence[Token]) -> int:
    """How often a part of a view can be in it at most, for the names that its WITH gives."""
    given = set(_given_names(tokens))
    if not given:
        return 1
    references = [name for name in _references(tokens) if name in given]
    return prod(max(1, references.count(name) - 1) for name in given)


def _given_names(tokens: Sequence[Token]) -> Iterator[str]:
    """The names before AS (...), with or without their columns."""
    for index, token in enumerate(tokens):
        behind = index + 1
        while behind < len(tokens) and tokens[behind].is_word("NOT", "MATERIALIZED"):
            behind += 1
        if token.is_word("AS") and behind < len(tokens) and tokens[behind].is_mark("("):
            yield fold(tokens[_before_columns(tokens, index - 1)].text)


def _before_columns(tokens: Sequence[Token], index: int) -> int:
    """The index of the name before the parenthesis that ends at *index*, or else *index*."""
    depth = 0
    while index > 0:
        depth += tokens[index].is_mark(")") - tokens[index].is_mark("(")
        if depth == 0:
            return index - 1 if tokens[index].is_mark("(") else index
        index -= 1
    return index
