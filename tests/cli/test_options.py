"""The options that several commands share."""

from pathlib import Path

import pytest

from stillroom.cli.options import project_around


def test_the_project_is_the_one_around_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with Git: from any folder below it. Where there is none, the folder stays, and is told."""
    project = tmp_path / "project"
    for folder in ("app", "migrations/versions"):
        (project / folder).mkdir(parents=True)
    monkeypatch.chdir(project / "migrations" / "versions")
    assert project_around(Path()) == Path()
    (project / "pyproject.toml").touch()
    assert project_around(Path()) == Path("..", "..")
    assert project_around(Path("other")) == Path("other")
    monkeypatch.chdir(project)
    assert project_around(Path()) == Path()
