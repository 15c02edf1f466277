"""A class as it is handed in, graded in one command."""

import json
from pathlib import Path

import pytest

from bench.cohort.school import kinds, school
from stillroom.authoring import projects
from stillroom.cohort.learner_names import learner
from stillroom.course.course import Course
from tests.support.commands import run_module

pytestmark = pytest.mark.processes


def test_a_class_as_it_is_handed_in(root: Path, course: Course, tmp_path: Path) -> None:
    """Every entry is named, and every right one is right."""
    exercise = course.find("02")
    expected = school(
        tmp_path / "class",
        projects.solved(root, exercise),
        [projects.start(root, exercise)],
        len(kinds()),
    )
    answer = run_module(
        "stillroom", "cohort", str(tmp_path / "class"), "--exercise", "02", "--results", str(tmp_path / "out"),
        "--plain", "--jobs", "1",
    )  # fmt: skip
    assert answer.returncode == 1, answer.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    found = {row["name"]: row for row in summary["results"]}
    wanted = {
        (name if status == "left-out" else learner(name)): status
        for name, status in expected.items()
    }
    assert {name: row["status"] for name, row in found.items()} == wanted
    assert {name for name, row in found.items() if row["status"] not in ("passed", "failed")} == {
        name for name, row in found.items() if row["reason"]
    }
    assert "3 of 23 without a verdict" in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr
