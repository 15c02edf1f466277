"""Projects of the course: the bare starter, an exercise's start, an exercise solved."""

import os
import re
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from stillroom.course import starts
from stillroom.course.exercise import LEARNERS, Exercise
from stillroom.course.starter import TEMPLATE
from stillroom.errors import StillroomError
from stillroom.submission.elsewhere import elsewhere
from stillroom.submission.git import Git, GitError
from stillroom.submission.installed import PYPROJECT, as_installed
from stillroom.submission.intake import TAKEN, Submission
from stillroom.util.files import read_folder
from stillroom.util.text import clean

Files = starts.Files
INSTALL = "run: python -m pip install 'stillroom[author]', or in a checkout -e '.[author]'"


def render(root: Path, destination: Path, template: Path | None = None) -> None:
    """Render the starter of the course in *root* with default answers; raises StillroomError.

    *template* is a copy of it that is rendered instead.
    """
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
                str(template or root), destination, data={"course": True}, settings=copier.Settings(),
                defaults=True, quiet=True, vcs_ref="HEAD",
            )  # fmt: skip
    except (CopierError, TemplateError, OSError, ValueError) as error:
        raise StillroomError(
            f"{root}: the starter cannot be rendered: {clean(str(error), 300)}"
        ) from error


def render_here(root: Path, destination: Path) -> None:
    """Render as ``render`` does, but do not record from where and from which commit.

    That is much faster: Copier clones a repository first, with all of its history.
    """
    with _template_alone(root) as template:
        render(root, destination, template)


@contextmanager
def _template_alone(root: Path) -> Iterator[Path]:
    """Lend a folder with the template of *root* and no repository around it.

    It is *root* itself where the template is not known to lie in one folder with nothing outside.
    """
    with TemporaryDirectory(prefix="stillroom-template-") as place:
        try:
            is_alone = (root / ".git").exists() and _copied(root, Path(place))
        except (OSError, GitError):
            is_alone = False  # what is wrong with it is for Copier to say
        yield Path(place) if is_alone else root


def _copied(root: Path, place: Path) -> bool:
    """Copy the template to *place*; tell whether that is all that Copier needs.

    Like a clone, it has no file that Git ignores. Raises OSError and GitError.
    """
    text = (root / TEMPLATE).read_bytes()
    folder = re.search(rb"^_subdirectory: *(\w+)$", text, re.MULTILINE)
    if folder is None or b"!include" in text:
        return False
    known = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = Git(root).run(*known, "--", TEMPLATE, folder[1].decode())
    for name in filter(None, map(os.fsdecode, listed.split(b"\0"))):
        if os.path.lexists(root / name):  # it may be deleted, and that not committed
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, place / name, follow_symlinks=False)
    return True


@cache
def bare(root: Path) -> Files:
    """Return the files of the bare starter that a grading takes in."""
    with TemporaryDirectory(prefix="stillroom-starter-") as folder:
        render_here(root, Path(folder))
        return {
            name: content
            for name, content in read_folder(Path(folder)).items()
            if name.startswith(("app/", "migrations/")) or name == PYPROJECT
        }


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
