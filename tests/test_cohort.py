"""A cohort: what is gathered, what is kept, what goes on after an interruption, what is summed up."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import unicodedata
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stillroom.authoring import projects
from stillroom.cohort import bare, gather, keep, progress, run, summary, work
from stillroom.cohort.keep import Kept, Results, Stamp
from stillroom.course import Course
from stillroom.errors import StillroomError
from stillroom.reports import summary as reports
from stillroom.result import Result
from stillroom.sandbox import Tier
from stillroom.submission import LARGEST_FILE, MOST_FILES, Submission

ROOT = Path(__file__).parents[1]
MODELS, REVISION = "app/models.py", "migrations/versions/0002_add_email_column.py"
SECONDS = 4321  # a time limit that no other command line holds
Answer = subprocess.CompletedProcess[str]


def command(place: Path, results: Path, *more: str | Path) -> list[str]:
    """Return the command line that grades *place* on exercise 02."""
    words = [place, "--exercise", "02", "--results", results, *more]
    return [sys.executable, "-m", "stillroom", "cohort", *map(str, words)]


def cohort(place: Path, results: Path, *more: str | Path, **environment: str) -> Answer:
    """Grade *place* in a process of its own."""
    return subprocess.run(
        command(place, results, *more),
        capture_output=True, text=True, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def solved(root: Path, course: Course) -> projects.Files:
    """Exercise 02, solved."""
    return projects.solved(root, course.find("02"))


@pytest.fixture(scope="module")
def started(root: Path, course: Course) -> projects.Files:
    """The start of exercise 02."""
    return projects.start(root, course.find("02"))


UPGRADE = b'def upgrade() -> None:\n    """Upgrade schema."""\n'


def with_upgrade(files: projects.Files, line: str) -> projects.Files:
    """Return *files* with *line* at the beginning of the newest upgrade."""
    assert UPGRADE in files[REVISION]
    begun = UPGRADE + f"    {line}\n".encode()
    return files | {REVISION: files[REVISION].replace(UPGRADE, begun)}


@pytest.fixture(scope="module")
def batch(solved: projects.Files, started: projects.Files, tmp_path_factory: Any) -> Path:  # noqa: ANN401 - pytest's own
    """A class of twelve: right, not begun, broken, hostile, and empty."""
    place: Path = tmp_path_factory.mktemp("batch")
    for name, files in {
        "anna": solved,
        "ben": started,
        "chen": with_upgrade(solved, "raise SystemExit(0)"),
        "dora": solved | {MODELS: b"def broken(:\n"},
        "emil": with_upgrade(solved, "import os; os.abort()"),
        "fatima": with_upgrade(solved, "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"),
        "goran": with_upgrade(solved, "raise ValueError('\\x1b[31m=1+1')"),
        "hana": with_upgrade(solved, "x = [0] * 10**10"),
        "ines": with_upgrade(solved, "import os; os.write(3, b'{\"answer\": {}}'); os._exit(0)"),
        "Jörg Ä": solved | {MODELS: solved[MODELS] + b"\n# mine\n"},
        "kim": started | {MODELS: started[MODELS] + b"\n# mine\n"},
    }.items():
        projects.write_all(files, place / name)
    (place / "lena").mkdir()
    (place / "notes.txt").write_text("no submission")
    (place / ".git").mkdir()
    return place


PASSED = {"anna", "Jörg Ä"}
NAMES = PASSED | {"ben", "chen", "dora", "emil", "fatima", "goran", "hana", "ines", "kim", "lena"}


@pytest.fixture(scope="module")
def alone(batch: Path, tmp_path_factory: Any) -> tuple[Answer, Path]:  # noqa: ANN401 - pytest's own
    """The batch, graded by a run that was left alone, and its folder of results."""
    results: Path = tmp_path_factory.mktemp("alone") / "results"
    return cohort(batch, results, "--jobs", "2"), results


def records(results: Path) -> dict[str, dict[str, Any]]:
    """Return the records of a folder by submission, without what differs from run to run."""
    found = {}
    for path in (results / "results").iterdir():
        record = json.loads(path.read_text("utf-8"))
        del record["seconds"], record["cohort"]["checksum"]
        found[record["submission"]] = record
    return found


def identities(results: Path) -> dict[str, tuple[int, int]]:
    """Return what shows that a result file was not written again."""
    files = (results / "results").glob("*.json")
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def left_behind(results: Path) -> list[str]:
    """Return the temporary files in a folder of results."""
    return [path.name for path in results.rglob(".*")]


# The whole way


def test_each_submission_gets_its_own_record(alone: tuple[Answer, Path]) -> None:
    """Right ones pass, wrong and hostile ones fail, and none of them costs another one."""
    answer, results = alone
    assert answer.returncode == 1, answer.stderr
    found = records(results)
    assert set(found) == NAMES
    assert {name for name, record in found.items() if record["verdict"] == "passed"} == PASSED
    assert {record["verdict"] for record in found.values()} == {"passed", "failed"}
    assert [one["code"] for one in found["lena"]["findings"]] == ["no-project"]
    for record in found.values():
        kept = Kept.model_validate(record)
        assert (kept.schema_, kept.exercise) == ("stillroom/result/v1", "02-add-email")
    assert left_behind(results) == []


def test_the_summary_says_what_a_teacher_asks(alone: tuple[Answer, Path]) -> None:
    """How many passed, points, the commonest findings, who is stuck where; three faces of it."""
    answer, results = alone
    found = json.loads((results / "summary.json").read_text("utf-8"))
    assert (found["submissions"], found["passed"], found["failed"], found["error"]) == (
        12,
        2,
        10,
        0,
    )
    counts = [one["submissions"] for one in found["findings"]]
    assert counts == sorted(counts, reverse=True)
    assert found["findings"][0]["code"] in ("revision-missing", "process-exit")
    assert sorted(name for row in found["stuck"] for name in row["submissions"]) == sorted(
        NAMES - PASSED
    )
    assert found["shared"] == []  # the solutions hold only ids that the course hands out
    rows = list(csv.DictReader((results / "summary.csv").open(encoding="utf-8", newline="")))
    assert {row["name"] for row in rows} == NAMES
    assert all((results / row["result"]).is_file() for row in rows)
    assert "12 submissions: 2 passed and 10 not yet." in answer.stdout
    assert "| Jörg Ä | passed | 10 | 10 |" in (results / "summary.md").read_text("utf-8")
    assert "\x1b" not in answer.stdout


def test_progress_is_a_line_for_every_tenth(alone: tuple[Answer, Path]) -> None:
    """Where there is no terminal, lines are added and none is drawn again."""
    lines = alone[0].stderr.splitlines()
    assert len(lines) == 10
    assert lines[-1].startswith("12 of 12")
    assert "a second" in lines[-1]
    assert "\r" not in alone[0].stderr


def test_a_run_that_was_killed_goes_on(
    batch: Path, alone: tuple[Answer, Path], tmp_path: Path
) -> None:
    """After SIGKILL nothing is graded twice, and the results are those of a run left alone."""
    results = tmp_path / "results"
    killed = subprocess.Popen(
        command(batch, results, "--jobs", "1"), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    while len(list((results / "results").glob("*.json"))) < 4 and killed.poll() is None:
        os.sched_yield()
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    before = identities(results)
    assert 4 <= len(before) < 12
    (results / "results" / ".part-left").write_text("{")
    answer = cohort(batch, results, "--jobs", "2", "--format", "json")
    assert answer.returncode == 1, answer.stderr
    assert f"{len(before)} known from an earlier run" in answer.stderr
    after = identities(results)
    assert before.items() <= after.items()
    assert records(results) == records(alone[1])
    for name in ("summary.csv", "summary.md"):
        assert (results / name).read_bytes() == (alone[1] / name).read_bytes()
    assert json.loads(answer.stdout) == json.loads((alone[1] / "summary.json").read_text("utf-8"))
    assert left_behind(results) == []


def test_ctrl_c_stops_at_once_and_leaves_only_results(
    solved: projects.Files, tmp_path: Path
) -> None:
    """One line says how to go on; no process, no temporary file and no lock stay behind."""
    place, results, scratch = tmp_path / "batch", tmp_path / "results", tmp_path / "scratch"
    projects.write_all(solved, place / "anna")
    for name in ("ben", "chen"):
        projects.write_all(with_upgrade(solved, "while True: pass"), place / name)
    scratch.mkdir(mode=0o755)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)  # a child may be another user
    process = subprocess.Popen(
        command(place, results, "--jobs", "2", "--seconds", str(SECONDS)),
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    while not (results / "results" / "anna.json").exists() and process.poll() is None:
        os.sched_yield()
    process.send_signal(signal.SIGINT)
    output, error = process.communicate()
    assert (process.returncode, output) == (2, "")
    assert error.splitlines()[-1] == (
        f"stillroom: stopped by the keyboard; the results so far are in {results}; "
        "run the same command again to go on"
    )
    assert "Traceback" not in error
    assert list(scratch.iterdir()) == []
    assert list(identities(results)) == ["anna.json"]
    assert left_behind(results) == []
    limit = f'"RLIMIT_CPU": {SECONDS + 2}'.encode()
    assert [line for line in command_lines() if limit in line] == []


def command_lines() -> Iterator[bytes]:
    """The command line of every process."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield path.read_bytes()
        except OSError:
            continue


