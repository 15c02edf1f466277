"""A class as a teacher met it: each entry, how it was handed in, and what is to become of it.

Most are right, and many of those lie where no grader looked at first: deeper, in archives, on another
branch, beside an environment. Of each way to hand in there are a few. It is the same class each time.
"""

import csv
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from bench.cohort.attacks import attack
from bench.cohort.school import (
    MODELS,
    REVISION_OF_ATTACK,
    Files,
    below,
    cloned,
    git,
    laid,
    zipped,
)
from stillroom.submission.elsewhere import MOST_ENTRIES

Lay = Callable[[Path, "Work"], object]
BRANCH = "exercise/02-add-email"
ATTACKS = (
    "os._exit(0)",
    "__import__('time').sleep(99)",
    "raise ValueError('\\x1b]0;owned\\x07' * 1000)",
)


@dataclass(frozen=True)
class Work:
    """What one learner has: where the exercise begins, and what was made of it."""

    start: Files
    own: Files


@dataclass(frozen=True)
class Kind:
    """One way to hand in: the names of its entries, how one is written, and what is to become of it."""

    names: tuple[str, ...]
    lay: Lay
    status: str = "passed"
    branch: str = ""
    """The branch that a roster has to name."""


@dataclass(frozen=True)
class Written:
    """The class as it was written."""

    folder: Path
    roster: Path
    expected: dict[str, str] = field(default_factory=dict)
    """What is to become of each entry of the folder: its status."""

    @property
    def alike(self) -> list[set[str]]:
        """The entries that are copies of each other."""
        groups = [("cheat", 2), ("same", 2)]
        return [{f"{name}-{number}" for number in range(most)} for name, most in groups]


def class_as_met(place: Path, start: Files, right: Files, wrong: Sequence[Files]) -> Written:
    """Write the class into *place*, and a roster that names every entry beside it.

    *start* and *right* are the files of exercise 02, unsolved and solved; *wrong* are wrong answers.
    """
    folder = place / "class"
    folder.mkdir(parents=True)
    written = Written(folder, place / "roster.csv")
    wrong_ones, comment = cycle(wrong), 0
    with written.roster.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Name", "Submission", "Branch"])
        for kind in kinds():
            for name in kind.names:
                comment += 1
                own = {MODELS: right[MODELS] + f"\n# learner {comment}\n".encode()}
                answer = next(wrong_ones) if kind.status == "failed" else {**right, **own}
                if any(name in group for group in written.alike):
                    answer = right
                kind.lay(folder / name, Work(start, answer))
                written.expected[name] = kind.status
                table.writerow([name, f"class/{name}", kind.branch])
    return written


def kinds() -> Iterator[Kind]:
    """Yield every kind of entry of the class, 33 entries in all; ``school`` has other encodings."""
    # What always counted.
    yield Kind(_numbered("plain", 2), _plain)
    yield Kind(("emoji 🙂", 'Ünal "O\'Neil"', "--help", "new\nline"), _plain)
    yield Kind(("modules-at-the-top",), _with("node_modules", MOST_ENTRIES + 200))
    yield Kind(("environment-at-the-top",), _with(".venv/lib", 400))
    yield Kind(("database-and-caches",), _used)
    yield Kind(("dirty-clone",), _dirty)
    yield Kind(("committed-clone",), lambda at, work: cloned(at, work.own))
    yield Kind(("link-to-a-project",), _linked)
    # What was right and got no points.
    yield Kind(_numbered("nested", 1), lambda at, work: laid(at, below("project", work.own)))
    yield Kind(("from-a-mac",), lambda at, work: laid(
        at, {**below("project", work.own), "__MACOSX/project/app/._models.py": b"x"}
    ))  # fmt: skip
    yield Kind(_numbered("zip-in-folder", 1), lambda at, work: zipped(at / "work.zip", work.own))
    yield Kind(("fork.git",), _fork, branch=BRANCH)
    yield Kind(("clone-at-main",), _clone_at_main, branch=BRANCH)
    yield Kind(("modules-in-app",), _with("app/node_modules", 300))
    yield Kind(("environment-in-app",), _with("app/venv/lib", 300))
    # What was not named at all.
    yield Kind(
        ("learner_4711_081_work.zip",),
        lambda at, work: zipped(at, below("work", work.own)),
    )
    yield Kind(("lost-link",), lambda at, work: at.symlink_to("nowhere"), "not-handed-in")
    # What is not right.
    yield Kind(_numbered("wrong", 2), _plain, "failed")
    yield Kind(_numbered("empty", 1), lambda at, work: at.mkdir(), "not-handed-in")
    yield Kind(("notes-only",), lambda at, work: laid(at, {"notes.txt": b"x"}), "not-handed-in")
    yield Kind(("two-projects",), _two_projects, "error")
    # What is somebody else's, and what attacks.
    yield Kind(_numbered("cheat", 2), lambda at, work: cloned(at, work.own))
    yield Kind(_numbered("same", 2), _plain)
    for number, body in enumerate(ATTACKS):
        yield Kind((f"hostile-{number}",), _attacking(body), "failed")


def _numbered(name: str, most: int) -> tuple[str, ...]:
    return tuple(f"{name}-{number}" for number in range(most))


def _plain(at: Path, work: Work) -> None:
    laid(at, work.own)


def _with(folder: str, number: int) -> Lay:
    """Lay the work with *number* files of others in *folder*."""

    def lay(at: Path, work: Work) -> None:
        laid(at, work.own)
        (at / folder).mkdir(parents=True)
        for index in range(number):
            (at / folder / f"m{index}.py").touch()

    return lay


def _used(at: Path, work: Work) -> None:
    laid(at, {**work.own, "app/__pycache__/models.cpython-311.pyc": b"\0"})
    sqlite3.connect(at / "app.db").close()


def _dirty(at: Path, work: Work) -> None:
    """A clone of the start, with the work in it and nothing committed."""
    cloned(at, work.start)
    laid(at, work.own)


def _linked(at: Path, work: Work) -> None:
    elsewhere = at.parent.with_name("elsewhere")
    laid(elsewhere, work.own)
    at.symlink_to(elsewhere.resolve())


def _clone_at_main(at: Path, work: Work) -> None:
    """The start is checked out; the work is committed to the branch of the exercise."""
    cloned(at, work.start)
    git(at, "switch", "-qc", BRANCH)
    laid(at, work.own)
    git(at, "add", "-A")
    git(at, "commit", "-qm", "done")
    git(at, "switch", "-q", "main")


def _fork(at: Path, work: Work) -> None:
    """A bare repository; HEAD is at main, and the work is on the branch of the exercise."""
    clone = at.with_suffix(".work")
    _clone_at_main(clone, work)
    git(clone, "config", "core.bare", "true")
    (clone / ".git").rename(at)
    shutil.rmtree(clone)


def _two_projects(at: Path, work: Work) -> None:
    laid(at, {**below("old", work.start), **below("new", work.own)})


def _attacking(body: str) -> Lay:
    return lambda at, work: laid(at, {**work.own, REVISION_OF_ATTACK: attack("0002", body)})
