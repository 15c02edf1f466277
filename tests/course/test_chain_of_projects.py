"""Each exercise, solved, is a working application: its database can be made, and its routes answer."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from tests.support.paths import ROOT

IDS = Course(ROOT / "exercises").ids


@pytest.fixture(scope="module")
def answers(
    starter: Path, course: Course, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What each solved project says, by the id of its exercise."""
    folders = []
    for exercise in course:
        folder = tmp_path_factory.mktemp("chain") / exercise.id
        shutil.copytree(starter, folder)
        projects.lay(projects.solved(ROOT, exercise), folder)
        folders.append(str(folder))
    command = [sys.executable, "-B", str(ROOT / "tests" / "support" / "ask_projects.py"), *folders]
    # No setting of whoever runs the tests reaches a project.
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    done = subprocess.run(command, env=kept, capture_output=True, text=True, check=True)
    return dict(zip(course.ids, map(json.loads, done.stdout.splitlines()), strict=True))


@pytest.mark.processes
@pytest.mark.parametrize("exercise", IDS)
def test_the_solved_project_is_a_working_application(
    exercise: str, answers: dict[str, dict[str, Any]]
) -> None:
    """The revisions build what the models declare, and every route does what it says."""
    answer = answers[exercise]
    assert "error" not in answer, answer["error"]
    assert answer["ready"]["at_head"]
    assert {"post /users", "get /users"} <= answer["statuses"].keys()
    assert {name: status for name, status in answer["statuses"].items() if status >= 400} == {}
    assert [user["id"] for user in answer["users"]] == [1]
