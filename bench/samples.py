"""The samples of ``tests/mistakes/``, each with the verdict that it should get."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from stillroom.authoring import projects
from stillroom.course.course import Course, Exercise
from stillroom.submission.intake import Submission
from stillroom.util.files import read_folder


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
    """Return the samples whose name matches the pattern *only*, in the order of their names.

    Those that only isolation holds back are left out: the other tools have none, and one of these
    samples would end the benchmark itself.
    """
    found = []
    for file in sorted(root.glob("tests/mistakes/*/*/expected.toml")):
        name = f"{file.parent.parent.name}/{file.parent.name}"
        confined = tomllib.loads(file.read_text("utf-8")).get("confined", False)
        if not confined and fnmatchcase(name, only):
            found.append(read_sample(root, course, file.parent, name))
    return found


def read_sample(root: Path, course: Course, folder: Path, name: str) -> Sample:
    """Return the sample in *folder*, called *name* in what is reported."""
    about = tomllib.loads((folder / "expected.toml").read_text("utf-8"))
    exercise = course.find(folder.parent.name)
    made = projects.start if about.get("on", "solution") == "start" else projects.solved
    files = made(root, exercise) | read_folder(folder)
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