def test_a_disk_that_fills_keeps_what_is_known(batch: Path, tmp_path: Path) -> None:
    """One line says what and where; with room again, the run goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=40k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED: a full disk; this user may not mount a small one")
    try:
        answer = cohort(batch, disk, "--jobs", "1", "--plain")
        assert (answer.returncode, answer.stdout) == (2, "")
        last = answer.stderr.splitlines()[-1]
        assert "cannot be written: No space left on device" in last
        assert last.startswith(f"stillroom: {disk}/")
        assert "Traceback" not in answer.stderr
        before = identities(disk)
        assert before
        assert left_behind(disk) == []
        again = cohort(batch, disk, "--jobs", "1")  # still full: nothing is lost, nothing is better
        assert again.returncode == 2
        assert identities(disk) == before
        room = ["mount", "-o", "remount,size=9m", str(disk)]
        subprocess.run(room, check=True, capture_output=True)
        assert cohort(batch, disk).returncode == 1
        assert before.items() <= identities(disk).items()
        assert set(records(disk)) == NAMES
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_the_bar_is_drawn_on_a_terminal(batch: Path, alone: tuple[Answer, Path]) -> None:
    """It counts and ends on its last state; NO_COLOR takes the colours away."""
    before = identities(alone[1])
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        command(batch, alone[1]), stderr=theirs, stdout=subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1", "TERM": "xterm", "COLUMNS": "100"},
    )  # fmt: skip
    os.close(theirs)
    drawn = b""
    try:
        while chunk := os.read(ours, 4096):
            drawn += chunk
    except OSError:  # the other end was closed
        pass
    os.close(ours)
    assert process.wait() == 1
    assert b"12/12" in drawn
    assert b"a second" in drawn
    assert b"\x1b[3" not in drawn
    assert identities(alone[1]) == before


def test_two_runs_on_one_folder_are_refused(batch: Path, tmp_path: Path) -> None:
    """The second one says which process is there; a lock that a dead one left is no lock."""
    with Results(tmp_path / "results"):
        answer = cohort(batch, tmp_path / "results")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"stillroom: {tmp_path / 'results'}: another run (process {os.getpid()}) is writing results "
        "here; wait for it, or name another folder\n"
    )
    (tmp_path / "results" / keep.LOCK).write_text("4194305")
    with Results(tmp_path / "results"):
        assert (tmp_path / "results" / keep.LOCK).read_text() == str(os.getpid())
    assert not (tmp_path / "results" / keep.LOCK).exists()


def test_an_isolation_that_cannot_be_had_is_one_line(
    batch: Path, alone: tuple[Answer, Path]
) -> None:
    """What is required is not lowered; the results that are there stay."""
    before = identities(alone[1])
    answer = cohort(
        batch, alone[1], "--require-isolation", "full", "--seconds", "19", PATH="/nowhere"
    )
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no isolation full to be had here" in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr
    # What needs no process is known by then: a folder without a project.
    assert {name for name, one in identities(alone[1]).items() if before[name] != one} <= {
        "lena.json",
    }


# Bad input


def roster(text: str | bytes) -> Callable[[Path], Path]:
    """Return a function that writes *text* as the roster of a folder."""

    def write(folder: Path) -> Path:
        (folder / "roster.csv").write_bytes(text.encode() if isinstance(text, str) else text)
        return folder / "roster.csv"

    return write


PLACES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "nowhere": (lambda folder: folder / "nowhere", "no such folder or roster"),
    "hollow": (lambda folder: folder / "hollow", "no submissions here"),
    "one-project": (lambda folder: folder / "one", "this is one project"),
    "empty-roster": (roster(""), "line 1: the column 'name' is missing"),
    "no-submission-column": (
        roster("name,folder\na,one\n"),
        "line 1: the column 'submission' is missing",
    ),
    "no-rows": (roster("name,submission\n"), "no submissions here"),
    "unknown-folder": (roster("name,submission\na,one\nb,two\n"), "two: no such folder"),
    "unknown-folder-line": (roster("name,submission\na,one\nb,two\n"), "roster.csv, line 3"),
    "same-name": (roster("name,submission\na,one\na,one\n"), "two submissions are called 'a'"),
    "same-name-to-the-eye": (
        roster("name,submission\nJo\u0308rg,one\nJörg,one\n"),
        "two submissions are called",
    ),
    "no-name": (roster("name,submission\n,one\n"), "line 2: the cell 'name' is empty"),
    "no-submission": (roster("name,submission\na\n"), "line 2: the cell 'submission' is empty"),
    "too-many-cells": (roster("name,submission\na,one,more\n"), "line 2: 3 cells"),
    "same-column": (roster("name,name,submission\na,a,one\n"), "two columns are called 'name'"),
    "not-utf-8": (roster(b"name,submission\nJ\xf6rg,one\n"), "not UTF-8"),
    "not-csv": (roster('name,submission\n"a,one\n'), "not CSV"),
    "long-path": (roster("name,submission\na," + "x" * 5000 + "\n"), "no such folder"),
    "nul": (roster("name,submission\na,o\0ne\n"), "line 2"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_a_place_that_cannot_be_used_is_one_line(kind: str, tmp_path: Path) -> None:
    """What, where and what to do; nothing is written before."""
    place, says = PLACES[kind]
    (tmp_path / "hollow").mkdir()
    (tmp_path / "one" / "app").mkdir(parents=True)
    with pytest.raises(StillroomError, match=r".") as raised:
        gather.gather(place(tmp_path), tmp_path / "results")
    assert says in str(raised.value)
    assert len(str(raised.value).splitlines()) == 1
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("results", "more", "says"),
    [
        ("file", [], "file: cannot be written"),
        ("file/below", [], "cannot be written"),
        ("batch/one/results", [], "lies inside the submission"),
        ("results", ["--exercise", "02-add-emial"], "did you mean 02-add-email"),
        ("results", ["--jobs", "0"], "Invalid value for '--jobs'"),
        ("results", ["--course", "nowhere"], "nowhere: no such folder"),
        ("results", ["--scheduler", "127.0.0.1"], "no scheduler answers"),
    ],
)
def test_bad_arguments_get_one_line_and_exit_2(
    results: str, more: list[str], says: str, tmp_path: Path
) -> None:
    """Whatever cannot be done is told in one line on stderr, and stdout stays empty."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "batch" / "one" / "app").mkdir(parents=True)
    answer = cohort(tmp_path / "batch", tmp_path / results, *more)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert says in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


