"""Wrong SQL: a statement or a condition that says something else in one place."""

import re
from collections.abc import Iterator

_STRING = re.compile(r"'(?:[^']|'')*'")
_COMPARISON = re.compile(r"<>|!=|<=|>=|<|>|(?<![:=])=(?!=)")
_OTHER_COMPARISON = {
    "<>": "=", "!=": "=", "<=": "<", ">=": ">", "<": "<=", ">": ">=", "=": "<>",
}  # fmt: skip
_WHERE = re.compile(r"\bWHERE\b", re.IGNORECASE)
_EXTREME = re.compile(r"\b(MIN|MAX)(?=\s*\()", re.IGNORECASE)
_NEGATED = re.compile(r"\b(NOT\s+IN|IS\s+NOT\s+NULL|IS\s+NULL)\b", re.IGNORECASE)
_OTHER_EXTREME = {"MIN": "MAX", "MAX": "MIN"}
_NUMBER = re.compile(r"(?<![\w.'])\d+(?![\w.'])")


def condition_changes(sql: str) -> Iterator[str]:
    """Yield other conditions than *sql*: another comparison, another number, another text."""
    masked = _masked(sql)
    if match := _COMPARISON.search(masked):
        yield _replaced(sql, match, _OTHER_COMPARISON[match.group()])
    if match := _NUMBER.search(masked):
        yield _replaced(sql, match, str(int(match.group()) + 1))
    yield from _other_texts(sql)
    if not _COMPARISON.search(masked):
        yield f"NOT ({sql})"


def statement_changes(sql: str) -> Iterator[str]:
    """Yield other statements than *sql*: its condition left out or turned round, another text."""
    masked = _masked(sql)
    where = list(_WHERE.finditer(masked))
    if len(where) == 1 and masked.count("(", 0, where[0].start()) == masked.count(
        ")", 0, where[0].start()
    ):
        yield sql[: where[0].start()].rstrip()
    if where and (match := _COMPARISON.search(masked, where[-1].start())):
        yield _replaced(sql, match, _OTHER_COMPARISON[match.group()])
    if match := _EXTREME.search(masked):
        yield _replaced(sql, match, _OTHER_EXTREME[match.group(1).upper()])
    if match := _NEGATED.search(masked):
        words = match.group(1).upper().split()
        other = " ".join(word for word in words if word != "NOT")
        yield _replaced(sql, match, other if "NOT" in words else "IS NOT NULL")
    yield from _other_texts(sql)


def _other_texts(sql: str) -> Iterator[str]:
    """The first text that stands in *sql* is another one."""
    if match := _STRING.search(sql):
        yield _replaced(sql, match, match.group()[:-1] + "x'")


def _masked(sql: str) -> str:
    """Return *sql* with the same length, in which no text holds a word or a mark."""
    return _STRING.sub(lambda match: "'" + "_" * (len(match.group()) - 2) + "'", sql)


def _replaced(sql: str, match: re.Match[str], text: str) -> str:
    return sql[: match.start()] + text + sql[match.end() :]
