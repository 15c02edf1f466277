"""Archives, unpacked safely: only Python files, only below a folder of our own, within limits.

Nothing is written but plain files with a relative path. What is larger than any file of a project
is not unpacked. Virtual environments and caches are passed over before anything is counted.
"""

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, cast

from stillroom.errors import StillroomError
from stillroom.submission.elsewhere import ENVIRONMENT_MARK, is_passed_over
from stillroom.submission.installed import PYPROJECT
from stillroom.submission.seen_hints import PROGRESS
from stillroom.util.files import open_plain
from stillroom.util.text import clean

SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".rar", ".7z")
"""How the names of archives end; the last two are told and not read."""
LARGEST_UNPACKED_FILE = 200_001
"""Bytes of one file: one more than a submission takes, so that a larger one is told as such."""
MOST_PYTHON_FILES = 2_000
MOST_BYTES = 20_000_000
"""Bytes of all files together that are unpacked."""
LARGEST_ARCHIVE = 50_000_000
"""Bytes of one archive in that of a class; a larger one is cut off, and told as damaged."""
MOST_BYTES_OF_A_CLASS = 2_000_000_000
LONGEST_STREAM = 500_000_000
"""Bytes that a tar archive may be, without its compression."""
MOST_MEMBERS = 100_000
_LARGEST_DIRECTORY = 20_000_000
"""Bytes of the list of a zip archive; it is read as a whole."""
_DEEPEST = 20
DEEPEST_ENTRY = 5
"""Folders down to which names are kept of what is no work: a class may lie in several, one in the other."""
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The compressions of zip that are unpacked piece by piece; the others may grow without end."""
_ENCRYPTED = 0x1
_OTHERS = {b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"%PDF": "a PDF document"}
_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, OSError,
    NotImplementedError, RuntimeError, ValueError, OverflowError, struct.error, LookupError,
)  # fmt: skip


class Unreadable(StillroomError):
    """Something was handed in that cannot be read; the text says what is the matter with it."""


@dataclass(frozen=True)
class _Member:
    """One entry of an archive."""

    path: str
    is_plain: bool
    """Whether it is a file: no link, no device."""
    size: int
    read: Callable[[int], bytes]
    """Return its first bytes, as many as are asked for."""


def is_archive_name(name: str) -> bool:
    """Tell whether *name* is what archives are called."""
    return name.lower().endswith(SUFFIXES)


def unpack(archive: Path, folder: Path) -> dict[str, str]:
    """Write the Python files of *archive* below *folder*.

    Return what looked like work and was left out, with the reason. Raises Unreadable.
    """
    return _unpacked(archive, folder, _is_work, MOST_PYTHON_FILES, MOST_BYTES)


def archive_inside(archive: Path) -> str | None:
    """Return the path of the first archive in *archive*, which can be read; None where there is none."""
    paths = (member.path for member in _opened(archive)())
    inside = (
        path
        for path in paths
        if is_archive_name(path) and not any(map(is_passed_over, _parts(path)))
    )
    return next((clean(path, 100) for path in inside), None)


def unpack_class(archive: Path, folder: Path) -> None:
    """Write what many learners have handed in from *archive* below *folder*: files and archives.

    What is left out of one submission is told when that one is read. Of any other file only the
    name is written, so that each entry of the class can be told. Raises Unreadable.
    """
    handed_in = partial(_is_handed_in, folder)
    _unpacked(archive, folder, handed_in, MOST_MEMBERS, MOST_BYTES_OF_A_CLASS)


def _unpacked(
    archive: Path,
    folder: Path,
    is_wanted: Callable[[_Member, set[str]], bool],
    most_files: int,
    most_bytes: int,
) -> dict[str, str]:
    """Write what *is_wanted* of *archive*; it is told of a member, and of the environments in it."""
    try:
        members = _opened(archive)
        environments = {
            _parent(member.path)
            for member in members()
            if PurePosixPath(member.path).name == ENVIRONMENT_MARK
        }
        wanted = (member for member in members() if is_wanted(member, environments))
        return _write(wanted, folder, most_files, most_bytes)
    except Unreadable:
        raise
    except _DAMAGE as error:
        said = clean(str(error), 100) or type(error).__name__
        raise Unreadable(f"the archive is damaged: {said}") from error


def _is_handed_in(folder: Path, member: _Member, environments: set[str]) -> bool:
    """Tell whether *member* is unpacked; of another one, leave the name of its entry below *folder*."""
    parts = _parts(member.path)
    if not parts or any(map(is_passed_over, parts[:-1])):
        return False
    if _is_work(member, environments) or is_archive_name(parts[-1]):
        return True
    if not _refused(member):
        entry = folder.joinpath(*parts[:DEEPEST_ENTRY])
        with contextlib.suppress(OSError, ValueError):  # no file can have this name here
            entry.parent.mkdir(parents=True, exist_ok=True)
            if len(parts) > DEEPEST_ENTRY or member.path.endswith("/"):
                entry.mkdir(exist_ok=True)
            else:
                entry.touch()
    return False


def _write(
    members: Iterable[_Member], folder: Path, most_files: int, most_bytes: int
) -> dict[str, str]:
    left_out: dict[str, str] = {}
    count = total = 0
    for member in members:
        count += 1
        if count > most_files:
            raise Unreadable(f"the archive holds more than {most_files} Python files")
        if reason := _refused(member):
            left_out[clean(member.path, 200)] = reason
            continue
        is_archive = is_archive_name(member.path)
        content = member.read(LARGEST_ARCHIVE if is_archive else LARGEST_UNPACKED_FILE)
        total += len(content)
        if total > most_bytes:
            raise Unreadable(f"the archive holds more than {most_bytes} bytes of Python files")
        path = folder.joinpath(*_parts(member.path))
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except (OSError, ValueError):
            left_out[clean(member.path, 200)] = "no file can have this name here"
    return left_out


def _is_work(member: _Member, environments: set[str]) -> bool:
    """Tell whether *member* is Python, or what else is looked at, outside of caches and environments."""
    path = PurePosixPath(member.path)
    if not (path.suffix == ".py" or path.name in (PYPROJECT, PROGRESS)):
        return False
    above = path.parts[:-1]
    return not any(part != ".." and is_passed_over(part) for part in above) and not any(
        "/".join(above[:length]) in environments for length in range(1, len(above) + 1)
    )


def _refused(member: _Member) -> str | None:
    parts = member.path.split("/")
    if member.path.startswith("/") or ".." in parts or ":" in parts[0] or "\0" in member.path:
        return "its path leads out of the archive"
    if len(parts) > _DEEPEST:
        return f"more than {_DEEPEST} folders deep"
    return None if member.is_plain else "a link or a device, not a file"


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part not in ("", ".")]


def _parent(path: str) -> str:
    return "/".join(_parts(path)[:-1])


def _opened(archive: Path) -> Callable[[], Iterator[_Member]]:
    """Return what yields the members of *archive*, by what it is and not by its name."""
    with open_plain(archive) as file:
        head = file.read(512)
    if head[:4] in (b"PK\3\4", b"PK\5\6"):
        return lambda: _zip(archive)
    for magic, opener in _COMPRESSIONS.items():
        if head.startswith(magic):
            return lambda: _tar(archive, opener)
    if head[257:262] == b"ustar":
        return lambda: _tar(archive, lambda file: file)
    kind = next((words for magic, words in _OTHERS.items() if head.startswith(magic)), None)
    raise Unreadable(
        f"this is {kind}, not a zip or tar archive" if kind
        else "this is no zip or tar archive, whatever its name says" if head
        else "the file is empty"
    )  # fmt: skip


def _zip(archive: Path) -> Iterator[_Member]:
    with open_plain(archive) as file:
        _check_directory(file)
        with zipfile.ZipFile(file) as opened:
            if len(opened.filelist) > MOST_MEMBERS:
                raise Unreadable(f"the archive has more than {MOST_MEMBERS} entries")
            for info in opened.filelist:
                kind = info.external_attr >> 28
                # Systems without such a mark write 0: a file.
                yield _Member(
                    _name(info), kind in (0, 8), info.file_size, partial(_of_zip, opened, info)
                )  # fmt: skip


def _of_zip(opened: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("the archive is encrypted; ask for one without a password")
    if info.compress_type not in _READ:
        raise Unreadable("the archive is compressed in an unusual way; ask for an ordinary zip")
    with opened.open(info) as file:
        return file.read(most)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the path of an entry; many programs write UTF-8 and do not say so."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.orig_filename
    return name.replace("\\", "/")


def _check_directory(file: IO[bytes]) -> None:
    """Raise Unreadable if the list of a zip archive is too long to be read."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - 65_557 - 76))
    tail = file.read()
    at = len(tail) - 22 if tail[-22:-18] == b"PK\5\6" else tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("the archive is damaged: its end is missing")
    sizes = [struct.unpack_from("<L", tail, at + 12)[0]]
    if at >= 76 and tail[at - 76 : at - 72] == b"PK\6\6":
        sizes = [struct.unpack_from("<Q", tail, at - 36)[0]]
    if max(sizes) > _LARGEST_DIRECTORY:
        raise Unreadable(f"the archive has more than {MOST_MEMBERS} entries")
    file.seek(0)


