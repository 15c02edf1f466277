"""The tests stand in folders named as the packages, and import no other test; tools import none."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT, SAMPLES, TESTS

pytestmark = pytest.mark.fast

FILES = [path for path in TESTS.rglob("*.py") if not path.is_relative_to(SAMPLES)]


def imported(path: Path) -> Iterator[str]:
    """Yield every module and every name of a module that *path* imports, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_package_has_its_tests_in_a_folder_of_its_name() -> None:
    """Who knows where the code is knows where its tests are."""
    source = ROOT / "src" / "stillroom"
    packages = {path.parent.name for path in source.glob("*/__init__.py")}
    assert packages
    assert [name for name in sorted(packages) if not list(TESTS.glob(f"{name}/**/test_*.py"))] == []


def test_contributing_says_what_each_module_of_the_diagnosis_finds() -> None:
    """Of all packages it has the most modules: who looks for a finding looks there."""
    told = (ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("| A finding about |")[2]
    modules = (ROOT / "src" / "stillroom" / "diagnosis").glob("[a-z]*.py")
    assert [path.name for path in sorted(modules) if f"`{path.name}`" not in told] == []


def test_no_test_imports_another_one() -> None:
    """What several tests need stands in a module that is none."""
    arrows = [
        (path.relative_to(TESTS).as_posix(), name)
        for path in FILES
        for name in imported(path)
        if name.startswith("tests.")
        and any(part.startswith("test_") or part == "conftest" for part in name.split(".")[:-1])
    ]
    assert arrows == []


def test_no_test_asks_a_page_alone_to_tell_of_its_requests() -> None:
    """Where the first route begins is a moment too late now and then: ``Visit.route`` waits for it."""
    alone = re.compile(r"page\.route\(")
    found = {
        path.relative_to(TESTS).as_posix()
        for path in FILES
        if alone.search(path.read_text("utf-8"))
    }
    assert found == {"support/browser.py"}


@pytest.mark.parametrize(("tool", "not_for_it"), [("bench", "mutation"), ("mutation", "bench")])
def test_a_tool_imports_neither_the_tests_nor_the_other_tool(tool: str, not_for_it: str) -> None:
    """Each can be read, moved and taken away alone."""
    arrows = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / tool).rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in {"tests", not_for_it}
    ]
    assert arrows == []


def test_the_product_imports_no_tool_and_no_test() -> None:
    """A learner installs the package alone."""
    arrows = [
        (path.relative_to(ROOT).as_posix(), name)
        for path in (ROOT / "src").rglob("*.py")
        for name in imported(path)
        if name.partition(".")[0] in {"tests", "bench", "mutation"}
    ]
    assert arrows == []


def test_what_is_left_out_says_why_at_the_end_of_a_run() -> None:
    """A test that is skipped without a word would be taken for one that has passed."""
    options = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]
    assert "-rs" in options["addopts"]
