"""What the branches of a published course hold: the starter, the wheels, an exercise's files."""

import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from stillroom.authoring.projects import lay as lay_files
from stillroom.authoring.projects import render_here
from stillroom.authoring.repository import Repository
from stillroom.authoring.wheels import write_wheels
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starter import starter_of
from stillroom.errors import StillroomError
from stillroom.project.named_course import ANSWERS, COURSE, EXERCISE, with_noted_exercise
from stillroom.project.named_course import FILE as PYPROJECT
from stillroom.project.published import TASK
from stillroom.util.files import read_folder

_TABLE = "[tool.stillroom]\n"  # the last one of the template


def make_starter(course: Course, workdir: Path) -> Path:
    """Make the files of ``main``: the starter as a learner copies it, the wheels, and its course."""
    starter = workdir / "starter"
    template = starter_of(course)
    render_here(template, starter)
    _name_origin(template, starter)
    name_packages(course.about.packages, starter)
    if name := write_wheels(course, starter / "wheels"):
        _name(starter, COURSE, name)
    return starter


def _name(project: Path, key: str, name: str) -> None:
    """Let *project* name its course or its exercise, as *key* says; Copier keeps this in an update."""
    path = project / PYPROJECT
    before, table, behind = path.read_text("utf-8").partition(_TABLE)
    own = re.sub(rf"^{key} *=.*\n", "", behind, count=1, flags=re.MULTILINE)
    start = before if table else before.rstrip() + "\n\n"
    _write(path, f'{start}{_TABLE}{key} = "{name}"\n{own}')


def name_packages(packages: Sequence[str], starter: Path) -> None:
    """Let the project in *starter* depend on the *packages* of its course, as the application does."""
    path = starter / PYPROJECT
    more = "".join(f"    {json.dumps(package)},\n" for package in packages)
    text = re.sub(
        r"^(dependencies = \[\n.*?)^\]",
        lambda found: f"{found[1]}{more}]",
        path.read_text("utf-8"),
        count=1,
        flags=re.MULTILINE | re.DOTALL,
    )
    _write(path, text)


def _name_origin(template: Path, starter: Path) -> None:
    """Record where the starter comes from only if that is a public address, never a local path."""
    answers = starter / ANSWERS
    if not answers.exists():
        return
    text = re.sub(
        r"^(?:_src_path|_commit):.*\n(?:[ \t]+.*\n)*",
        "",
        answers.read_text("utf-8"),
        flags=re.MULTILINE,
    )
    address, commit = _origin(template)
    origin = f"_commit: {commit}\n_src_path: {address}\n" if address else ""
    text = re.sub(r"^(?!#)", lambda _: origin, text, count=1, flags=re.MULTILINE)
    _write(answers, text)


def _origin(template: Path) -> tuple[str, str]:
    """Return the public address of the template and the commit there, or two empty texts."""
    if not (template / ".git").exists():
        return "", ""
    git = Repository(template)
    url = urlsplit(git.says("config", "--get", "remote.origin.url"))
    host = url.netloc.rpartition("@")[2]  # never a password
    address = f"https://{host}{url.path}"
    if url.scheme != "https" or not re.fullmatch(r"https://[\w.:-]+/[\w./~%+-]+", address):
        return "", ""
    return address, git.says("describe", "--tags", "--always", "--abbrev=40")


def lay(exercise: Exercise, project: Path) -> None:
    """Put the exercise's starting files, its task and its name into *project*."""
    task = exercise.task
    if not task.is_file():
        raise StillroomError(f"{task}: missing; write the task of the exercise there")
    lay_files(exercise.start.over(read_folder(project)), project)
    shutil.copyfile(task, project / TASK)
    _name(project, EXERCISE, exercise.id)
    answers = project / ANSWERS
    if answers.exists():
        answers.write_bytes(with_noted_exercise(answers.read_bytes(), exercise.id))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
