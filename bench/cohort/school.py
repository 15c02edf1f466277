"""A class as it really hands in: every form, with right work, wrong work, none, and attacks."""

import gzip
import io
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from stillroom.authoring import projects

Files = Mapping[str, bytes]
Lay = Callable[[Path, Files], object]
ATTACK = "an attack"
MODELS = "app/models.py"
REVISION_OF_ATTACK = "migrations/versions/9999_attack.py"
_GIT = (
    "git",
    "-c",
    "user.name=a",
    "-c",
    "user.email=a@example.org",
    "-c",
    "init.defaultBranch=main",
)


def laid(folder: Path, files: Files) -> Path:
    """Write *files* below *folder*."""
    projects.write_all(dict(files), folder)
    return folder


def zipped(path: Path, files: Files) -> Path:
    """Write *files* as a zip archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tarred(path: Path, files: Files, *more: tarfile.TarInfo) -> Path:
    """Write *files*, and the headers *more*, as a tar archive, compressed as its name says."""
    kind = path.suffix.removeprefix(".").replace("tgz", "gz").replace("tar", "")
    with tarfile.open(path, f"w:{kind}") as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in more:
            archive.addfile(info)
    return path


def cloned(path: Path, files: Files) -> None:
    """Write a clone in which *files* are committed one folder deep, and checked out."""
    laid(path, files)
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-qm", "x")):
        git(path, *words)


def git(path: Path, *words: str) -> None:
    """Run Git in *path* as somebody."""
    subprocess.run([*_GIT, *words], cwd=path, check=True, capture_output=True)  # noqa: S603 - our own words


def bare(path: Path, files: Files) -> None:
    """Write a bare repository of *files*."""
    work = path.with_suffix(".work")
    cloned(work, files)
    (work / ".git").rename(path)
    shutil.rmtree(work)


def below(folder: str, files: Files) -> dict[str, bytes]:
    """Return *files* below *folder*."""
    return {f"{folder}/{name}": content for name, content in files.items()}


def with_each_file(files: Files, change: Callable[[bytes], bytes]) -> dict[str, bytes]:
    """Return *files*, with the Python files changed."""
    return {
        name: change(content) if name.endswith(".py") else content
        for name, content in files.items()
    }


FORMS: dict[str, Lay] = {
    "plain-{}": laid,
    "crlf-{}": lambda at, files: laid(at, with_each_file(files, lambda text: text.replace(b"\n", b"\r\n"))),
    "bom-{}": lambda at, files: laid(at, with_each_file(files, lambda text: b"\xef\xbb\xbf" + text)),
    "emoji 🙂 {}": laid,
    "deeper-{}": lambda at, files: laid(at, below("project", files)),
    "two-deeper-{}": lambda at, files: laid(at, below("a/b", files) | {"__MACOSX/a/x": b"x"}),
    "venv-{}": lambda at, files: laid(
        at,
        dict(files) | {f"app/.venv/lib/m{number}.py": b"x" for number in range(400)}
        | {"app/mine/pyvenv.cfg": b"", "app/mine/x.py": b"import nothing_at_all"},
    ),
    "Moodle {}_123{}_assignsubmission_file_": lambda at, files: zipped(
        at / "work.zip", below("work", files) | {"__MACOSX/work/app/._models.py": b"x"}
    ),
    "canvas{}_4711_08{}_work.zip": zipped,
    "Exercise 2_board{}_attempt_2026-11-01-10-00-00_w.zip": zipped,
    "hub{}-main.zip": lambda at, files: zipped(at, below("hub-main", files)),
    "tar-{}.tar.gz": tarred,
}  # fmt: skip
GIT_FORMS: dict[str, Lay] = {"clone-{}": cloned, "bare-{}.git": bare}
_UNREADABLE: dict[str, Lay] = {
    "damaged-{}.zip": lambda at, files: at.write_bytes(b"PK\3\4 and no more"),
    "no-zip-{}.zip": lambda at, files: at.write_bytes(b"Rar!\x1a\x07\0"),
    "two-projects-{}": lambda at, files: laid(at, below("a", files) | below("b", files)),
}
_ABSENT: dict[str, Lay] = {
    "endless-{}.tgz": lambda at, files: at.write_bytes(gzip.compress(b"\0" * 3_000_000)),
    "empty-{}": lambda at, files: at.mkdir(),
    "notes-only-{}": lambda at, files: laid(at, {"notes.txt": b"x"}),
    "lost-{}": lambda at, files: at.symlink_to(at.with_name("nowhere")),
}


@dataclass(frozen=True)
class Kind:
    """One way to hand in: how the entry is called, how it is written, and what is to become of it."""

    name: str
    lay: Lay
    status: str


def kinds(*, git: bool = True) -> list[Kind]:
    """Return every kind of entry; without *git*, none that takes a process to write."""
    groups: tuple[tuple[dict[str, Lay], str], ...] = (
        (FORMS | (GIT_FORMS if git else {}), "passed"),
        ({"wrong-{}": laid, "wrong-zip-{}.zip": zipped}, "failed"),
        (_UNREADABLE, "error"),
        (_ABSENT, "not-handed-in"),
        ({"stray-{}.txt": lambda at, files: at.write_bytes(b"x")}, "left-out"),
    )
    return [Kind(name, lay, status) for forms, status in groups for name, lay in forms.items()]


def school(
    place: Path,
    right: Files,
    wrong: Sequence[Files],
    number: int,
    *,
    attacks: Sequence[bytes] = (),
    hostile: int = 0,
    git: bool = True,
) -> dict[str, str]:
    """Write a class of *number* entries into *place*; return what is to become of each: its status.

    It goes through the kinds in turn; each right answer has a comment of its own. *hostile* of the
    entries have a revision of *attacks*. What becomes of those is their affair: their status is ``ATTACK``.
    """
    place.mkdir()
    ways, wrong_ones, attacking = kinds(git=git), cycle(wrong), cycle(attacks)
    expected: dict[str, str] = {}
    for entry in range(number):
        index = entry // len(ways)
        kind = ways[entry % len(ways)]
        if hostile and (entry * hostile) % number < hostile:
            name = f"hostile-{entry}"
            laid(place / name, {**right, REVISION_OF_ATTACK: next(attacking)})
            expected[name] = ATTACK
            continue
        own = {MODELS: right[MODELS] + f"\n# learner {entry}\n".encode()}
        files = next(wrong_ones) if kind.status == "failed" else {**right, **own}
        name = kind.name.format(index, index)
        kind.lay(place / name, files)
        expected[name] = kind.status
    return expected