# What is gathered


def test_a_roster_names_the_submissions(tmp_path: Path) -> None:
    """Paths are relative to it; other columns are kept; a byte order mark and semicolons are fine."""
    for name in ("one", "two"):
        (tmp_path / "class" / name).mkdir(parents=True)
    path = tmp_path / "roster.csv"
    text = 'group;name;submission\n"A;1";Ann;class/one\n\n;Ben;class/two\n'
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    ann, ben = gather.gather(path, tmp_path / "results")
    assert (ann.name, ann.path, ann.about) == ("Ann", tmp_path / "class" / "one", {"group": "A;1"})
    assert (ben.name, ben.about) == ("Ben", {"group": ""})


def test_the_results_are_no_submission(tmp_path: Path) -> None:
    """They may lie beside the submissions."""
    for name in ("one", "out"):
        (tmp_path / name).mkdir()
    assert [one.name for one in gather.gather(tmp_path, tmp_path / "out")] == ["one"]


@settings(deadline=None)
@given(st.lists(st.text(min_size=1), min_size=2, unique=True))
@example(["Anna", "anna", "a/b", "a b", "a-b", "../a", "con", "CON", "a.", "a", "\udcff", "~"])
@example(["anna~" + "0" * 12, "x" * 300, "x" * 301, ".", "..", "Jörg", "Jo\u0308rg", "\n"])
def test_file_names_are_safe_and_do_not_collide(names: list[str]) -> None:
    """Each name has a file name of its own on every file system."""
    files = [keep.file_name(name) for name in names]
    folded = {unicodedata.normalize("NFC", one).casefold() for one in files}
    assert len(folded) == len(names)
    for one in files:
        assert one.isascii() and one.isprintable() and len(one) < 100
        assert not set(one) & set('/\\:*?"<>| ') and not one.startswith((".", "-"))
        assert one.partition(".")[0] not in {"con", "nul", "aux"}


