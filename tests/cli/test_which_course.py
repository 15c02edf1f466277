"""A class is graded with the grader's own course only where that is the one that its projects have."""

from pathlib import Path

import pytest

from stillroom.cli.grade import cohort
from stillroom.errors import StillroomError

pytestmark = pytest.mark.fast


def submissions(folder: Path, *names: str) -> Path:
    """Make a project for each of *names*: those of the courses that they belong to."""
    for number, name in enumerate(names):
        (folder / str(number) / "app").mkdir(parents=True)
        settings = f"[tool.stillroom]\ncourse = {name!r}\n" if name else ""
        (folder / str(number) / "pyproject.toml").write_text(settings)
    return folder


def test_a_class_of_another_course_is_not_graded(tmp_path: Path) -> None:
    place = submissions(tmp_path / "class", "boats", "boats")
    with pytest.raises(StillroomError, match="belongs to the course boats; name .* --course DIR"):
        cohort(place, "01", tmp_path / "results")
    assert not (tmp_path / "results").exists()


def test_some_projects_of_another_course_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stop(_: object) -> None:
        raise StillroomError("enough")

    monkeypatch.setattr("stillroom.cohort.grade_cohort.grade_cohort", stop)
    place = submissions(tmp_path / "class", "boats", "")
    with pytest.raises(StillroomError, match="enough"):
        cohort(place, "01", tmp_path / "results")
    said = capsys.readouterr().err
    assert "Some projects belong to boats: name the folder of that course" in said
