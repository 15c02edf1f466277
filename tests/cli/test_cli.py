"""The command as its users meet it: exit status, one line for every failure, nothing written."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from stillroom.authoring import projects
from stillroom.course.course import Course
from stillroom.grading.workspace import Workspace
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support.commands import Answer, run_module
from tests.support.run_here import answer_here
from tests.support.waiting import wait_until

PATIENCE = 60.0  # seconds, after which a test gives up


Command = Callable[..., Answer]
NOT_KEPT = ("GITHUB_", "STILLROOM_")
"""How the variables begin that no command of a test gets from whoever runs the tests."""


def stillroom(*arguments: str | Path) -> Answer:
    """Run the command in a process of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(NOT_KEPT)}
    return run_module("stillroom", *arguments, environment=kept)


@pytest.fixture
def here(
    runner: Runner, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """The command, run in the process of the test, where learners' code has an isolated one that is warm."""
    for name in list(os.environ):
        if name.startswith(NOT_KEPT):
            monkeypatch.delenv(name)

    return partial(answer_here, runner, capsys)


@pytest.fixture
def solved(root: Path, course: Course, tmp_path: Path) -> Path:
    """A folder with exercise 01 solved."""
    projects.write_all(projects.solved(root, course.find("01")), tmp_path / "solved")
    return tmp_path / "solved"


@pytest.fixture
def untouched(root: Path, course: Course, tmp_path: Path) -> Path:
    """A folder with the bare starter."""
    projects.write_all(projects.start(root, course.find("01")), tmp_path / "untouched")
    (tmp_path / "untouched" / "migrations" / "versions").mkdir(exist_ok=True)
    return tmp_path / "untouched"


def fingerprint(folder: Path) -> str:
    """Return a fingerprint of every file and folder below *folder*."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        total.update(str(path).encode() + (path.read_bytes() if path.is_file() else b""))
        total.update(str(path.stat().st_mtime_ns).encode())
    return total.hexdigest()


def test_a_passing_submission_exits_0_and_is_left_as_it_was(solved: Path) -> None:
    """Grading writes nothing into the submission."""
    before = fingerprint(solved)
    answer = stillroom("grade", solved, "--exercise", "01-add-users")
    assert answer.returncode == 0, answer.stderr
    assert "PASSED" in answer.stdout
    assert fingerprint(solved) == before


def test_json_is_one_line_per_submission_in_order(
    solved: Path, untouched: Path, here: Command
) -> None:
    """The documents come in the order given, with every member of the contract."""
    answer = here("grade", untouched, solved, "--exercise", "01", "--format", "json")
    assert answer.returncode == 1
    first, second = (json.loads(line) for line in answer.stdout.splitlines())
    assert first["submission"] == str(untouched)
    assert (first["verdict"], second["verdict"]) == ("failed", "passed")
    assert first["schema"] == "stillroom/result/v1"
    assert set(first) >= {
        "schema", "submission", "exercise", "verdict", "points", "max_points", "sandbox", "seconds", "steps", "findings",
    }  # fmt: skip
    assert set(first["steps"][0]) >= {
        "step",
        "command",
        "effect",
        "expected",
        "found",
        "status",
        "note",
    }
    assert set(first["findings"][0]) >= {"code", "message", "hint", "file", "line"}
    assert second["points"] == second["max_points"] == 10


def test_the_exercise_is_found_out_when_none_is_named(solved: Path, here: Command) -> None:
    """A project where 01 is done is at 02."""
    answer = here("grade", solved, "--format", "json")
    assert json.loads(answer.stdout)["exercise"] == "02-add-email"


def test_junit_can_be_parsed_and_counts_right(
    solved: Path, untouched: Path, tmp_path: Path, here: Command
) -> None:
    """The document has a suite per submission, failures and skipped steps."""
    output = tmp_path / "report.xml"
    answer = here(
        "grade", solved, untouched, "--exercise", "01", "--format", "junit", "--output", output
    )
    assert (answer.returncode, answer.stdout) == (1, "")
    root = ET.parse(output).getroot()
    assert root.attrib["tests"] == "10"
    assert (root.attrib["failures"], root.attrib["skipped"], root.attrib["errors"]) == (
        "1",
        "4",
        "0",
    )
    assert len(root.findall("testsuite")) == 2


def test_github_gets_annotations_and_a_summary(
    untouched: Path, tmp_path: Path, here: Command
) -> None:
    """In GitHub Actions the findings are annotations, and stdout stays as it was asked for."""
    models = untouched / "app" / "models.py"
    models.write_text("from app.database import Basis\n")
    (untouched / "migrations" / "versions" / "a.py").write_text("def upgrade(:\n")
    summary = tmp_path / "summary.md"
    answer = here(
        "grade", untouched, "--exercise", "01", "--format", "json",
        GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(tmp_path), GITHUB_STEP_SUMMARY=str(summary),
    )  # fmt: skip
    assert (
        "::error file=untouched/migrations/versions/a.py,line=1,title=syntax-error::"
        in answer.stderr
    )
    assert len(answer.stdout.splitlines()) == 1
    assert "### 01-add-users: not yet" in summary.read_text("utf-8")


def test_check_keeps_progress_and_next_goes_on(solved: Path, here: Command) -> None:
    """What has passed stays the current exercise, until the next one is begun."""
    first = here("check", "01", "--project", solved, "--plain")
    assert first.returncode == 0, first.stderr
    assert "Next: 02-add-email" in first.stdout
    again = here("check", "--project", solved, "--plain")
    assert again.returncode == 0, again.stderr
    assert "Begin it: stillroom next" in again.stdout
    begun = here("next", "--project", solved)
    assert "\n02-add-email is ready" in begun.stdout
    second = here("check", "--project", solved, "--plain")
    assert second.returncode == 1
    assert "Finding: revision-missing" in second.stdout
    assert json.loads((solved / ".stillroom.json").read_text())["passed"] == ["01-add-users"]


def test_check_finds_out_where_a_project_is(solved: Path, here: Command) -> None:
    """Without the progress file, and with a damaged one, the exercise that is satisfied is found out."""
    (solved / ".stillroom.json").write_text("{broken")
    answer = here("check", "--project", solved, "--plain")
    assert "01-add-users" in answer.stdout
    assert ".stillroom.json was damaged" in answer.stdout
    assert (solved / ".stillroom.json.damaged").read_text() == "{broken"
    assert json.loads((solved / ".stillroom.json").read_text())["passed"] == ["01-add-users"]


def test_hints_come_one_at_a_time(untouched: Path) -> None:
    """Each call shows the next hint, and the last one again at the end."""
    shown = [stillroom("hint", "01", "--project", untouched).stdout for _ in range(4)]
    assert "hint 1 of 3: " in shown[0]
    assert shown[0].endswith("\nAsk again for the next one.\n")
    assert "hint 3 of 3: " in shown[2]
    assert shown[2].endswith("\nThis was the last hint.\n")
    assert shown[3] == shown[2]


def test_an_exercise_is_begun_and_taken_back(solved: Path, here: Command) -> None:
    """What was there is kept; the start is graded as what it is; nothing is begun before this one passed."""
    mine = solved / "migrations" / "versions" / "mine.py"
    mine.write_text("revision = 'x'\n")
    begun = here("start", "03", "--project", solved)
    assert begun.returncode == 0, begun.stderr
    said = "To take it back: stillroom undo\nTo see the task again: stillroom task\n"
    assert begun.stdout.endswith(said)
    assert "Fill in both functions:" in begun.stdout
    assert not mine.exists()
    checked = here("check", "--project", solved, "--plain")
    assert "Finding: downgrade-empty" in checked.stdout
    refused = here("next", "--project", solved)
    assert refused.returncode == 2
    assert refused.stderr.startswith(
        "stillroom: 03-downgrade has not passed yet: run stillroom check"
    )
    assert here("reset", "--project", solved).returncode == 0
    for _ in range(2):
        undone = here("undo", "--project", solved)
        assert undone.returncode == 0, undone.stderr
    assert mine.exists()
    assert here("undo", "--project", solved).returncode == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["grade", "nowhere", "--exercise", "01"], "nowhere: no such folder"),
        (["grade", "file", "--exercise", "01"], "file: this is a file"),
        (["grade", "hollow", "--exercise", "01"], "hollow: the folder is empty"),
        (["grade", "other", "--exercise", "01"], "other: not a Stillroom project"),
        (["grade", "solved", "--exercise", "02-add-emial"], "did you mean 02-add-email"),
        (["grade", "solved", "--exercise", "01", "--course", "nowhere"], "nowhere: no such folder"),
        (["grade", "solved", "--exercise", "01", "--course", "hollow"], "no exercises here"),
        (["grade", "solved", "--exercise", "01", "--format", "yaml"], "yaml"),
        (["grade", "solved", "--exercise", "01", "--output", "no/where.json"], "cannot be written"),
        (["grade", "--exercise", "01"], "Missing argument"),
        (["grade", "solved", "--seconds", "inf"], "--seconds"),
        (["grade", "solved", "--seconds", "nan"], "--seconds"),
        (["grade", "solved", "--seconds", "1e300"], "--seconds"),
        (["frobnicate"], "No such command"),
        (["check", "--project", "other"], "not a Stillroom project"),
        (["start", "77", "--project", "solved"], "no exercise is called"),
        (
            ["start", "--project", "solved"],
            "Say which exercise, such as: stillroom start 01-add-users",
        ),
    ],
)
def test_bad_input_gets_one_line_and_exit_2(
    arguments: list[str], says: str, solved: Path, tmp_path: Path
) -> None:
    """Whatever cannot be done is told in one line on stderr, and stdout stays empty."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "hollow").mkdir()
    (tmp_path / "other" / "src").mkdir(parents=True)
    places = {"nowhere", "file", "hollow", "other", "solved", "no/where.json"}
    answer = stillroom(*(tmp_path / word if word in places else word for word in arguments))
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert says in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_ctrl_c_leaves_nothing_behind(untouched: Path, tmp_path: Path) -> None:
    """The interrupt ends with one line, exit status 2, no process and no workspace left."""
    # The isolation leaves a submission no way out, but its process may give itself a name.
    (untouched / "migrations" / "versions" / "slow.py").write_text(
        "import ctypes\nctypes.CDLL(None).prctl(15, b'slow-revision')\nwhile True:\n    pass\n"
    )
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "stillroom", "grade", str(untouched), "--exercise", "01", "--seconds", "600"],
        stderr=subprocess.PIPE, text=True, env={**os.environ, "TMPDIR": str(scratch)},
    )  # fmt: skip
    try:
        wait_until(lambda: running("slow-revision"), process)
        process.send_signal(signal.SIGINT)
        # Long before the limit of the command is reached: nothing waits for what hangs.
        _, error = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 2
    assert error == "stillroom: stopped by the keyboard; nothing was left behind\n"
    assert list(scratch.iterdir()) == []
    assert not running("slow-revision")


