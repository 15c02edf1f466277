"""Files: one atomic write, one bounded read that follows no link, one reader of folders, one digest."""

import errno
import fnmatch
import hashlib
import io
import os
import re
import stat
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from stillroom.errors import StillroomError

NO_FILE = "a pipe, a socket or a device"
"""What is there and is neither a file nor a folder, in words."""
LONGEST_READABLE = 120  # bytes: room for an end, and for what tells two names apart
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
"""Names that mean something else on Windows, in small letters."""
_TEMPORARY = re.compile(r"\.(?P<name>.+)\.\w{8}")  # what write() makes on its way


def write(
    path: Path,
    content: str | bytes,
    *,
    durable: bool = False,
    private: bool = False,
    mode: int | None = None,
) -> None:
    """Write *content* to *path* as a whole or not at all; text is written as UTF-8.

    *durable*: the bytes are on the disk before the file has its name, so that a power cut leaves the
    old file or the new one. *private*: nobody but the owner may read a new file. *mode*: the
    permissions of the new file, whatever new files get otherwise. Raises StillroomError.
    """
    data = content.encode() if isinstance(content, str) else content
    temporary = path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    first_mode = 0o600 if private else 0o666
    try:
        try:
            with open(
                temporary, "xb", opener=lambda name, flag: os.open(name, flag, first_mode)
            ) as file:
                file.write(data)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            if mode is not None:
                os.chmod(temporary, mode)
            os.replace(temporary, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise StillroomError(f"{path}: cannot be written: {error.strerror}") from error


def write_output(path: Path, text: str) -> None:
    """Write *text* to *path*, a name that the user chose for a report; raises StillroomError.

    A link is followed, and the file that it leads to is written as a whole or not at all. What is
    no plain file, such as a pipe or a device, is written to as it is, and so is the file that
    standard output or standard error already goes to.
    """
    try:
        stream = _stream(path)
        if stream is None:
            write(_end_of_links(path), text)
            return
        with open(stream, "wb", opener=_open_as_it_is) as opened:
            opened.write(text.encode())
    except OSError as error:
        raise StillroomError(f"{path}: cannot be written: {error.strerror}") from error


def write_files(path: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* into the folder *path*, which may hold others, or as an archive if it ends with .zip.

    Raises StillroomError.
    """
    if path.suffix.lower() == ".zip":
        write(path, zipped(files))
        return
    for name, content in files.items():
        file = path / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StillroomError(
                f"{file.parent}: cannot be made: {error.strerror}; name another folder"
            ) from error
        write(file, content)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return *files* as a zip archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100755 if content.startswith(b"#!") else 0o100644) << 16
            entry.create_system, entry.compress_type = 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def can_write_output(path: Path) -> bool:
    """Tell whether ``write_output`` can write to *path*, as far as it is known without trying."""
    try:
        if path.exists() and not path.is_file():
            return not path.is_dir() and os.access(path, os.W_OK)
        return os.access(_end_of_links(path).parent, os.W_OK)
    except OSError:
        return False


def leftovers(folder: Path, names: str) -> list[Path]:
    """Return what killed calls of ``write`` left in *folder* for files like *names*, a pattern."""
    return [
        path
        for path in folder.iterdir()
        if (match := _TEMPORARY.fullmatch(path.name)) and fnmatch.fnmatchcase(match["name"], names)
    ]


def open_plain(path: Path, flags: int = 0) -> BinaryIO:
    """Open a plain file to read it; raises OSError for anything else. A pipe does not block."""
    extra = flags | getattr(os, "O_NONBLOCK", 0)
    file = open(path, "rb", opener=lambda name, usual: os.open(name, usual | extra))  # noqa: SIM115 - the caller closes it
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise OSError(errno.EINVAL, f"this is {NO_FILE}", str(path))


def read_plain(path: Path, most: int) -> bytes:
    """Return at most *most* bytes of a plain file; raises OSError, also for a link.

    Neither a link that was put there after a check is followed, nor does a pipe block.
    """
    with open_plain(path, getattr(os, "O_NOFOLLOW", 0)) as file:
        return file.read(most)


def plain_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield each file below *folder*, sorted, as its relative path with slashes and its place.

    What Python compiles on its way is not among them.
    """
    for path in sorted(folder.rglob("*")):
        if path.suffix != ".pyc" and "__pycache__" not in path.parts and path.is_file():
            yield path.relative_to(folder).as_posix(), path


def read_folder(folder: Path) -> dict[str, bytes]:
    """Return each file below *folder*: its relative path with slashes, and its content."""
    return {name: path.read_bytes() for name, path in plain_files(folder)}


def readable_names(names: Iterable[str]) -> dict[str, str]:
    """Return a file name, without an end, for each of *names*, in its own letters of any language.

    Every file system takes it. No two are the same, also where capital letters do not count.
    """
    wanted = {name: _readable(name) for name in names}
    count = Counter(file.casefold() for file in wanted.values())
    return {
        name: f"{file}~{hashlib.sha256(encoded(name)).hexdigest()[:8]}"
        if count[file.casefold()] > 1
        else file
        for name, file in wanted.items()
    }


def _readable(name: str) -> str:
    """Return *name* with nothing but letters, digits, blanks and a few marks; not so long as it may be."""
    letters = (
        letter if unicodedata.category(letter)[0] in "LMN" or letter in " ._-" else "-"
        for letter in unicodedata.normalize("NFC", name)
    )
    short = encoded("".join(letters))[:LONGEST_READABLE].decode("utf-8", "ignore")
    file = re.sub(r"-{2,}", "-", short).strip(" .-") or "unnamed"
    return f"{file}_" if RESERVED.fullmatch(file.casefold()) else file


def digest(files: Mapping[str, bytes]) -> str:
    """Return a fingerprint of *files*, name to content: equal if and only if all of them are equal."""
    total = hashlib.sha256()
    for name, content in sorted(files.items()):
        total.update(encoded(name) + f"\0{len(content)}\0".encode() + content)
    return total.hexdigest()


def encoded(name: str) -> bytes:
    """Return a file's *name* as bytes, whatever a file system allows in it."""
    try:
        return name.encode("utf-8", "surrogateescape")  # bytes that are not UTF-8, on POSIX
    except UnicodeEncodeError:
        return name.encode("utf-8", "surrogatepass")  # half a character, on Windows


def _stream(path: Path) -> Path | int | None:
    """Return what to open where *path* must be written to as it is; None for a plain file or none."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    for standard in (1, 2):
        with suppress(OSError):
            if os.path.samestat(status, os.fstat(standard)):
                return os.dup(standard)
    return None if stat.S_ISREG(status.st_mode) else path


def _open_as_it_is(name: str, flags: int) -> int:
    return os.open(name, flags & ~(os.O_CREAT | os.O_TRUNC))


def _end_of_links(path: Path) -> Path:
    """Return the place that *path* leads to; raises OSError for links in a circle."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