class Forge:
    """A bare repository that is written object by object, as no ordinary Git command would."""

    def __init__(self, path: Path) -> None:
        """Begin an empty repository at *path*."""
        self.path = path
        self.git("init", "-q", "--bare", "-b", "main", str(path), inside=False)

    def git(self, *words: str, given: bytes = b"", inside: bool = True) -> str:
        """Run Git and return what it says."""
        place = [f"--git-dir={self.path}"] if inside else []
        known = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
        answer = subprocess.run(
            ["git", *place, *who, *words], input=given, capture_output=True, check=True, env={**os.environ, **known},
        )  # fmt: skip
        return answer.stdout.decode().strip()

    def blob(self, content: bytes) -> str:
        """Write a file and return its id."""
        return self.git("hash-object", "-w", "--stdin", given=content)

    def tree(self, entries: list[tuple[str, str, str]]) -> str:
        """Write a tree of mode, name and id, whatever the names are."""
        ordered = sorted(entries, key=lambda entry: entry[1] + "/" * (entry[0] == "40000"))
        raw = b"".join(
            f"{mode} {name}\0".encode() + bytes.fromhex(found) for mode, name, found in ordered
        )
        return self.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=raw)

    def nested(self, files: dict[str, tuple[str, bytes]]) -> str:
        """Write the trees of *files*: path to mode and content."""
        entries, folders = [], dict[str, dict[str, tuple[str, bytes]]]()
        for path, (mode, content) in files.items():
            top, slash, rest = path.partition("/")
            if slash:
                folders.setdefault(top, {})[rest] = mode, content
            else:
                entries.append((mode, top, self.blob(content)))
        entries += [("40000", name, self.nested(inner)) for name, inner in folders.items()]
        return self.tree(entries)

    def commit(self, tree: str) -> None:
        """Make *tree* the state of the branch main."""
        found = self.git("commit-tree", tree, "-m", "x")
        self.git("update-ref", "refs/heads/main", found)


def plain(files: projects.Files) -> dict[str, tuple[str, bytes]]:
    """Return *files* as a repository holds them."""
    return {path: ("100644", content) for path, content in files.items()}


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """An empty bare repository."""
    return Forge(tmp_path / "anna.git")