def _tar(archive: Path, opener: Callable[[IO[bytes]], IO[bytes]]) -> Iterator[_Member]:
    with open_plain(archive) as file:
        stream = _Bounded(opener(file))
        with tarfile.open(fileobj=stream, mode="r|") as opened:
            for number, info in enumerate(opened):
                if number >= MOST_MEMBERS:
                    raise Unreadable(f"the archive has more than {MOST_MEMBERS} entries")
                yield _Member(
                    info.name, info.isreg(), info.size, partial(_of_tar, opened, info)
                )  # fmt: skip
                vars(opened)["members"] = []  # they are kept otherwise, as many as there are


def _of_tar(opened: tarfile.TarFile, info: tarfile.TarInfo, most: int) -> bytes:
    file = opened.extractfile(info)
    return file.read(most) if file else b""


class _Bounded(io.RawIOBase):
    """A stream that ends with Unreadable where it is longer than any archive of a project."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = LONGEST_STREAM

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise Unreadable(f"the archive is longer than {LONGEST_STREAM} bytes")
        return content


_COMPRESSIONS: dict[bytes, Callable[[IO[bytes]], IO[bytes]]] = {
    b"\x1f\x8b": lambda file: cast("IO[bytes]", gzip.GzipFile(fileobj=file)),
    b"BZh": bz2.BZ2File,
    b"\xfd7zXZ\0": lzma.LZMAFile,
}
