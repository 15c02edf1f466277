"""A class of 16 with 8 attacks in it: killed in the middle and started again, as if left alone."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from stillroom.authoring import projects
from stillroom.authoring.samples import matching
from stillroom.cohort.store import StoredResult, file_name
from stillroom.course.course import Course
from stillroom.sandbox.tiers import Tier
from tests.hostile.attack import Attack
from tests.hostile.ground import Ground, prepared
from tests.hostile.judge import faults
from tests.hostile.targets import Targets
from tests.support.commands import run_module
from tests.support.paths import TESTS
from tests.support.results import identities, left_behind, records
from tests.support.waiting import wait_until

HOSTILE = TESTS / "hostile"
EXERCISE, SIZE, SECONDS = "01-add-users", 16, "3"
ATTACKS = (
    "crashes-the-interpreter", "exits-in-upgrade", "fills-the-disk", "has-null-bytes",
    "kills-the-warmed-process-and-stays", "leaves-a-daemon", "raises-text-that-steers", "sleeps",
)  # fmt: skip
"""What could make a difference to a run that is killed. The last of the class sleeps until the time limit: no run has ended before it is killed."""


class Class(NamedTuple):
    """The folder of all submissions, those that must pass, and the attacks by their names there."""

    place: Path
    right: set[str]
    attacks: dict[str, tuple[Attack, Targets]]


@pytest.fixture
def ground() -> Iterator[Ground]:
    """Where the attacks take place; the temporary folders of the command are below it."""
    with prepared() as ground:
        yield ground


@pytest.fixture
def everybody(root: Path, course: Course, ground: Ground) -> Class:
    """The samples of the exercise and right answers, and an attack in every second place."""
    place, exercise = ground.work / "class", course.find(EXERCISE)
    samples = [
        (sample.is_right, sample.submission.files | _environment(sample.submission.environment))
        for sample in matching(root, course, f"{EXERCISE}/*")
        if sample.mistake != "timeout" and not sample.confined
    ][::4]
    solved = projects.solved(root, exercise)
    every = SIZE // len(ATTACKS)
    attacks = iter([Attack(HOSTILE / name) for name in ATTACKS])
    right: set[str] = set()
    written: dict[str, tuple[Attack, Targets]] = {}
    for number in range(SIZE):
        name = f"learner-{number:03}"
        if number % every == every // 2:
            attack = next(attacks)
            written[name] = attack, ground.targets.apart(attack.name)
            attack.write_into(place / name, written[name][1])
            continue
        mine = f"\n# {name}\n".encode()
        own = {"app/models.py": solved["app/models.py"] + mine}
        passes, files = samples.pop() if number % 3 and samples else (True, solved | own)
        right |= {name} if passes else set()
        projects.write_all(dict(files), place / name)
    return Class(place, right, written)


def _environment(content: bytes | None) -> projects.Files:
    return {} if content is None else {"migrations/env.py": content}


@pytest.mark.long
def test_a_large_class_is_killed_in_the_middle_and_goes_on(
    everybody: Class, ground: Ground
) -> None:
    """The results are those of a run left alone; no result is written twice, and nothing stays."""
    alone, results = ground.work / "alone", ground.work / "results"
    summary, said = _graded(everybody, alone, ground, jobs=1)
    assert f"{SIZE} of {SIZE}" in said

    killed = subprocess.Popen(
        [sys.executable, "-m", *_words(everybody, results)], env=_environ(ground), start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait_until(lambda: len(list((results / "results").glob("*.json"))) >= SIZE // 3, killed)
    workers = list(_below(killed.pid))
    os.killpg(killed.pid, signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    before = identities(results)
    assert SIZE // 3 <= len(before) < SIZE
    assert workers
    # They end when they see that nobody is there: a test that hangs here has failed.
    wait_until(lambda: not any(map(_is_running, workers)))

    (results / "results" / ".learner-000.json.0a1b2c3d").write_text("{")  # half of one
    summary_again, said = _graded(everybody, results, ground, jobs=1)
    assert f"{len(before)} known from an earlier run" in said
    assert before.items() <= identities(results).items()
    assert records(results) == records(alone)
    assert json.loads(summary_again) == json.loads(summary)
    for name in ("summary.json", "summary.csv", "summary.md"):
        assert (results / name).read_bytes() == (alone / name).read_bytes()
    assert json.loads(summary) == json.loads((alone / "summary.json").read_text("utf-8"))
    assert left_behind(results) == []
    assert list(ground.temporary.iterdir()) == []
    _assert_right(everybody, results)


def _assert_right(everybody: Class, results: Path) -> None:
    kept = {
        path.name: StoredResult.model_validate(json.loads(path.read_bytes()))
        for path in (results / "results").iterdir()
    }
    assert len(kept) == SIZE
    assert len(everybody.attacks) == len(ATTACKS) == 8
    passed = {result.submission for result in kept.values() if result.verdict == "passed"}
    assert passed - set(everybody.attacks) == everybody.right
    assert not any(result.verdict == "error" for result in kept.values())
    found = {}
    for name, (attack, targets) in everybody.attacks.items():
        result = kept[file_name(name)]
        harm = targets.harm(result, set())
        found[attack.name] = faults(attack, Tier(result.isolation.tier), result, harm)
    assert {name: words for name, words in found.items() if words} == {}


def _words(everybody: Class, results: Path, jobs: int = 2) -> list[str]:
    words: list[object] = [
        "stillroom",
        "cohort",
        everybody.place,
        "--exercise",
        EXERCISE,
        "--results",
        results,
    ]
    words += ["--jobs", jobs, "--seconds", SECONDS, "--plain", "--format", "json"]
    return list(map(str, words))


def _environ(ground: Ground) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(ground.temporary)}


def _graded(everybody: Class, results: Path, ground: Ground, jobs: int = 2) -> tuple[str, str]:
    """Run the command to its end; return its summary, and what it said on standard error."""
    ended = run_module(*_words(everybody, results, jobs), environment=_environ(ground))
    assert ended.returncode == 1, ended.stderr
    return ended.stdout, ended.stderr


def _below(process: int) -> Iterator[tuple[int, str]]:
    """The number of every process below *process*, and when it was started."""
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child, _state(child)[1]
            yield from _below(child)


def _state(process: int) -> tuple[str, str]:
    try:
        words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "X", ""
    return words[0], words[19]


def _is_running(worker: tuple[int, str]) -> bool:
    state, started = _state(worker[0])
    return started == worker[1] and state not in "ZX"