@pytest.mark.parametrize("packed", [False, True])
def test_a_bare_repository_is_taken_in_as_its_folder_is(
    forge: Forge, solved: projects.Files, packed: bool
) -> None:
    """The files of HEAD are the submission; the repository itself is not touched."""
    forge.commit(forge.nested(plain(solved)))
    if packed:
        forge.git("pack-refs", "--all")
        forge.git("repack", "-adq")
    before = sorted(forge.path.rglob("*"))
    assert bare.is_bare(forge.path)
    found = gather.take(gather.Source("anna", forge.path))
    expected = projects.as_submission("anna", solved)
    assert (found.files, found.environment) == (expected.files, expected.environment)
    assert found.left_out == {}
    assert sorted(forge.path.rglob("*")) == before


def test_names_links_and_sizes_of_a_forged_tree_are_refused(
    forge: Forge, solved: projects.Files
) -> None:
    """What a folder would not offer is not taken from a repository."""
    odd = {
        "app/linked.py": ("120000", b"../../secret.py"),
        "app/large.py": ("100644", b"#" * (LARGEST_FILE + 1)),
        "app/../../escaped.py": ("100644", b"x"),
        "app/__pycache__/cached.py": ("100644", b"x"),
        "app/.hidden/hidden.py": ("100644", b"x"),
        "app/.git/hooks/hook.py": ("100644", b"x"),
        "app/notes.txt": ("100644", b"x"),
        "conftest.py": ("100644", b"x"),
        "migrations/versions/sub/deep.py": ("100755", b"x"),
    }
    forge.commit(forge.nested(plain(solved) | odd))
    found = bare.take_in(forge.path, "anna")
    expected = projects.as_submission("anna", solved).files
    assert found.files == expected | {"migrations/versions/sub/deep.py": b"x"}
    assert set(found.left_out) == {"app/linked.py", "app/large.py"}


def test_nothing_of_a_repository_is_run(
    forge: Forge, solved: projects.Files, tmp_path: Path
) -> None:
    """No hook, no monitor, no filter, and no remote that would be asked for a missing file."""
    marker = tmp_path / "ran"
    files = plain(solved)
    missing = forge.blob(b"not here")
    script = tmp_path / "script"
    script.write_text(f"#!/bin/sh\ntouch {marker}\n")
    script.chmod(0o755)
    app = forge.nested({"models.py": files[MODELS]})
    forge.commit(
        forge.tree(
            [
                ("40000", "app", app),
                ("40000", "migrations", forge.tree([("100644", "env.py", missing)])),
            ]
        )
    )
    (forge.path / "objects" / missing[:2] / missing[2:]).unlink()
    for hook in ("post-checkout", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(script, forge.path / "hooks" / hook)
    with (forge.path / "config").open("a") as config:
        config.write(
            f'[core]\n\trepositoryformatversion = 1\n\tfsmonitor = "{script}"\n\tsshCommand = "{script}"\n'
            f'[extensions]\n\tpartialClone = origin\n[remote "origin"]\n\tpromisor = true\n'
            f'\turl = "ext::{script}"\n\tuploadpack = "{script}"\n[protocol]\n\tallow = always\n'
            f'[include]\n\tpath = "{tmp_path / "nowhere"}"\n'
        )
    with pytest.raises(StillroomError, match="objects of HEAD are missing|cannot read it"):
        bare.take_in(forge.path, "anna")
    assert not marker.exists()
    # The very same repository does run the script when Git reads its configuration.
    subprocess.run(
        ["git", f"--git-dir={forge.path}", "-c", "protocol.allow=always", "cat-file", "-p", missing],
        capture_output=True, check=False,
    )  # fmt: skip
    assert marker.exists()


def test_a_repository_that_lists_without_end_is_refused(forge: Forge) -> None:
    """A small tree of trees may hold more files than any disk."""
    entry = ("100644", "a.py", forge.blob(b"x"))
    tree = forge.tree([entry])
    for _ in range(12):
        tree = forge.tree([("40000", f"d{number}", tree) for number in range(10)])
    forge.commit(forge.tree([("40000", "app", tree)]))
    with pytest.raises(StillroomError, match="HEAD holds too much to be a project"):
        bare.take_in(forge.path, "anna")


def test_no_more_files_are_taken_from_a_repository_than_from_a_folder(forge: Forge) -> None:
    """The number has the same limit."""
    forge.commit(
        forge.nested({f"app/m{at:03}.py": ("100644", b"x") for at in range(MOST_FILES + 2)})
    )
    found = bare.take_in(forge.path, "anna")
    assert (len(found.files), len(found.left_out)) == (MOST_FILES, 2)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("ref: refs/heads/../../../secret\n", "names no branch"),
        ("ref: /etc/passwd\n", "names no branch"),
        ("garbage\n", "leads to no commit"),
        ("0" * 40 + "\n", "Git cannot read it"),
    ],
)
def test_a_head_that_leads_nowhere_is_told(forge: Forge, head: str, says: str) -> None:
    """It is no mistake of the grader, and no file outside is read."""
    (forge.path / "HEAD").write_text(head)
    with pytest.raises(StillroomError, match=says):
        bare.take_in(forge.path, "anna")


