"""The direction of imports: the contracts of pyproject.toml hold."""

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.support.paths import ROOT


def test_imports_run_downward(capsys: pytest.CaptureFixture[str]) -> None:
    """No package imports one that stands above it, not even where it is first needed."""
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out
