"""What the branches of a published course hold: the starter, a wheel of the grader, an exercise's files."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

from stillroom.authoring.projects import INSTALL, render
from stillroom.authoring.projects import lay as lay_files
from stillroom.authoring.repository import MOMENT, Repository
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.starts import COMPUTED, STARTER
from stillroom.errors import StillroomError
from stillroom.project.progress import Progress
from stillroom.project.progress_file import save_progress
from stillroom.util.files import read_folder
from stillroom.util.text import clean

_JUNK = ("__pycache__", "*.py[co]", ".DS_Store")
_ignore_junk = shutil.ignore_patterns(*_JUNK)
# The starting files of one exercise solve another, so the learners' grader carries none of them.
_ignore_solutions = shutil.ignore_patterns(*_JUNK, ".*", STARTER, COMPUTED, "solution*")


def make_starter(course_root: Path, course: Course, workdir: Path) -> Path:
    """Make the files of ``main``: the starter as a learner copies it, and the wheel."""
    starter = workdir / "starter"
    render(course_root, starter)
    _name_origin(course_root, starter)
    _build_wheel(_learners_tree(course_root, course, workdir / "tree"), starter / "wheels")
    return starter


def _name_origin(course_root: Path, starter: Path) -> None:
    """Record where the starter comes from only if that is a public address, never a local path."""
    answers = starter / ".copier-answers.yml"
    if not answers.exists():
        return
    text = answers.read_text("utf-8")
    for name, value in zip(("_src_path", "_commit"), _origin(course_root), strict=True):
        line = f"{name}: {value}\n" if value else ""
        text = re.sub(rf"^{name}:.*\n(?:[ \t]+.*\n)*", line, text, flags=re.MULTILINE)
    _write(answers, text)


def _origin(course_root: Path) -> tuple[str, str]:
    """Return the public address of the course and the commit there, or two empty texts."""
    if not (course_root / ".git").exists():
        return "", ""
    git = Repository(course_root)
    url = urlsplit(git.says("config", "--get", "remote.origin.url"))
    host = url.netloc.rpartition("@")[2]  # never a password
    address = f"https://{host}{url.path}"
    if url.scheme != "https" or not re.fullmatch(r"https://[\w.:-]+/[\w./~%+-]+", address):
        return "", ""
    return address, git.says("describe", "--tags", "--always", "--abbrev=40")


def _learners_tree(course_root: Path, course: Course, tree: Path) -> Path:
    """Copy what the wheel is made of, and no code that solves an exercise."""
    tree.mkdir()
    _write(tree / ".gitignore", "")  # so that no such file of a folder above has a say
    project = tomllib.loads((course_root / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    explanations = [
        path.relative_to(course_root).as_posix()
        for path in sorted((course_root / "solutions").glob("*/README.md"))
    ]
    needed = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "src")
    for name in (*needed, *included, *explanations):
        source = course.root if name == "exercises" else course_root / name
        if source.is_dir():
            shutil.copytree(
                source, tree / name, ignore=_ignore_junk if name == "src" else _ignore_solutions
            )
        else:
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, tree / name)
    return tree


def _build_wheel(tree: Path, folder: Path) -> None:
    ended = subprocess.run(  # noqa: S603 - our own arguments
        [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=tree,
        env=os.environ | {"SOURCE_DATE_EPOCH": str(MOMENT), "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        start_new_session=True,
    )
    if ended.returncode != 0:
        lines = ended.stderr.decode("utf-8", "replace").strip().splitlines()
        reason = lines[-1] if lines else "no reason given"
        cure = INSTALL if "No module named" in reason else "mend pyproject.toml"
        raise StillroomError(
            f"hatchling: the grader's wheel cannot be built: {clean(reason, 300)}; {cure}"
        )


def lay(exercise: Exercise, course: Course, project: Path) -> None:
    """Put the exercise's starting files, its task and the learner's progress into *project*."""
    task = exercise.folder / "README.md"
    if not task.is_file():
        raise StillroomError(f"{task}: missing; write the task of the exercise there")
    lay_files(exercise.start.over(read_folder(project)), project)
    shutil.copyfile(task, project / "EXERCISE.md")
    earlier = course.ids[: course.ids.index(exercise.id)]
    save_progress(Progress(current=exercise.id, only=exercise.id, passed=earlier), project)


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")
