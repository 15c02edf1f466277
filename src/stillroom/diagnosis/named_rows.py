"""Rows that a revision names by their numbers, which are others in each database."""

import ast
import re
from collections.abc import Iterator, Sequence

from stillroom.diagnosis.context import Context, Problem
from stillroom.results.finding import Finding
from stillroom.submission.revisions import RevisionFile
from stillroom.util.text import listed

_HINT = (
    "A revision also runs on databases that you have not seen. Say by a condition which rows are "
    "meant, and not by their numbers."
)
_MAY_BE_BEHIND = ("rows", "values", "probe")


def with_named_rows(findings: list[Finding], problem: Problem, context: Context) -> list[Finding]:
    """Return *findings*, of which the first also says where the revision names rows by numbers.

    Only numbers count that the exercise writes in braces: they are others in the check.
    """
    in_columns, numbers = context.exercise.definition.in_braces
    revision = context.running(problem)
    file = None if context.given.of(revision) else context.history.of(revision)
    trouble = problem.trouble
    is_behind = problem.kind in _MAY_BE_BEHIND or (trouble and trouble.kind == "IntegrityError")
    if not is_behind or not numbers or file is None:
        return findings
    columns = sorted({column for _, column in in_columns})
    named = sorted(set(_numbers(file, problem.function, columns)) & numbers)
    if not named:
        return findings
    which = listed([str(number) for number in named])
    opening = findings[0].headline.rstrip(".")
    message = (
        f"{opening}. Revision {revision} names rows by number ({which}), and in the check these rows "
        "have other numbers than in your own database."
    )
    return [findings[0].model_copy(update={"headline": message, "hint": _HINT}), *findings[1:]]


def _numbers(file: RevisionFile, function: str, columns: list[str]) -> Iterator[int]:
    """Yield the numbers with which *function*, or what stands outside of both, names rows.

    They are compared with one of *columns*, or are all that is in a list or the keys of a dictionary.
    """
    names = rf"\b(?:{'|'.join(map(re.escape, columns))})\b"
    compared = re.compile(
        rf"{names}[\"'`\s]*(?:[=!<>]+|(?:NOT\s+)?IN\b)([\s\d,()]+)", re.IGNORECASE
    )
    other = {"upgrade", "downgrade"} - {function}
    for outer in file.tree.body if file.tree else ():
        if getattr(outer, "name", None) in other:
            continue
        for node in file.file.walk(outer):
            match node:
                case ast.Constant(value=str(text)):
                    for match in compared.finditer(text):
                        yield from map(int, re.findall(r"\d{1,5}", match[1]))
                case ast.Compare() if re.search(names, file.file.work.text_of(node)):
                    yield from _whole([node.left, *node.comparators])
                case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                    yield from _only_whole(elements)
                case ast.Dict(keys=keys):
                    yield from _only_whole(keys)


def _whole(nodes: Sequence[ast.expr | None]) -> list[int]:
    """Return the whole numbers among *nodes*."""
    values = [node.value for node in nodes if isinstance(node, ast.Constant)]
    return [value for value in values if isinstance(value, int)]


def _only_whole(nodes: Sequence[ast.expr | None]) -> list[int]:
    """Return *nodes* as numbers, where they are several and all are numbers."""
    values = _whole(nodes)
    return values if 1 < len(values) == len(nodes) else []