def test_a_repository_without_a_commit_holds_no_project(forge: Forge) -> None:
    """Nothing was handed in: that is a result."""
    found = gather.take(gather.Source("anna", forge.path))
    assert found.left_out == {".": "the branch 'main' has no commit"}


# What is kept, with a stand-in for the grader


class StandIn:
    """An engine that grades at once, counts, and says what it is told to."""

    window = 3

    def __init__(self, terms: work.Terms, says: Callable[[Submission], Result]) -> None:
        """Begin; *says* is the grader."""
        self.terms, self.says = terms, says
        self.graded: list[str] = []
        self.alive: list[weakref.ref[Submission]] = []
        self.most_alive = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def check(self) -> None:
        """All is well."""

    def submit(self, submission: Submission) -> Future[Result]:
        """Grade now."""
        self.graded.append(submission.name)
        self.alive.append(weakref.ref(submission))
        self.most_alive = max(self.most_alive, sum(one() is not None for one in self.alive))
        future: Future[Result] = Future()
        try:
            future.set_result(self.says(submission))
        except Exception as error:  # noqa: BLE001 - as an executor does
            future.set_exception(error)
        return future


Grader = Callable[..., tuple[list[str], summary.Summary]]


@pytest.fixture
def small(started: projects.Files, tmp_path: Path) -> Path:
    """Three submissions, each with a revision of its own."""
    for name in ("anna", "ben", "chen"):
        files = started | {REVISION: f'revision = "{name}"\n'.encode()}
        projects.write_all(files, tmp_path / "batch" / name)
    return tmp_path / "batch"


