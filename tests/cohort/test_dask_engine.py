"""A cohort that is graded on a Dask cluster: a real scheduler and two workers on this machine."""

import json
import logging
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from stillroom.authoring import projects
from stillroom.cohort import dask_engine
from stillroom.cohort.dask_engine import PlainConfig
from stillroom.cohort.grading_config import GradingConfig, grader_fingerprint
from stillroom.course.course import Course
from stillroom.course.given import given_revisions
from stillroom.databases.expected import states
from stillroom.diagnosis.context import Context
from stillroom.errors import StillroomError
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from tests.support.commands import Answer, run_module
from tests.support.paths import TESTS
from tests.support.waiting import wait_until

pytest.importorskip("distributed")

MODELS, SIZE = "app/models.py", 10


@contextmanager
def process(words: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:  # noqa: ANN401 - as Popen takes them
    """Run a process for as long as the ``with`` block lasts."""
    started = subprocess.Popen(words, **options)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def dask(*words: str) -> list[str]:
    """Return a command line of Dask without its dashboard."""
    return [sys.executable, "-m", "dask", *words, "--no-dashboard"]


@contextmanager
def scheduler(place: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A scheduler that listens on this machine alone, and its address."""
    told = place / "scheduler.json"
    words = dask("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(told))
    with (
        (place / "scheduler.log").open("wb") as log,
        process(words, stdout=log, stderr=log) as scheduler,
    ):
        wait_until(lambda: told.exists() and told.read_text().endswith("}"), scheduler)
        yield scheduler, json.loads(told.read_text())["address"]


@contextmanager
def workers(place: Path, address: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers, each a process of its own with one thread."""
    with ExitStack() as stack:
        started = []
        for name in ("one", "two"):
            log = stack.enter_context((place / f"{name}.log").open("wb"))
            words = dask("worker", address, "--nthreads", "1", "--no-nanny", "--name", name)
            folder = ["--local-directory", str(place / name)]
            started.append(stack.enter_context(process([*words, *folder], stdout=log, stderr=log)))
        yield started


@pytest.fixture(scope="module")
def batch(root: Path, course: Course, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten submissions, every third of them not begun."""
    place = tmp_path_factory.mktemp("batch")
    solved = projects.solved(root, course.find("02"))
    started = projects.start(root, course.find("02"))
    for at in range(SIZE):
        files = started if at % 3 == 0 else solved
        mine = {MODELS: files[MODELS] + f"\n# {at}\n".encode()}
        projects.write_all(files | mine, place / f"learner-{at:02}")
    return place


def command(place: Path, results: Path, *more: str) -> list[str]:
    """Return the command line that grades *place* on exercise 02."""
    words = [str(place), "--exercise", "02", "--results", str(results), *more]
    return [sys.executable, "-m", "stillroom", "cohort", *words]


def impatient(limit: str, place: Path, results: Path, address: str) -> Answer:
    """Run the same command with half a second for the *limit* of that name."""
    program = (
        "import sys; from stillroom.cohort import dask_engine; from stillroom.cli.app import main; "
        f"dask_engine.{limit} = 0.5; sys.argv[0] = 'stillroom'; main()"
    )
    words = command(place, results, "--scheduler", address)[3:]
    return subprocess.run(
        [sys.executable, "-c", program, *words], capture_output=True, text=True, check=False
    )


def verdicts(results: Path) -> dict[str, str]:
    """Return the verdict of every result file."""
    found = (json.loads(path.read_text("utf-8")) for path in results.glob("results/*.json"))
    return {row["submission"]: row["verdict"] for row in found}


def await_results(results: Path, number: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until so many results are there, or the run has ended."""
    wait_until(lambda: len(list(results.glob("results/*.json"))) >= number, running)


EXPECTED = {f"learner-{at:02}": "passed" if at % 3 else "failed" for at in range(SIZE)}


@pytest.mark.long
def test_a_cluster_from_its_beginning_to_its_end(batch: Path, tmp_path: Path) -> None:
    """Without a worker, with two of which one is killed, and with a scheduler that goes.

    All of it on one cluster: most of the time, it is being started.
    """
    with scheduler(tmp_path) as (process_of_it, address):
        no_worker_is_one_line(address, batch, tmp_path / "none")
        with workers(tmp_path, address) as (first, _second):
            a_worker_that_is_killed_loses_nothing(first, address, batch, tmp_path / "killed")
            results = tmp_path / "gone"
            a_scheduler_that_goes_is_one_line(process_of_it, address, batch, results)
        a_run_without_the_cluster_goes_on(batch, results)


def no_worker_is_one_line(address: str, batch: Path, results: Path) -> None:
    """The line says how to start one."""
    answer = impatient("SECONDS_TO_HAVE_A_WORKER", batch, results, address)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr == (
        f"stillroom: {address}: the scheduler has no worker; start one: dask worker {address}\n"
    )


def a_worker_that_is_killed_loses_nothing(
    worker: subprocess.Popen[bytes], address: str, batch: Path, results: Path
) -> None:
    """The results are those of a run without a cluster."""
    words = command(batch, results, "--scheduler", address)
    # A worker may be up before the scheduler knows both of them: let both work before one is killed.
    with process(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        await_results(results, 3, running)
        worker.send_signal(signal.SIGKILL)
        output, error = running.communicate()
    assert running.returncode == 1, error.decode()
    assert b"10 submissions: 6 passed and 4 not yet." in output
    assert worker.wait() == -signal.SIGKILL
    assert verdicts(results) == EXPECTED
    assert "Traceback" not in error.decode()


def a_scheduler_that_goes_is_one_line(
    scheduler: subprocess.Popen[bytes], address: str, batch: Path, results: Path
) -> None:
    """What is known by then is kept."""
    words = command(batch, results, "--scheduler", address)
    with process(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        await_results(results, 3, running)
        scheduler.kill()
        output, error = running.communicate()
    assert (running.returncode, output) == (2, b"")
    assert error.decode().splitlines()[-1] == (
        "stillroom: the scheduler has gone; start it and run the same command again: "
        "it goes on where it stopped"
    )
    assert "Traceback" not in error.decode()


def a_run_without_the_cluster_goes_on(batch: Path, results: Path) -> None:
    """From what is known."""
    before = {path: path.stat().st_ino for path in results.glob("results/*.json")}
    assert len(before) >= 3
    again = run_module(*command(batch, results, "--jobs", "1")[2:])
    assert again.returncode == 1, again.stderr
    assert verdicts(results) == EXPECTED
    assert {path: path.stat().st_ino for path in before} == before


def test_an_address_where_nobody_answers_is_one_line(batch: Path, tmp_path: Path) -> None:
    """Somebody who listens and says nothing is nobody."""
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tcp://127.0.0.1:{mute.getsockname()[1]}"
        answer = impatient("SECONDS_TO_ANSWER", batch, tmp_path / "results", address)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert (
        answer.stderr == f"stillroom: {address}: no scheduler answers; start one: dask scheduler\n"
    )


def test_the_configuration_travels_as_plain_data(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker needs no folder of the course; one with another grader refuses."""
    config = GradingConfig(course, course.find("02"), 7.0, Tier.filter)
    plain_config = PlainConfig.of(config)
    assert {name for name, _ in plain_config.course} == {
        "01-add-users/exercise.toml",
        "01-add-users/schema.py",
        "02-add-email/exercise.toml",
        "02-add-email/schema.py",
        "02-add-email/start/migrations/versions/0001_add_users_table.py",
    }
    there = plain_config.config()
    assert (there.exercise.id, there.seconds, there.require) == ("02-add-email", 7.0, Tier.filter)
    assert set(there.course.states(there.exercise)) == set(course.states(config.exercise))
    assert there.exercise.definition == config.exercise.definition
    assert plain_config.grader == grader_fingerprint()
    monkeypatch.setattr(dask_engine, "grader_fingerprint", lambda: "another")
    with pytest.raises(StillroomError, match="another version of stillroom"):
        plain_config.config()


def test_the_given_revisions_travel_to_a_worker(course: Course) -> None:
    """What is said of an edited one is the same there, where the folder of the course is gone."""
    config = GradingConfig(course, course.find("04"), 7.0, Tier.filter)
    there = PlainConfig.of(config).config()
    given = config.exercise.given_revision_files
    assert [Path(name).name[:4] for name in sorted(given)] == ["0001", "0002"]
    assert there.exercise.given_revision_files == given
    files = {"app/models.py": b""}
    context = Context(
        Submission("somebody", files, {}),
        there.exercise, states(there.course, there.exercise), [], [], lambda: None,
    )  # fmt: skip
    assert [file.revision for file in context.given] == ["0001", "0002"]


def test_a_given_revision_that_changes_makes_kept_results_stale(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is told of a submission depends on it."""
    config = GradingConfig(course, course.find("04"), 7.0, Tier.filter)
    before = config.fingerprints()
    monkeypatch.setitem(vars(config.exercise), "given_revision_files", {"x.py": b"another"})
    assert config.fingerprints() != before


def test_what_an_exercise_freezes_travels_to_a_worker(tmp_path: Path) -> None:
    """The fingerprints and the task are there, and known when the folder is gone."""
    folder = tmp_path / "01-fill-label"
    shutil.copytree(TESTS / "grading" / "jars-course" / "01-fill-label", folder)
    definition = folder / "exercise.toml"
    frozen = 'task = "TASK.md"\n' + definition.read_text("utf-8").replace(
        "[[steps]]", '[begin]\nfrozen = ["a"]\n\n[[steps]]', 1
    )
    definition.write_text(frozen, "utf-8")
    (folder / "TASK.md").write_text("Fill the label.", "utf-8")
    (folder / "given.json").write_text('{"a": "the fingerprint"}', "utf-8")
    ours = Course(tmp_path)
    there = PlainConfig.of(GradingConfig(ours, ours.find("01"), 7.0, Tier.filter)).config()
    assert given_revisions(there.exercise) == {"a": "the fingerprint"}


@pytest.mark.parametrize("name", ["asyncio", "distributed.core", "tornado.application"])
def test_nothing_of_dask_is_logged(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """Nor what the libraries below it say of its tasks when a connection has gone."""
    with caplog.at_level(logging.ERROR, name):
        dask_engine._be_quiet()
        logging.getLogger(name).error("Exception in callback")
    assert caplog.text == ""
