"""Projects of the course: the bare starter, an exercise's start, an exercise solved."""

import shutil
import warnings
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from stillroom.course import starts
from stillroom.course.exercise import LEARNERS, Exercise
from stillroom.errors import StillroomError
from stillroom.submission.elsewhere import elsewhere
from stillroom.submission.installed import PYPROJECT, as_installed
from stillroom.submission.intake import TAKEN, Submission
from stillroom.util.files import read_folder
from stillroom.util.text import clean

Files = starts.Files
INSTALL = "run: python -m pip install 'stillroom[author]', or in a checkout -e '.[author]'"


def render(root: Path, destination: Path) -> None:
    """Render the starter of the course in *root* with default answers; raises StillroomError."""
    try:
        import copier
        from copier.errors import CopierError
    except ImportError as error:
        raise StillroomError(
            f"Copier is not installed, which makes the starter; {INSTALL}"
        ) from error
    from jinja2 import TemplateError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a course that is being edited is a dirty template
            # The settings of whoever runs this must not show in what learners get.
            copier.run_copy(
                str(root), destination, data={"course": True}, settings=copier.Settings(),
                defaults=True, quiet=True, vcs_ref="HEAD",
            )  # fmt: skip
    except (CopierError, TemplateError, OSError, ValueError) as error:
        raise StillroomError(
            f"{root}: the starter cannot be rendered: {clean(str(error), 300)}"
        ) from error


@cache
def bare(root: Path) -> Files:
    """Return the files of the bare starter that a grading takes in."""
    folder = Path(mkdtemp(prefix="stillroom-starter-"))
    try:
        render(root, folder)
        return {
            name: content
            for name, content in read_folder(folder).items()
            if name.startswith(("app/", "migrations/")) or name == PYPROJECT
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(root: Path, exercise: Exercise) -> Files:
    """Return the project that the exercise starts from."""
    return exercise.start.over(bare(root))


def solved(root: Path, exercise: Exercise) -> Files:
    """Return the project after the exercise was solved by the reference solution."""
    return start(root, exercise) | exercise.solution


def as_submission(name: str, files: Files) -> Submission:
    """Return *files* as intake would have read them from a folder."""
    submitted = {
        path: content
        for path, content in files.items()
        if path.endswith(".py") and path.startswith(LEARNERS)
    }
    return Submission(
        name, submitted, {}, files.get("migrations/env.py"),
        elsewhere=elsewhere((path for path in files if path.endswith(".py")), TAKEN),
        installed=as_installed(files.get(PYPROJECT)),
    )  # fmt: skip


def write_all(files: Files, folder: Path) -> None:
    """Write *files* below *folder*."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def lay(files: Files, project: Path) -> None:
    """Make the learner's part of *project* what *files* say, and nothing else."""
    for name in read_folder(project):
        if name.startswith(LEARNERS) and name not in files:
            (project / name).unlink()
    write_all(files, project)
