"""The progress file: nothing is lost by damage, by several writers, or by a kill at any moment."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from stillroom.errors import StillroomError
from stillroom.project.progress import FILE, Card, Progress, Stuck
from stillroom.project.progress_file import changed, load_progress, save_progress
from stillroom.project.progress_transfer import export, import_
from stillroom.util import locks


def child(script: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """Start *script* in a Python of its own; it finds *arguments* in ``sys.argv[1:]``."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach and only its owner can write to."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)
        os.chmod(name, 0o755)


def names(folder: Path) -> list[str]:
    """The files of *folder*."""
    return sorted(path.name for path in folder.iterdir())


def test_everything_comes_back(tmp_path: Path) -> None:
    """What is written is what is read."""
    before = Progress(
        current="b", only="a", passed=["a"], hints={"b": [1, 2], "c": [4, 1]}, read=["flow"], predicted={"step-1": False},
        cards={"q": Card(box=2, due=date(2026, 3, 1), right=1, wrong=1)},
    )  # fmt: skip
    save_progress(before, tmp_path)
    assert load_progress(tmp_path) == (before, None)
    written = json.loads((tmp_path / FILE).read_text())
    assert written["version"] == 1
    assert written["hints"] == {"b": 2, "c": [4, 1]}  # the first two are two; others are named


def test_a_file_without_a_version_is_read(tmp_path: Path) -> None:
    """The files of the first days had none."""
    (tmp_path / FILE).write_text('{"current": "a", "passed": ["a"], "hints": {"a": 1}}')
    assert load_progress(tmp_path) == (Progress(current="a", passed=["a"], hints={"a": [1]}), None)


def test_no_change_writes_no_file(tmp_path: Path) -> None:
    """Looking at progress leaves the project as it was; so does a change that fails."""
    with changed(tmp_path):
        pass
    with pytest.raises(ZeroDivisionError), changed(tmp_path) as progress:
        progress.current = str(1 / 0)
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "content",
    [
        b"{broken", b"", b"[]", b"\xff\xfe", b"[" * 100_000, b'{"passed": 3}', b'{"hints": {"a": -1}}',
        b'{"version": "new"}', b'{"current": "\\ud800"}', b'{"cards": {"q": {"box": 9, "due": "2026-01-01"}}}',
        b'{"cards": {"q": {"box": 1, "due": "soon"}}}', b" " * 1_000_001,
    ],
)  # fmt: skip
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """It is kept as it is, beside an earlier damaged one, and said in one line."""
    for name in (".damaged", ".damaged-2"):
        (tmp_path / FILE).write_bytes(content)
        progress, said = load_progress(tmp_path)
        assert progress == Progress()
        assert said == f"{FILE} was damaged. It is kept as {FILE}{name}; progress starts anew."
    assert names(tmp_path) == [f"{FILE}.damaged", f"{FILE}.damaged-2"]
    assert (tmp_path / f"{FILE}.damaged").read_bytes() == content


def test_a_later_version_is_set_aside(tmp_path: Path) -> None:
    """It is not damaged, and is kept under a name that says so, by a change too."""
    for name in (".later", ".later-2"):
        (tmp_path / FILE).write_text('{"version": 2, "current": {"a": "b"}}')
        with changed(tmp_path) as progress:
            progress.current = "a"
        assert (tmp_path / f"{FILE}{name}").read_text() == '{"version": 2, "current": {"a": "b"}}'
    (tmp_path / FILE).write_text('{"version": 2}')
    _, said = load_progress(tmp_path)
    assert said is not None
    assert "of a later version of stillroom. It is kept as .stillroom.json.later-3" in said


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_set_aside(tmp_path: Path, make: object) -> None:
    """A folder or a pipe of that name neither stops the learner nor is waited for."""
    assert callable(make)
    make(tmp_path / FILE)
    progress, said = load_progress(tmp_path)
    assert progress == Progress()
    assert said is not None
    assert names(tmp_path) == [f"{FILE}.damaged"]


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    """Reading says it, and changing says it."""
    with pytest.raises(StillroomError, match="no such folder"):
        load_progress(tmp_path / "nowhere")
    said = r"\.stillroom\.json: cannot be written"
    with pytest.raises(StillroomError, match=said), changed(tmp_path / "nowhere"):
        pass


READ_ONLY = """
import os, sys
from pathlib import Path
from stillroom.errors import StillroomError
from stillroom.project.progress_file import changed, load_progress
if os.geteuid() == 0:
    os.setuid(65534)  # root may write everywhere
try:
    print(load_progress(Path(sys.argv[1]))[0].current)
    with changed(Path(sys.argv[1])) as progress:
        progress.current = "b"
except StillroomError as error:
    print(error)
"""


def test_a_read_only_folder_is_one_line(open_folder: Path) -> None:
    """Progress can be read there; a change says that it cannot be written, and nothing changes."""
    save_progress(Progress(current="a"), open_folder)
    os.chmod(open_folder, 0o555)
    out, error = child(READ_ONLY, open_folder).communicate(timeout=60)
    assert error == ""
    assert out.splitlines() == ["a", f"{open_folder / FILE}: cannot be written: Permission denied"]
    assert names(open_folder) == [FILE]


MANY = """
import sys
from pathlib import Path
from stillroom.project.progress_file import changed
print("ready", flush=True)
sys.stdin.readline()
for number in range(50):
    with changed(Path(sys.argv[1])) as progress:
        progress.read.append(f"{sys.argv[2]}-{number}")
        progress.beginnings += 1
"""


