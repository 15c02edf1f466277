"""The samples of ``tests/mistakes/``, each with the verdict that it should get."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from stillroom.authoring import projects
from stillroom.course import Course, Exercise
from stillroom.submission import Submission


@dataclass(frozen=True)
class Sample:
    """One answer to an exercise, right or wrong."""

    name: str
    """``EXERCISE/NAME``."""
    exercise: Exercise
    right: bool
    mistake: str
    """The code of the first finding; empty for a right answer."""
    submission: Submission


def read(root: Path, course: Course, only: str = "*") -> list[Sample]:
    """Return the samples whose name matches the pattern *only*, in the order of their names."""
    folders = sorted(path.parent for path in root.glob("tests/mistakes/*/*/expected.toml"))
    named = [(f"{folder.parent.name}/{folder.name}", folder) for folder in folders]
    return [
        read_sample(root, course, folder, name) for name, folder in named if fnmatchcase(name, only)
    ]


def read_sample(root: Path, course: Course, folder: Path, name: str) -> Sample:
    """Return the sample in *folder*, called *name* in what is reported."""
    about = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    exercise = course.find(folder.parent.name)
    made = projects.start if about.get("on", "solution") == "start" else projects.solved
    files = made(root, exercise) | projects.overlay(folder)
    for path in ("expected.toml", *about.get("remove", [])):
        del files[path]
    costly = [one["code"] for one in about.get("findings", []) if not one.get("advice")]
    return Sample(
        name,
        exercise,
        about["verdict"] == "passed",
        costly[0] if costly else "",
        projects.as_submission(name, files),
    )