def running(name: str) -> bool:
    """Tell whether a process of that name runs on this machine."""
    for place in Path("/proc").glob("[0-9]*/comm"):
        with suppress(OSError):
            if place.read_text().strip() == name:
                return True
    return False


def test_help_says_what_exit_status_means() -> None:
    """The help text is plain and complete."""
    answer = stillroom("--help")
    assert answer.returncode == 0
    assert "Exit status: 0 all passed" in " ".join(answer.stdout.split())
    assert "..." not in answer.stdout.partition("Commands:")[2], "a sentence that is cut off"


def test_a_course_that_ends_the_program_is_no_success(root: Path, tmp_path: Path) -> None:
    """Exit status 0 of a grading says that everybody passed; nothing of the course may say it."""
    shutil.copytree(root / "exercises", tmp_path / "exercises")
    (tmp_path / "exercises" / "01-add-users" / "schema.py").write_text("raise SystemExit(0)\n")
    answer = stillroom("list", "--course", tmp_path / "exercises")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.endswith("schema.py: cannot be run: SystemExit: 0\n")
    assert len(answer.stderr.splitlines()) == 1


def test_the_list_tells_what_is_wrong_in_the_lesson(root: Path, tmp_path: Path) -> None:
    """As the check of the course does."""
    shutil.copytree(root / "exercises", tmp_path / "exercises")
    lesson = tmp_path / "exercises" / "02-add-email" / "lesson.toml"
    lesson.write_text(lesson.read_text("utf-8") + "\nriddles = 1\n", "utf-8")
    answer = stillroom("list", "--course", tmp_path / "exercises")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "02-add-email/lesson.toml: " in answer.stderr
    assert "riddles: unknown key" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_report_goes_to_where_a_link_leads(solved: Path, tmp_path: Path, here: Command) -> None:
    link, target = tmp_path / "link", tmp_path / "target"
    link.symlink_to("target")
    answer = here("grade", solved, "--exercise", "01", "--format", "json", "--output", link)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert link.is_symlink()
    assert json.loads(target.read_text("utf-8"))["verdict"] == "passed"