def test_several_writers_lose_nothing(tmp_path: Path) -> None:
    """Four processes change the file fifty times each, at once: all two hundred changes are there."""
    writers = [child(MANY, tmp_path, name) for name in "abcd"]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("go\n")
        writer.stdin.flush()
    for writer in writers:
        assert writer.communicate(timeout=120)[1] == ""
    progress, said = load_progress(tmp_path)
    assert said is None
    assert progress.beginnings == 200
    assert sorted(progress.read) == sorted(f"{letter}-{n}" for letter in "abcd" for n in range(50))
    for letter in "abcd":
        assert [name for name in progress.read if name[0] == letter] == [
            f"{letter}-{n}" for n in range(50)
        ]
    assert names(tmp_path) == [FILE]


STOPPED = """
import os, sys
from pathlib import Path
from stillroom.project.progress_file import changed
real = os.replace
def stop(*names):
    if sys.argv[2] == "after":
        real(*names)
    print("there", flush=True)
    sys.stdin.readline()
os.replace = stop
with changed(Path(sys.argv[1])) as progress:
    progress.current = "new"
"""


@pytest.mark.parametrize(("moment", "current"), [("before", "old"), ("after", "new")])
def test_a_kill_in_the_middle_of_a_save(tmp_path: Path, moment: str, current: str) -> None:
    """The file is the old one or the new one; what lies about is swept by the next change."""
    save_progress(Progress(current="old"), tmp_path)
    writer = child(STOPPED, tmp_path, moment)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "there\n"
    assert f"{FILE}.lock" in names(tmp_path)
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    assert load_progress(tmp_path) == (Progress(current=current), None)
    with changed(tmp_path) as progress:
        progress.current = "newer"
    assert names(tmp_path) == [FILE]


def test_only_leftovers_of_its_own_are_swept(tmp_path: Path) -> None:
    """A file of a like name is nobody's leftover."""
    kept = [".stillroom.json.mine", "..stillroom.json.notes.txt", "..stillroom.jsonx12345678"]
    for name in (*kept, "..stillroom.json.ab12_cd9"):
        (tmp_path / name).write_text("")
    with changed(tmp_path) as progress:
        progress.current = "a"
    assert names(tmp_path) == sorted([*kept, FILE])


def test_export_and_import(tmp_path: Path) -> None:
    """Import replaces; the earlier progress is kept, every time; the project's own exercise stays."""
    theirs, ours = tmp_path / "theirs", tmp_path / "ours"
    theirs.mkdir()
    ours.mkdir()
    save_progress(Progress(current="b", passed=["a"], only="b", read=["flow"]), theirs)
    export(theirs, tmp_path / "kept.json")
    assert import_(ours, tmp_path / "kept.json") is None
    assert load_progress(ours)[0] == Progress(current="b", passed=["a"], read=["flow"])
    save_progress(Progress(current="mine", only="c"), ours)
    assert import_(ours, tmp_path / "kept.json") == ".stillroom.json.earlier"
    assert import_(ours, tmp_path / "kept.json") == ".stillroom.json.earlier-2"
    assert json.loads((ours / ".stillroom.json.earlier").read_text())["current"] == "mine"
    assert load_progress(ours)[0] == Progress(current="b", passed=["a"], only="c", read=["flow"])


def test_what_belongs_to_the_project_is_not_imported(tmp_path: Path) -> None:
    """What the last check of another project found, and the steps that were done there."""
    file, here = tmp_path / "exported.json", tmp_path / "here"
    here.mkdir()
    there = Progress(passed=["a"], stuck=Stuck(exercise="a", code="x"), done={"a": [8]})
    file.write_text(there.text())
    save_progress(Progress(done={"b": [2]}), here)
    import_(here, file)
    assert load_progress(here)[0] == Progress(passed=["a"], done={"b": [2]})


def test_export_overwrites_nothing(tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    (tmp_path / "mine.py").write_text("work")
    with pytest.raises(StillroomError, match="is there already"):
        export(tmp_path, tmp_path / "mine.py")
    with pytest.raises(StillroomError, match="cannot be written"):
        export(tmp_path, tmp_path / "nowhere" / "kept.json")
    assert (tmp_path / "mine.py").read_text() == "work"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{broken", "it is no JSON"),
        ('{"version": 7}', "a later version"),
        ('{"passed": 3}', "passed: Input should be a valid array"),
        ('{"name": "not ours"}', "holds no progress"),
    ],
)
def test_a_bad_import_changes_nothing(tmp_path: Path, content: str, said: str) -> None:
    """The file is looked at first."""
    save_progress(Progress(current="mine"), tmp_path)
    (tmp_path / "bad.json").write_text(content)
    with pytest.raises(StillroomError, match=said):
        import_(tmp_path, tmp_path / "bad.json")
    assert names(tmp_path) == [FILE, "bad.json"]
    assert load_progress(tmp_path)[0].current == "mine"


def test_an_import_of_a_damaged_project_keeps_both(tmp_path: Path) -> None:
    """What was damaged before is set aside, not thrown away."""
    (tmp_path / "kept.json").write_text(Progress(current="a").text())
    (tmp_path / FILE).write_text("{broken")
    assert import_(tmp_path, tmp_path / "kept.json") is None
    assert names(tmp_path) == [FILE, f"{FILE}.damaged", "kept.json"]


def test_two_who_find_the_damage_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes second finds a good file again, and leaves it where it is."""
    (tmp_path / FILE).write_text("{broken")
    real = locks.acquire

    def late(path: Path) -> object:
        monkeypatch.setattr(locks, "acquire", real)
        load_progress(tmp_path)
        save_progress(Progress(current="a"), tmp_path)
        return real(path)

    monkeypatch.setattr(locks, "acquire", late)
    assert load_progress(tmp_path) == (Progress(current="a"), None)
    assert names(tmp_path) == [FILE, f"{FILE}.damaged"]
