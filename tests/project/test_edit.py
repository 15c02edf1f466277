"""A file of the project is opened and saved as an editor does; nothing is lost, and no link is followed."""

import os
import sys
from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.project.edit import (
    GONE,
    ChangedMeanwhile,
    files_to_edit,
    moved_to,
    on_disk,
    open_file,
    save_file,
)
from stillroom.project.line_endings import with_ends_of

pytestmark = pytest.mark.fast
NAME = "app/models.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("app", "migrations/versions"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / NAME).write_bytes(b"x = 1\n")
    return tmp_path


def saved(project: Path, before: bytes, text: str) -> bytes:
    (project / NAME).write_bytes(before)
    save_file(project, NAME, text, open_file(project, NAME).digest)
    return (project / NAME).read_bytes()


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        (b"a\nb\n", "a\nc\n", b"a\nc\n"),
        (b"a\r\nb", "a\nc\nd", b"a\r\nc\r\nd"),
        (b"a\rb\r", "a\r\nc\r\n", b"a\rc\r"),
        (b"\xef\xbb\xbfa\n", "b\n", b"\xef\xbb\xbfb\n"),
        (b"", "a\n", b"a\n"),
        (b"a\n", "", b""),
        (b"a\n", "a = '\u2028\x0c'\n", "a = '\u2028\x0c'\n".encode()),
        (b"# coding: utf-8\n", "# \xfc\n", "# \xfc\n".encode()),
    ],
)
def test_what_is_saved_keeps_the_mark_and_the_ends_of_lines(
    project: Path, before: bytes, typed: str, after: bytes
) -> None:
    """A form of a browser sends other ends of lines than the file has."""
    assert saved(project, before, typed) == after


def test_each_line_of_a_mixed_file_keeps_its_own_end() -> None:
    original = "a\r\nb\nc\r\nd\n"
    assert with_ends_of(original, "a\nb\nc\nd\n") == original
    assert with_ends_of(original, "a\nb\nnew\nc\nd\n") == "a\r\nb\nnew\nc\r\nd\n"
    assert with_ends_of(original, "b\nc\nd") == "b\nc\r\nd"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are another thing there")
def test_the_permissions_stay(project: Path) -> None:
    (project / NAME).chmod(0o751)
    saved(project, b"a\n", "b\n")
    assert (project / NAME).stat().st_mode & 0o777 == 0o751
    assert os.listdir(project / "app") == ["models.py"]


def test_a_file_that_was_changed_meanwhile_is_kept(project: Path) -> None:
    """Both texts are there to choose from; the choice is for the one that was seen."""
    opened = open_file(project, NAME)
    (project / NAME).write_bytes(b"theirs\n")
    with pytest.raises(ChangedMeanwhile, match="was changed") as conflict:
        save_file(project, NAME, "mine\n", opened.digest)
    seen = conflict.value.on_disk
    assert (seen.text, (project / NAME).read_bytes()) == ("theirs\n", b"theirs\n")
    assert save_file(project, NAME, "mine\n", seen.digest).text == "mine\n"
    with pytest.raises(ChangedMeanwhile):
        save_file(project, NAME, "again\n", seen.digest)
    (project / NAME).unlink()
    with pytest.raises(ChangedMeanwhile, match="no longer there") as conflict:
        save_file(project, NAME, "mine\n", opened.digest)
    assert conflict.value.on_disk.digest == GONE
    save_file(project, NAME, "mine\n", GONE)
    assert (project / NAME).read_bytes() == b"mine\n"


def test_a_file_with_another_name_is_found_by_what_it_holds(project: Path) -> None:
    """The one file that holds it; of several, or of empty ones, nobody can tell."""
    (project / NAME).write_bytes(b"mine\n")
    opened = open_file(project, NAME).digest
    (project / NAME).rename(project / "app" / "other.py")
    assert on_disk(project, NAME).digest == GONE
    assert moved_to(project, opened) == "app/other.py"
    (project / "app" / "copy.py").write_bytes(b"mine\n")
    assert moved_to(project, opened) == ""
    (project / "app" / "empty.py").touch()
    assert moved_to(project, open_file(project, "app/empty.py").digest) == ""


@pytest.mark.parametrize(
    "name",
    ["", "noxfile.py", "app", "app/", "app/models.txt", "app/../secret.py", "/app/models.py", "app//models.py",
     "app/.hidden.py", "app\\models.py", "app/c:.py", "app/\0.py", "./app/models.py", "tests/app/x.py"],
)  # fmt: skip
def test_only_python_files_of_the_two_folders_are_edited(project: Path, name: str) -> None:
    with pytest.raises(StillroomError, match="only Python files"):
        open_file(project, name)
    with pytest.raises(StillroomError, match="only Python files"):
        save_file(project, name, "", GONE)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xff\n", "not text in UTF-8"),
        (b"\0", "not text in UTF-8"),
        (b"\xff\xfea\0", "not text in UTF-8"),
        (b"# coding: latin-1\nx = 1\n", "not text in UTF-8"),
        (b"#" * 100_001, "larger than 100 kB"),
    ],
)
def test_what_is_not_edited_here_is_one_line_and_stays(
    project: Path, content: bytes, words: str
) -> None:
    (project / NAME).write_bytes(content)
    with pytest.raises(StillroomError, match=words) as refused:
        open_file(project, NAME)
    assert "\n" not in str(refused.value)
    with pytest.raises(StillroomError, match=words):
        save_file(project, NAME, "x", GONE)
    assert (project / NAME).read_bytes() == content


@pytest.mark.parametrize("typed", ["# coding: latin-1\n", "\0", "#" * 100_001])
def test_what_could_not_be_opened_again_is_not_written(project: Path, typed: str) -> None:
    with pytest.raises(StillroomError):
        saved(project, b"x\n", typed)
    assert (project / NAME).read_bytes() == b"x\n"


def test_no_link_is_followed(project: Path) -> None:
    """Neither one in the place of the file, nor one in the place of a folder."""
    outside = project / "outside"
    outside.mkdir()
    (outside / "x.py").write_bytes(b"secret\n")
    (project / "app" / "x.py").symlink_to(outside / "x.py")
    (project / "app" / "deep").symlink_to(outside)
    (project / "app" / "folder.py").mkdir()
    for name in ("app/x.py", "app/deep/x.py", "app/folder.py"):
        with pytest.raises(StillroomError, match="your own editor"):
            open_file(project, name)
        with pytest.raises(StillroomError, match="your own editor"):
            save_file(project, name, "mine", GONE)
    assert (outside / "x.py").read_bytes() == b"secret\n"
    assert list(files_to_edit(project)) == [NAME]