def test_closed_streams_are_no_reason_to_fail(tmp_path: Path) -> None:
    """``>&-`` closes standard output: nothing is shown, and nothing breaks."""
    shell = f"'{sys.executable}' -m stillroom list >&- 2>'{tmp_path / 'errors'}' <&-"
    assert subprocess.run(["sh", "-c", shell], check=False).returncode == 0
    assert (tmp_path / "errors").read_text() == ""


def test_a_fault_with_one_submission_leaves_everybody_a_result(
    solved: Path, untouched: Path, tmp_path: Path, here: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All results are written, in the order given; then one line and exit status 2."""
    broken = tmp_path / "broken"
    shutil.copytree(solved, broken)
    output = tmp_path / "results.jsonl"

    def workspace(
        submission: Submission, runner: Runner, *, packages: Sequence[str] | None
    ) -> Workspace:
        if submission.name.endswith("broken"):
            raise RecursionError("too deep")
        return Workspace(submission, runner, packages=packages)

    monkeypatch.setattr("stillroom.grading.grade.Workspace", workspace)
    answer = here(
        "grade", solved, broken, untouched, "--exercise", "01", "--format", "json", "--output", output
    )  # fmt: skip
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"stillroom: {broken}: There is no verdict; this is not a mistake in the submission. "
        "RecursionError: too deep\n"
    )
    results = [json.loads(line) for line in output.read_text("utf-8").splitlines()]
    assert [result["submission"] for result in results] == list(map(str, (solved, broken, untouched)))  # fmt: skip
    assert [result["verdict"] for result in results] == ["passed", "error", "failed"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "--seconds", "x"], "Invalid value for '--seconds': a number is expected. Try: stillroom check --help"),
        (["check", "--seconds", "-1"], "Invalid value for '--seconds': at least 0.1 is expected. Try: stillroom check --help"),
        (["quiz", "--number", "1.5"], "Invalid value for '--number': a whole number is expected. Try: stillroom quiz --help"),
        (["lesson", "--port", "99999"], "Invalid value for '--port': at most 65535 is expected. Try: stillroom lesson --help"),
        (["reset", "a", "b"], "Too much is said: a b. Try: stillroom reset --help"),
        (["undo", "a"], "Too much is said: a. Try: stillroom undo --help"),
        (["progress", "export"], "Missing argument 'FILE'. Try: stillroom progress export --help"),
    ],
)  # fmt: skip
def test_wrong_words_are_told_in_our_words(words: list[str], told: str) -> None:
    """And not in those of the libraries that read the command line."""
    answer = stillroom(*words)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", f"stillroom: {told}\n")
