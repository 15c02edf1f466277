"""The direction of imports: the contracts of pyproject.toml hold."""

import ast
import re
import tomllib

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.paths import ROOT


def test_imports_run_downward(capsys: pytest.CaptureFixture[str]) -> None:
    """No package imports one that stands above it, not even where it is first needed."""
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_contributing_shows_the_packages_in_that_order() -> None:
    """One line each, with the sentence of the package itself; none is left out."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    packages = [name for layer in layers for name in layer.split(" | ") if name != "errors"]
    shown = re.findall(
        r"^\| `(\w+)/` \| (.+) \|$", (ROOT / "CONTRIBUTING.md").read_text("utf-8"), re.MULTILINE
    )
    assert shown == [(name, _sentence(name)) for name in packages]


def _sentence(package: str) -> str:
    source = ROOT / "src" / "stillroom" / package / "__init__.py"
    docstring = ast.get_docstring(ast.parse(source.read_text("utf-8")))
    return " ".join((docstring or "").split())