@pytest.fixture
def graded(small: Path, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Grader:
    """Run the cohort with a stand-in; return who was graded, and the summary."""

    def go(
        says: Callable[[Submission], Result] | None = None,
        terms: work.Terms | None = None,
        place: Path = small,
    ) -> tuple[list[str], summary.Summary]:
        terms = terms or work.Terms(course, course.find("02"), 20.0, Tier.filter)
        engine = StandIn(terms, says or (lambda one: record(one, terms)))
        monkeypatch.setattr(run, "_engine", lambda _: engine)
        summed = run.run(run.Cohort(place, terms, tmp_path / "results", 1))
        go.engine = engine  # type: ignore[attr-defined]
        return engine.graded, summed

    return go


def record(one: Submission, terms: work.Terms, **changes: Any) -> Result:  # noqa: ANN401 - any member
    """Return the record of a submission that has passed, with *changes*."""
    about = {
        "schema": "stillroom/result/v1", "submission": one.name, "exercise": terms.exercise.id, "verdict": "passed",
        "points": 10, "max_points": 10, "sandbox": "full", "isolation": {"tier": "full"}, "seconds": 0.1,
    }  # fmt: skip
    return Result.model_validate(about | changes)


def test_nothing_is_graded_twice(graded: Grader, small: Path) -> None:
    """Only what has changed is graded again."""
    assert graded()[0] == ["anna", "ben", "chen"]
    assert graded()[0] == []
    (small / "ben" / "app" / "models.py").write_text("# new\n")
    assert graded()[0] == ["ben"]
    (small / "anna" / "migrations" / "env.py").write_text("# new\n")
    assert graded()[0] == ["anna"]
    (small / "chen" / "app" / "link.py").symlink_to("models.py")
    assert graded()[0] == ["chen"]
    assert graded()[0] == []


def test_what_decides_a_result_is_part_of_its_key(
    graded: Grader, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exercise, the states of earlier ones, the time limit, the grader, a stronger isolation."""
    everybody = ["anna", "ben", "chen"]
    shutil.copytree(course.root, tmp_path / "course")

    def terms(seconds: float = 20.0, require: Tier = Tier.filter) -> work.Terms:
        ours = Course(tmp_path / "course")
        return work.Terms(ours, ours.find("02"), seconds, require)

    assert graded(terms=terms())[0] == everybody
    assert graded(terms=terms())[0] == []
    assert graded(terms=terms(seconds=21.0))[0] == everybody
    assert graded(terms=terms())[0] == everybody
    for name in ("02-add-email/exercise.toml", "02-add-email/schema.py", "01-add-users/schema.py"):
        with (tmp_path / "course" / name).open("a") as file:
            file.write("\n# changed\n")
        assert graded(terms=terms())[0] == everybody, name
    assert graded(terms=terms())[0] == []
    (tmp_path / "course" / "03-downgrade" / "README.md").write_text("changed")
    assert graded(terms=terms())[0] == []
    monkeypatch.setattr(work, "grader", lambda: "another")
    assert graded(terms=terms())[0] == everybody
    weak = terms()
    graded(lambda one: record(one, weak, isolation={"tier": "process"}), terms(seconds=22.0))
    assert graded(terms=terms(seconds=22.0))[0] == everybody
    assert graded(terms=terms(seconds=22.0, require=Tier.full))[0] == []


HARMS: dict[str, Callable[[str], str]] = {
    "emptied": lambda text: "",
    "cut": lambda text: text[: len(text) // 2],
    "points": lambda text: text.replace('"points": 10', '"points": 9', 1),
    "verdict": lambda text: text.replace('"passed"', '"failed"', 1),
    "deep": lambda text: "[" * 100_000,
    "null": lambda text: "null",
    "shape": lambda text: '{"cohort": []}',
    "bytes": lambda text: "\udcff",
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_result_is_graded_again(
    graded: Grader, tmp_path: Path, capsys: pytest.CaptureFixture[str], harm: str
) -> None:
    """It is told in one line, and neither trusted nor fatal."""
    graded()
    path = tmp_path / "results" / "results" / "ben.json"
    whole = path.read_text("utf-8")
    path.write_bytes(HARMS[harm](whole).encode("utf-8", "surrogateescape"))
    capsys.readouterr()
    assert graded()[0] == ["ben"]
    told = [line for line in capsys.readouterr().err.splitlines() if "damaged" in line]
    assert told == [f"{path}: damaged; this submission is graded again"]
    assert path.read_text("utf-8") == whole
    assert graded()[0] == []


def test_a_submission_without_a_verdict_is_tried_again(graded: Grader, course: Course) -> None:
    """Whatever goes wrong with one costs only itself, and not for good."""

    def says(one: Submission) -> Result:
        if one.name == "ben":
            raise MemoryError("no memory left")
        return record(one, work.Terms(course, course.find("02"), 20.0, Tier.filter))

    names, summed = graded(says)
    assert names == ["anna", "ben", "chen"]
    assert (summed.passed, summed.error) == (2, 1)
    assert summed.mean_points == 10
    assert "no memory left" in summed.no_verdict[0].reason
    assert summed.findings == ()
    assert graded()[0] == ["ben"]


def test_what_no_submission_can_be_graded_with_ends_the_run(
    graded: Grader, course: Course, tmp_path: Path
) -> None:
    """What is known by then is kept."""

    def says(one: Submission) -> Result:
        if one.name == "chen":
            raise StillroomError("no isolation to be had")
        return record(one, work.Terms(course, course.find("02"), 20.0, Tier.filter))

    with pytest.raises(StillroomError, match="no isolation to be had"):
        graded(says)
    known = {path.name for path in (tmp_path / "results" / "results").iterdir()}
    assert known <= {"anna.json", "ben.json"}
    assert graded()[0] == [name for name in ("anna", "ben", "chen") if f"{name}.json" not in known]


def test_results_of_another_exercise_are_not_written_over(graded: Grader, course: Course) -> None:
    """A folder of results is for one exercise."""
    graded()
    with pytest.raises(StillroomError, match=r"holds results of 02-add-email; name another folder"):
        graded(terms=work.Terms(course, course.find("03"), 20.0, Tier.filter))
    assert graded()[0] == []


def test_a_failed_write_leaves_the_old_file(
    graded: Grader, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is the old result or the new one, and no temporary file."""
    graded()
    path = tmp_path / "results" / "results" / "ben.json"
    before = path.read_bytes()
    (small / "ben" / "app" / "models.py").write_text("# new\n")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StillroomError, match="cannot be written: No space left on device"):
            graded()
    assert path.read_bytes() == before
    assert left_behind(tmp_path / "results") == []
    assert graded()[0] == ["ben"]


def test_no_more_submissions_are_held_than_are_under_way(
    graded: Grader, small: Path, started: projects.Files
) -> None:
    """What is done is let go, however many there are."""
    for at in range(40):
        projects.write_all(started, small / f"learner-{at}")
    names, _ = graded()
    assert len(names) == 43
    assert graded.engine.most_alive <= StandIn.window + 1  # type: ignore[attr-defined]


def test_a_submission_that_cannot_be_read_costs_only_itself(graded: Grader, small: Path) -> None:
    """There is no verdict on it, and the reason is told."""
    shutil.rmtree(small / "ben")
    (small / "ben").symlink_to(small / "anna")
    (small / "dora" / "HEAD").parent.mkdir()
    for name in ("objects", "refs"):
        (small / "dora" / name).mkdir()
    (small / "dora" / "HEAD").write_text("garbage")
    names, summed = graded()
    assert names == ["anna", "ben", "chen"]
    assert [one.submission for one in summed.no_verdict] == ["dora"]
    assert "leads to no commit" in summed.no_verdict[0].reason


# The crew


def test_a_crew_keeps_what_goes_wrong_to_one_submission(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is a record; a stopped crew starts nothing more."""

    def broken(*_: object) -> Result:
        raise RecursionError("too deep")

    monkeypatch.setattr(work, "grade", broken)
    crew = work.Crew(work.Terms(course, course.find("02"), 20.0, Tier.process))
    one = Submission("anna", {}, {})
    assert crew.grade(one).verdict == "error"
    assert "too deep" in crew.grade(one).findings[0].message
    assert len(crew._all) == 1
    crew.stop()
    with pytest.raises(work.Stopped):
        crew.grade(one)


def test_a_stopped_runner_starts_no_process(course: Course, solved: projects.Files) -> None:
    """The second try of a command that was cut off is none."""
    crew = work.Crew(work.Terms(course, course.find("02"), 20.0, Tier.process))
    runner = crew._runner()
    crew.stop()
    with pytest.raises(work.Stopped), runner.open({}) as project:
        project.run({}, "plan")
    assert runner.server is None


# The summary


def kept(name: str, revisions: tuple[str, ...], digest: str) -> Kept:
    """Return a result with the revision ids of its submission."""
    course = Course(ROOT / "exercises")
    result = record(
        Submission(name, {}, {}), work.Terms(course, course.find("02"), 20.0, Tier.filter)
    )
    return Kept.of(result, Stamp(key="", digest=digest, revisions=revisions))


def test_shared_revision_ids_are_told(course: Course) -> None:
    """Ids that the course hands out are nobody's own; copies of one file are named as such."""
    tally = summary.Tally(course, course.find("02"))
    handed_out = summary.handed_out(course)
    assert handed_out
    ours = next(iter(handed_out))
    for name, ids, digest in (
        ("anna", (ours, "a1", "b2"), "same"),
        ("ben", (ours, "a1", "b2"), "same"),
        ("chen", (ours, "a1"), "other"),
        ("dora", (ours, "c3"), "third"),
        ("emil", (ours,), "start"),
        ("fatima", (ours,), "start"),
    ):
        tally.add(gather.Source(name, Path()), kept(name, ids, digest))
    names = ("anna", "ben", "chen", "dora", "emil", "fatima")
    shared = tally.summary([gather.Source(name, Path()) for name in names]).shared
    assert [(one.revisions, one.submissions, one.identical) for one in shared] == [
        (("b2",), ("anna", "ben"), (("anna", "ben"),)),
        (("a1",), ("anna", "ben", "chen"), (("anna", "ben"),)),
    ]


def test_shared_ids_are_found_in_real_files(graded: Grader, small: Path) -> None:
    """They are read from the files, whoever was graded in an earlier run."""
    graded()
    shutil.copy(small / "anna" / REVISION, small / "ben" / REVISION)
    names, summed = graded()
    assert names == ["ben"]
    assert [(one.revisions, one.submissions) for one in summed.shared] == [
        (("anna",), ("anna", "ben"))
    ]
    assert summed.shared[0].identical == (("anna", "ben"),)
    text = reports.render(summed)
    assert "Revision ids that several submissions share" in text


HOSTILE = st.text(
    st.sampled_from("=+-@|`*_[]<>&\"';,\n\r\t\0\x1b\u202e\u2028\ud800#:ab 1＝") | st.characters()
)


def is_harmless(line: str) -> bool:
    """Tell whether nothing in *line* steers a terminal or ends a line."""
    return not {unicodedata.category(one) for one in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@settings(deadline=None)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
@example("=1+1", "| x |\n# y", "\x1b[31m", "[bold]x[/bold]")
def test_text_of_others_is_harmless_in_every_face(
    name: str, message: str, column: str, cell: str
) -> None:
    """One line stays one line, cells are text, markup is shown."""
    course = Course(ROOT / "exercises")
    terms = work.Terms(course, course.find("02"), 20.0, Tier.filter)
    finding = {"code": "timeout", "message": message, "hint": message}
    one = Submission(name or "x", {}, {})
    result = record(one, terms, verdict="failed", findings=[finding])
    source = gather.Source(one.name, Path(), {column: cell})
    tally = summary.Tally(course, terms.exercise)
    tally.add(source, Kept.of(result, Stamp(key="", digest="", revisions=(name or "x",))))
    summed = tally.summary([source])
    rows = list(csv.reader(reports.render_csv(summed).split("\r\n")[:-1]))
    assert len(rows) == 2
    assert all(len(row) == 8 for row in rows)
    for value in (*rows[0][7:], *rows[1]):
        assert not value.lstrip().startswith(("=", "+", "-", "@", "＝"))
        assert is_harmless(value)
    for text in (reports.render(summed, plain=True), reports.render(summed)):
        assert all(map(is_harmless, text.splitlines()))
        text.encode()
    document = reports.render_markdown(summed)
    assert "<" not in document
    assert all(map(is_harmless, document.split("\n")))
    assert json.loads(summed.to_json())["submissions"] == 1


def test_lines_of_progress(capsys: pytest.CaptureFixture[str]) -> None:
    """A line for every tenth, and what was known before."""
    lines = progress.Lines(40)
    for at in range(40):
        lines.advance(graded=at >= 20)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 10
    assert told[0] == "4 of 40 (4 known from an earlier run)"
    assert told[-1] == "40 of 40 (20 known from an earlier run)"


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.4, "0 s"), (59, "59 s"), (61, "2 min"), (3601, "1 h 1 min")]
)
def test_durations_in_words(seconds: float, words: str) -> None:
    """Long ones are told in minutes and hours."""
    assert progress._duration(seconds) == words
