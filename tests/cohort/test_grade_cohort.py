"""A cohort by its command: real gradings, interruptions, full disks, and bad input."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.cohort import store
from stillroom.cohort.store import Results
from tests.support.commands import Answer, run_module
from tests.support.git_forge import Forge
from tests.support.results import identities, left_behind, records
from tests.support.waiting import wait_until

MODELS, REVISION = "app/models.py", "migrations/versions/0002_add_email_column.py"
SECONDS = 4321  # a time limit that no other command line holds


def command(place: Path, results: Path, *more: str | Path) -> list[str]:
    """Return the command line that grades *place* on exercise 02."""
    words = [place, "--exercise", "02", "--results", results, *more]
    return [sys.executable, "-m", "stillroom", "cohort", *map(str, words)]


def cohort(place: Path, results: Path, *more: str | Path, **environment: str) -> Answer:
    """Grade *place* in a process of its own."""
    words = command(place, results, *more)[2:]
    return run_module(*words, environment={**os.environ, **environment})


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


# The whole way


def test_each_submission_gets_its_own_record(alone: tuple[Answer, Path]) -> None:
    """Right ones pass, wrong and hostile ones fail, and none of them costs another one."""
    answer, results = alone
    assert answer.returncode == 1, answer.stderr
    found = records(results)
    assert set(found) == NAMES
    assert {name for name, record in found.items() if record["verdict"] == "passed"} == PASSED
    assert {record["verdict"] for record in found.values()} == {"passed", "failed"}
    assert [finding["code"] for finding in found["lena"]["findings"]] == ["no-project"]
    for record in found.values():
        assert (record["schema"], record["exercise"]) == ("stillroom/result/v1", "02-add-email")
    assert left_behind(results) == []


def test_the_summary_says_what_a_teacher_asks(alone: tuple[Answer, Path]) -> None:
    """How many passed, points, the commonest findings, who is stuck where; three formats of it."""
    answer, results = alone
    found = json.loads((results / "summary.json").read_text("utf-8"))
    assert (found["submissions"], found["passed"], found["failed"], found["error"]) == (
        12,
        2,
        9,
        0,
    )
    beside = {row["name"]: row["reason"] for row in found["results"] if row["status"] == "left-out"}
    assert set(beside) == {"notes.txt", ".git"}
    assert [row["name"] for row in found["results"] if row["status"] == "not-handed-in"] == ["lena"]
    counts = [finding["submissions"] for finding in found["findings"]]
    assert counts == sorted(counts, reverse=True)
    assert {"revision-missing", "process-exit"} <= {
        finding["code"] for finding in found["findings"]
    }
    assert sorted(name for row in found["stuck"] for name in row["submissions"]) == sorted(
        NAMES - PASSED - {"lena"}
    )
    assert found["shared"] == []  # the solutions hold only ids that the course hands out
    with (results / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["name"] for row in rows} == NAMES | set(beside)
    assert all((results / row["result"]).is_file() for row in rows if row["result"])
    assert "12 submissions: 2 passed, 9 not yet and 1 not handed in." in answer.stdout
    assert "| Jörg Ä | passed | 10 | 10 |" in (results / "summary.md").read_text("utf-8")
    assert "\x1b" not in answer.stdout


def test_progress_of_a_small_class_is_one_line(alone: tuple[Answer, Path]) -> None:
    """Where there is no terminal, none is drawn again."""
    (line,) = alone[0].stderr.splitlines()
    assert line.startswith("12 of 12")
    assert "a second" in line
    assert "\r" not in alone[0].stderr


@pytest.fixture
def scratch() -> Iterator[Path]:
    """A folder for temporary files that every user can enter, with a short path."""
    with TemporaryDirectory(prefix="s-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_ctrl_c_stops_at_once_and_leaves_only_results(
    solved: projects.Files, tmp_path: Path, scratch: Path
) -> None:
    """One line says how to go on; no process, no temporary file and no lock stay behind."""
    place, results = tmp_path / "batch", tmp_path / "results"
    projects.write_all(solved, place / "anna")
    for name in ("ben", "chen"):
        projects.write_all(with_upgrade(solved, "while True: pass"), place / name)
    process = subprocess.Popen(
        command(place, results, "--jobs", "2", "--seconds", str(SECONDS)),
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    wait_until((results / "results" / "anna.json").exists, process)
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
    disk, few, names = tmp_path / "disk", tmp_path / "few", {"anna", "ben", "dora", "kim", "lena"}
    for name in names:
        shutil.copytree(batch / name, few / name)
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=20k", "none", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("NOT TESTED: a full disk; this user may not mount a small one")
    try:
        answer = cohort(few, disk, "--jobs", "1", "--plain")
        assert (answer.returncode, answer.stdout) == (2, "")
        last = answer.stderr.splitlines()[-1]
        assert "cannot be written: No space left on device" in last
        assert last.startswith(f"stillroom: {disk}/")
        assert "Traceback" not in answer.stderr
        before = identities(disk)
        assert before
        assert left_behind(disk) == []
        again = cohort(few, disk, "--jobs", "1")  # still full: nothing is lost, nothing is better
        assert again.returncode == 2
        assert identities(disk) == before
        room = ["mount", "-o", "remount,size=9m", str(disk)]
        subprocess.run(room, check=True, capture_output=True)
        assert cohort(few, disk, "--jobs", "1").returncode == 1
        assert before.items() <= identities(disk).items()
        assert set(records(disk)) == names
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
    (tmp_path / "results" / store.LOCK).write_text("4194305")
    with Results(tmp_path / "results"):
        assert (tmp_path / "results" / store.LOCK).read_text() == str(os.getpid())
    assert not (tmp_path / "results" / store.LOCK).exists()


def test_an_isolation_that_cannot_be_had_is_one_line(
    batch: Path, alone: tuple[Answer, Path], tmp_path: Path
) -> None:
    """What is required is not lowered; the results that are there stay."""
    results = tmp_path / "results"
    shutil.copytree(alone[1], results)
    (results / "results" / "anna.json").unlink()
    before = identities(results)
    answer = cohort(batch, results, "--require-isolation", "full", PATH="/nowhere")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "no isolation full to be had here" in answer.stderr.splitlines()[-1]
    assert "Traceback" not in answer.stderr
    assert identities(results) == before


# Bad input


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


def test_work_that_came_too_late_is_a_remark_and_no_mistake(
    solved: projects.Files, started: projects.Files, tmp_path: Path
) -> None:
    """Whether the start or nothing was there at the deadline; some who is stuck is the example."""
    for name, before in (("anna", started), ("ben", {}), ("chen", started)):
        forge = Forge(tmp_path / f"{name}.git")
        early = forge.nested({path: ("100644", text) for path, text in before.items()})
        late = forge.nested({path: ("100644", text) for path, text in solved.items()})
        forge.commit(early, at=1_000_000_000)
        if name != "chen":
            forge.commit(late, at=1_100_000_000)
    roster = tmp_path / "roster.csv"
    lines = [f"{name},{name}.git,2003-01-01\n" for name in ("anna", "ben", "chen")]
    roster.write_text("name,submission,before\n" + "".join(lines))
    answer = cohort(roster, tmp_path / "out", "--jobs", "1")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert [row["status"] for row in summary["results"]] == ["not-handed-in"] * 2 + ["failed"]
    assert all(
        "At the deadline, 2003-01-01 23:59" in row["reason"] for row in summary["results"][:2]
    )
    assert [(each["submissions"], each["example"]) for each in summary["findings"]] == [(1, "chen")]
    assert [each["submissions"] for each in summary["stuck"]] == [["chen"]]
    assert "anna and ben: everything was handed in after the deadline" in answer.stderr
    page = run_module(
        "stillroom", "report", tmp_path / "out", "--format", "html", "--output", tmp_path / "p"
    )
    assert page.returncode == 0, page.stderr
    text = (tmp_path / "p" / "learners" / "anna.html").read_text("utf-8")
    assert "nothing of this exercise was there; 1 commit came later." in text
