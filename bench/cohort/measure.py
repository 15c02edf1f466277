"""A class of thousands, graded in one command: how long, with how much memory, and after an interruption.

It is graded on this machine, killed in the middle and started again, and graded on a cluster of two
workers of which one is killed in the middle. Each time the results must be the same.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench import children
from bench.cohort.attacks import attacks
from bench.cohort.school import ATTACK, school
from bench.speed import LARGE_CLASS, Figure, table
from bench.usage import MEGABYTE, Used, used
from stillroom.authoring import projects, samples
from stillroom.course.course import Course
from stillroom.errors import StillroomError
from stillroom.results.summary import Summary
from stillroom.util.text import duration

EXERCISE, PARENT = "02-add-email", "0002"
HOSTILE_SHARE = 40  # every 40th submission attacks the grader
SECONDS = "3"  # the time limit of a command: some attacks would go on for ever
PATIENCE = 3600.0  # seconds for a run
STATUSES = (0, 1)
_FILES = ("summary.json", "summary.csv", "summary.md")


def measure(root: Path, course: Course, size: int, say: Callable[[str], None]) -> list[Figure]:
    """Return every figure of a class of *size*; *say* is told what is being measured."""
    with tempfile.TemporaryDirectory(prefix="stillroom-class-") as folder:
        place = Path(folder)
        say(f"writing a class of {size} and one of {size // 4}")
        _written(root, course, place / "few", size // 4)
        expected = _written(root, course, place / "many", size)
        say(f"a class of {size // 4}")
        few = _graded(place, "few", "results-few")
        say(f"a class of {size}")
        many = _graded(place, "many", "alone")
        say("killed in the middle, and started again")
        kept = _killed_in_the_middle(place, size)
        again = _graded(place, "many", "killed")
        say("two workers of a cluster, one killed in the middle")
        with _cluster(place) as (address, worker):
            spread = _with_a_worker_killed(place, address, worker, size)
        alone = results_of(place / "alone")
        return _figures(
            size, few, many, kept, again, spread,
            not_as_expected=_not_as_expected(expected, alone),
            after_a_kill=differences(alone, results_of(place / "killed")),
            on_a_cluster=differences(alone, results_of(place / "cluster")),
        )  # fmt: skip


def _written(root: Path, course: Course, place: Path, number: int) -> dict[str, str]:
    """Write a class; return what is to become of each of its entries."""
    exercise = course.find(EXERCISE)
    wrong = [
        sample.submission.files
        for sample in samples.matching(root, course, f"{EXERCISE}/*")
        if not (sample.is_right or sample.confined or sample.mistake == "timeout")
    ]
    return school(
        place, projects.solved(root, exercise), wrong, number,
        attacks=attacks(PARENT), hostile=number // HOSTILE_SHARE,
    )  # fmt: skip


def _command(place: Path, name: str, results: str, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "stillroom", "cohort", str(place / name), "--exercise", EXERCISE,
        "--results", str(place / results), "--seconds", SECONDS, "--plain", *more,
    ]  # fmt: skip


def _graded(place: Path, name: str, results: str) -> Used:
    return used(_command(place, name, results), place, STATUSES)


def _kept(folder: Path) -> int:
    return len(list((folder / "results").glob("*.json")))


def _killed_in_the_middle(place: Path, size: int) -> int:
    """Kill a run when half of the results are there; return how many there are then."""
    with _started(place, _command(place, "many", "killed")) as process:
        _wait(lambda: _kept(place / "killed") >= size // 2, process)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return _kept(place / "killed")


def _with_a_worker_killed(
    place: Path, address: str, worker: "subprocess.Popen[bytes]", size: int
) -> float:
    """Grade on the cluster, and kill one of its workers when half of the results are there."""
    began = time.perf_counter()
    with _started(place, _command(place, "many", "cluster", "--scheduler", address)) as process:
        _wait(lambda: _kept(place / "cluster") >= size // 2, process)
        os.killpg(worker.pid, signal.SIGKILL)
        if process.wait(PATIENCE) not in STATUSES:
            raise StillroomError("the run on the cluster failed")
    return time.perf_counter() - began


@contextmanager
def _started(place: Path, command: list[str]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start *command* as the head of a group of its own; whatever is left of it ends with the block."""
    process = subprocess.Popen(  # noqa: S603 - our own command
        command,
        env={**children.environment(place), "PATH": os.environ["PATH"]},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(is_so: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    """Wait until *is_so*; raises StillroomError where *process* ends before, or it takes too long."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if process.poll() is not None or time.monotonic() > end:
            raise StillroomError("a run that was to be interrupted ended before")
        time.sleep(0.05)


@contextmanager
def _cluster(place: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """Start a scheduler and two workers; give its address and one of the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    dask = shutil.which("dask", path=str(Path(sys.executable).parent))
    if dask is None:
        raise StillroomError("there is no Dask here; install it: pip install 'stillroom[cluster]'")
    with ExitStack() as stack:
        stack.enter_context(
            _started(place, [dask, "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"])
        )  # fmt: skip
        workers = [
            stack.enter_context(
                _started(place, [dask, "worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny"])
            )
            for _ in range(2)
        ]  # fmt: skip
        yield address, workers[0]


def results_of(folder: Path) -> dict[str, Any]:
    """Return the results and the summary in *folder*, without what differs from run to run."""
    found: dict[str, Any] = {name: (folder / name).read_text("utf-8") for name in _FILES}
    for path in (folder / "results").glob("*.json"):
        record = json.loads(path.read_text("utf-8"))
        for known in (record, record["cohort"]):
            known.pop("seconds", None)
            known.pop("checksum", None)
        found[path.name] = record
    return found


def _not_as_expected(expected: dict[str, str], found: dict[str, Any]) -> list[str]:
    """Return the entries whose status is another one; an attack may pass or fail, and no more."""
    summary = Summary.model_validate_json(found["summary.json"])
    became = {entry.handed_in or entry.name: entry.status for entry in summary.results}
    return [
        f"{name}: {became.get(name, 'not named')}"
        for name, status in expected.items()
        if became.get(name) not in (("passed", "failed") if status == ATTACK else (status,))
    ]


def differences(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """Return the names of the files that differ."""
    return sorted(
        name for name in first.keys() | second.keys() if first.get(name) != second.get(name)
    )


def _figures(
    size: int,
    few: Used,
    many: Used,
    kept: int,
    again: Used,
    spread: float,
    *,
    not_as_expected: list[str],
    after_a_kill: list[str],
    on_a_cluster: list[str],
) -> list[Figure]:
    each_of_few, each = few.seconds / (size // 4), many.seconds / size
    growth = (many.parent - few.parent) / MEGABYTE
    return [
        Figure(
            f"one of {size}, against one of {size // 4}", f"{each / each_of_few:.2f}", "at most 1.1",
            each <= 1.1 * each_of_few,
            f"{1000 * each:.0f} ms and {1000 * each_of_few:.0f} ms; {size} in {duration(many.seconds)}",
        ),
        Figure(
            f"more memory of the parent for {size} than for {size // 4}", f"{growth:.1f} MB", "at most 10 MB",
            growth <= 10,
            f"the parent {many.parent / MEGABYTE:.0f} MB, its children together {many.children / MEGABYTE:.0f} MB at most",
        ),
        _none(
            "entries that became something else than they should", not_as_expected,
            f"{size // HOSTILE_SHARE} of them attack the grader",
        ),
        _same(
            "killed in the middle and started again", after_a_kill,
            f"{kept} were kept, the rest took {duration(again.seconds)}",
        ),
        _same(
            "graded by a cluster of two workers, one of them killed in the middle", on_a_cluster,
            f"{size} in {duration(spread)}",
        ),
    ]  # fmt: skip


def _same(how: str, differing: list[str], detail: str) -> Figure:
    return _none(f"files of results that differ when it is {how}", differing, detail)


def _none(title: str, names: list[str], detail: str) -> Figure:
    named = f"; {', '.join(names[:3])}" if names else ""
    return Figure(title, str(len(names)), "0", not names, detail + named)


TEXT = """
One command grades a class as it really hands in, `{size}` entries in all: folders, archives and repositories, right work, wrong
work and none, and every {share}th of them an attack on the grader (`nox -s bench -- cohort`, which writes this section with
`--write`). An attack that never ends costs the time limit, which is {seconds} seconds here.

{table}
"""


def with_class(page: str, figures: list[Figure], size: int) -> str:
    """Return the *page* on speed with another section on a large class, its last one."""
    before = page.partition(LARGE_CLASS)[0].rstrip("\n")
    text = TEXT.format(size=size, share=HOSTILE_SHARE, seconds=SECONDS, table=table(figures))
    return f"{before}\n\n{LARGE_CLASS}{text}"
