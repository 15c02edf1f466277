"""What a server default of SQLite means: which literals put the same value into a column."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import lru_cache

from stillroom.databases.sqlite.strings import string, with_strings
from stillroom.schema.sql_tokens import Token, tokenize, without_parentheses

_VALUES = ("NULL", "TRUE", "FALSE")
_COMPUTED = ("CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP")


def default_tokens(default: str) -> Sequence[Token]:
    """Return the tokens of what follows DEFAULT.

    No column can stand there: a single name is a string, in quotes or not.
    """
    tokens = without_parentheses(with_strings(tokenize(default), ()))
    if len(tokens) == 1 and tokens[0].kind in ("word", "name"):
        (token,) = tokens
        if not token.is_word(*_VALUES, *_COMPUTED):
            return [string(token.text)]
    return tokens


def stored_default(tokens: Sequence[Token], affinity: str) -> str | None:
    """Return what a literal default really puts into a column of *affinity*, as an SQL literal.

    Returns None for a default that is computed when a row is inserted.
    """
    if not tokens or not all(_is_literal(token) for token in tokens):
        return None
    return _stored(" ".join(token.raw for token in tokens), affinity)


@lru_cache
def _stored(literal: str, affinity: str) -> str | None:
    with closing(sqlite3.connect(":memory:")) as scratch:
        try:
            scratch.execute(f"CREATE TABLE t (n, c {affinity} DEFAULT ({literal}))")
            scratch.execute("INSERT INTO t (n) VALUES (1)")
            (value,) = scratch.execute("SELECT quote(c) FROM t").fetchone()
        except sqlite3.Error:
            return None
    return str(value)


def _is_literal(token: Token) -> bool:
    return (
        token.kind in ("string", "number", "blob")
        or token.is_word(*_VALUES)
        or (token.kind == "mark" and token.text in "+-()")
    )


def affinity(type_: str, strict: bool) -> str:
    """Return the affinity of a declared type.

    https://www.sqlite.org/datatype3.html section 3.1; https://www.sqlite.org/stricttables.html.
    """
    if strict and type_.upper() == "ANY":
        return "BLOB"
    rules = (
        ("INT", "INTEGER"),
        ("CHAR|CLOB|TEXT", "TEXT"),
        ("BLOB|^$", "BLOB"),
        ("REAL|FLOA|DOUB", "REAL"),
    )
    return next((kind for words, kind in rules if re.search(words, type_.upper())), "NUMERIC")
