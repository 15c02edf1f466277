"""Several files of a project replaced and removed at once: all of them, or none."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path, PurePosixPath

from stillroom.errors import StillroomError


@contextmanager
def replaced(project: Path, files: Mapping[str, bytes], removed: Sequence[str]) -> Iterator[None]:
    """Write *files* (path in *project* to content) and take *removed* away, then run the block.

    If anything fails, the block included, everything is put back. Every new file is written in a
    folder beside before the first of the old ones is moved there; no old file is deleted before the
    block has ended well. Raises StillroomError for a link or a folder in the way, and OSError.
    """
    for path in (*files, *removed):
        _refuse_what_is_no_file(project, path)
    with _naming(project):
        beside = Path(tempfile.mkdtemp(dir=project, prefix=".stillroom-start-"))
    new, old = beside / "new", beside / "old"
    try:
        with _naming(project):
            old.mkdir()
            _stage(files, new)
        with ExitStack() as undo:
            for number, path in enumerate([*files, *removed]):
                _set_aside(project / path, old / str(number), undo)
            for number, path in enumerate(files):
                _lay(new / str(number), project / path, undo)
            yield
            undo.pop_all()
    except BaseException as error:
        shutil.rmtree(new, ignore_errors=True)
        with suppress(OSError):
            old.rmdir()
            beside.rmdir()
        if beside.exists():
            raise StillroomError(f"{error}; not every file was put back: look in {old}") from error
        raise
    shutil.rmtree(beside, ignore_errors=True)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Name *path* in an error of the block, which would name a file that only this module knows."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _stage(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the content of *files* to the new *folder*, under their numbers in order."""
    folder.mkdir()
    for number, content in enumerate(files.values()):
        (folder / str(number)).write_bytes(content)


def _refuse_what_is_no_file(project: Path, path: str) -> None:
    """Raise StillroomError where *path* leads through a link, or where something else has its name."""
    for folder in reversed(PurePosixPath(path).parents[:-1]):
        if (project / folder).is_symlink():
            raise StillroomError(f"{folder}: is a link; put a folder of the project in its place")
        if os.path.lexists(project / folder) and not (project / folder).is_dir():
            raise StillroomError(f"{folder}: is no folder; move it away")
    if (project / path).is_symlink():
        raise StillroomError(f"{path}: is a link; put a file of the project in its place")
    if os.path.lexists(project / path) and not (project / path).is_file():
        raise StillroomError(f"{path}: is no file; move it away")


def _set_aside(path: Path, beside: Path, undo: ExitStack) -> None:
    if path.exists():
        with _naming(path):
            os.rename(path, beside)
        undo.callback(os.rename, beside, path)


def _lay(staged: Path, path: Path, undo: ExitStack) -> None:
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir()
            undo.callback(folder.rmdir)
    with _naming(path):
        os.rename(staged, path)
    undo.callback(path.unlink)
