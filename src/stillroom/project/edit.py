"""Reading and writing one file of a learner's project, as an editor does; nothing is lost on the way."""

import os
import stat
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from tokenize import detect_encoding

from stillroom.errors import StillroomError
from stillroom.project.line_endings import with_ends_of
from stillroom.project.work_files import work_files
from stillroom.util.files import digest, read_plain, write
from stillroom.util.text import clean, with_plain_ends

FOLDERS = ("app", "migrations")
LARGEST_FILE = 100_000  # bytes
GONE = "gone"
"""The digest of a file that is not there."""
_BOM = b"\xef\xbb\xbf"
_saving = threading.Lock()  # two windows may save at once: the second one has to see the first


@dataclass(frozen=True)
class OpenFile:
    """A file as an editor shows it."""

    name: str
    """Its path in the project, with slashes."""
    text: str
    r"""Without a byte order mark, with ``\n`` at the end of each line."""
    digest: str
    """A fingerprint of its bytes; ``GONE`` where there is no file."""


class ChangedMeanwhile(StillroomError):
    """The file is not the one that was opened."""

    def __init__(self, on_disk: OpenFile) -> None:
        """*on_disk* is the file as it is now."""
        self.on_disk = on_disk
        super().__init__(
            f"{on_disk.name} is no longer there. Nothing was saved yet."
            if on_disk.digest == GONE
            else f"{on_disk.name} was changed on the disk meanwhile. "
            "Nothing was saved yet: choose one of the two."
        )


def files_to_edit(project: Path) -> Iterator[str]:
    """Yield the names of the files of *project* that can be edited here."""
    for path in work_files(project):
        name = path.relative_to(project).as_posix()
        with suppress(StillroomError, FileNotFoundError):
            if stat.S_ISREG(_place(project, name).lstat().st_mode):
                yield name


def open_file(project: Path, name: str) -> OpenFile:
    """Return the file *name* of *project*; raises StillroomError where it cannot be edited here."""
    content = _content(_place(project, name), name)
    if content is None:
        raise StillroomError(f"{clean(name, 200)}: there is no such file in the project")
    return _opened(name, content)


def on_disk(project: Path, name: str) -> OpenFile:
    """Return the file *name* of *project* as it is now, with the digest ``GONE`` where there is none."""
    return _on_disk(name, _content(_place(project, name), name))


def moved_to(project: Path, opened: str) -> str:
    """Return the name of the one file that holds what a file held as it was *opened*; else nothing."""
    same = []
    for name in files_to_edit(project):
        with suppress(StillroomError):
            now = on_disk(project, name)
            if now.text and now.digest == opened:
                same.append(name)
    return same[0] if len(same) == 1 else ""


def save_file(project: Path, name: str, text: str, opened: str) -> OpenFile:
    """Write *text* to the file *name* of *project*, if it still has the digest *opened*.

    The file keeps its byte order mark, the ends of its lines and its permissions. Raises
    ChangedMeanwhile, and StillroomError where it cannot be written.
    """
    path = _place(project, name)
    with _saving:
        before = _content(path, name)
        now = _on_disk(name, before)
        if now.digest != opened:
            raise ChangedMeanwhile(now)
        after = _edited(before or b"", text)
        if after != before:
            saved = _opened(name, after)  # what could not be opened again is not written
            _write(path, after)
            return saved
    return now


def _on_disk(name: str, content: bytes | None) -> OpenFile:
    return OpenFile(name, "", GONE) if content is None else _opened(name, content)


def _edited(before: bytes, text: str) -> bytes:
    mark = _BOM if before.startswith(_BOM) else b""
    original = before.removeprefix(_BOM).decode()
    return mark + with_ends_of(original, text).encode()


def _write(path: Path, content: bytes) -> None:
    try:
        mode = stat.S_IMODE(path.lstat().st_mode)
    except FileNotFoundError:
        mode = None
    if mode is not None and not os.access(path, os.W_OK):
        raise StillroomError(f"{path}: cannot be written: the file is read-only")
    write(path, content, mode=mode)


def _place(project: Path, name: str) -> Path:
    """Return where the file *name* is; no link leads there."""
    path = PurePosixPath(name)
    is_plain = path.as_posix() == name and not any(
        part.startswith(".") or not part.isprintable() or set(part) & set("\\:")
        for part in path.parts
    )
    if not is_plain or path.suffix != ".py" or path.parts[0] not in FOLDERS or len(path.parts) < 2:
        raise StillroomError(
            f"{clean(name, 200)}: only Python files below app/ and migrations/ are edited here"
        )
    for folder in path.parents:
        if (project / folder).is_symlink() and folder != PurePosixPath("."):
            raise StillroomError(f"{folder}/ is a link: open {name} in your own editor")
    return project / path


def _content(path: Path, name: str) -> bytes | None:
    """Return the bytes of a plain file; None where there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            raise StillroomError(f"{name} is a link or no file: open it in your own editor")
        return read_plain(path, LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StillroomError(f"{name} cannot be read: {error.strerror}") from error


def _opened(name: str, content: bytes) -> OpenFile:
    if len(content) > LARGEST_FILE:
        raise StillroomError(
            f"{name} is larger than {LARGEST_FILE // 1000} kB: open it in your own editor"
        )
    try:
        encoding, _ = detect_encoding(BytesIO(content).readline)
        text = content.removeprefix(_BOM).decode()
    except (SyntaxError, UnicodeDecodeError):
        encoding, text = "another", ""
    if encoding not in ("utf-8", "utf-8-sig") or "\0" in text:
        raise StillroomError(
            f"{name} is not text in UTF-8: open it in your own editor, and save it as UTF-8"
        )
    return OpenFile(name, with_plain_ends(text), digest({"": content}))
