"""The catalogue of codes: each code once, and no finding with another one."""

import ast
import re
from collections.abc import Iterator
from typing import get_args

import pytest
from pydantic import ValidationError

from stillroom.databases.row_changes import RowChangeKind
from stillroom.diagnosis.context import ProblemKind
from stillroom.results.catalogue import (
    CODES,
    NAMES,
    PREFIXES,
    ROWS,
    SCHEMA,
    SECTIONS,
    known_code,
    without_prefix,
)
from stillroom.results.finding import Finding
from tests.support.paths import ROOT


def test_each_code_stands_there_once_in_a_section_of_the_document() -> None:
    """A code has one meaning."""
    names = [code.name for code in CODES]
    assert sorted(names) == sorted(set(names))
    assert list(dict.fromkeys(code.section for code in CODES)) == list(SECTIONS)


@pytest.mark.parametrize("code", ["column-type", "downgrade-column-type", "model-column-type"])
def test_a_difference_may_have_a_prefix(code: str) -> None:
    """It says where the difference was found."""
    assert Finding(code=code, message="m", hint="h").code == known_code(code) == code
    assert without_prefix(code) == "column-type"


@pytest.mark.parametrize(
    "code", ["", "odd", "model-two-heads", "downgrade-model-column-type", "Column-Type"]
)
def test_a_finding_with_an_unknown_code_cannot_be_made(code: str) -> None:
    """Nor does a prefix stand before a code that is no difference between schemas."""
    with pytest.raises(ValidationError, match="not in the catalogue"):
        Finding(code=code, message="m", hint="h")


@pytest.mark.parametrize("code", ["model-missing", "downgrade-empty"])
def test_a_code_that_begins_like_a_prefix_is_itself(code: str) -> None:
    """What is in the catalogue as it stands is not cut."""
    assert without_prefix(code) == code


def test_every_name_is_a_code_or_a_difference_with_a_prefix() -> None:
    """There are no other names."""
    differences = [code for code in CODES if code.section == SCHEMA]
    assert len(NAMES) == len(CODES) + len(PREFIXES) * len(differences)


def test_each_change_of_rows_has_its_code() -> None:
    """The grader makes the code from the kind of the change."""
    rows = {code.name for code in CODES if code.name.startswith("rows-") and code.section == ROWS}
    assert rows == {f"rows-{kind}" for kind in get_args(RowChangeKind)}


def test_what_is_compared_with_a_code_is_one() -> None:
    """A misspelt code would never be met, and nothing would say so."""
    compared = [
        text
        for path in (ROOT / "src" / "stillroom").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Compare)
        for text in _compared_with_a_code(node)
    ]
    assert len(compared) > 20
    assert [text for text in compared if text not in NAMES] == []


@pytest.mark.parametrize("package", ["databases", "diagnosis"])
def test_a_text_that_looks_like_a_code_is_one(package: str) -> None:
    """In a table or a tuple of codes, too: there, nothing else has such words but the kinds of problems."""
    known = {*NAMES, *get_args(ProblemKind)}
    texts = [
        text
        for path in (ROOT / "src" / "stillroom" / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if (text := _code_in(node))
    ]
    assert texts
    assert [text for text in texts if text not in known] == []


def _compared_with_a_code(comparison: ast.Compare) -> Iterator[str]:
    nodes = list(ast.walk(comparison))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    if names & {"code", "codes", "findings"}:
        yield from filter(None, map(_code_in, nodes))


def _code_in(node: ast.AST) -> str:
    """The text that *node* is, if it looks like a code."""
    match node:
        case ast.Constant(value=str(text)) if re.fullmatch("[a-z]+(-[a-z]+)+", text):
            return text
    return ""
