"""Asks every tool about every sample: who catches the wrong answers, and who refuses right ones?"""

import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bench import environments
from bench.score import Outcome, Score
from bench.tools import TOOLS, Check, Judge, Stillroom, references
from stillroom.authoring import projects
from stillroom.authoring.samples import Sample
from stillroom.course.course import Course

Report = Console(stderr=True)


def measure(
    root: Path, course: Course, samples: Sequence[Sample], jobs: int, *, renew: bool = False
) -> list[Score]:
    """Return the score of every tool on *samples*, Stillroom's last; *renew* for newest versions."""
    pyproject = starter_pyproject(root)
    pythons = _pythons(root, pyproject, renew)
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as folder:
        solved = references(root, course, pythons["alembic"], pyproject, Path(folder))
        with Stillroom(course, jobs) as stillroom:
            judges: dict[str, Judge] = {
                tool.name: Check(tool, pythons[tool.folder], pyproject, solved) for tool in TOOLS
            }
            judges[Stillroom.name] = stillroom
            outcomes = ask(judges, samples, jobs)
    return [
        *(
            _score(tool.name, tool.against, pythons[tool.folder], tool.distributions, outcomes)
            for tool in TOOLS
        ),
        _score(
            Stillroom.name, Stillroom.against, sys.executable, Stillroom.distributions, outcomes
        ),
    ]


def _pythons(root: Path, pyproject: bytes, renew: bool) -> dict[str, str]:
    """Make the environments of the tools; return the name of each and its interpreter."""
    needs = starter_requirements(pyproject)
    made_of = {tool.folder: [*needs, *tool.requirements] for tool in TOOLS}
    return {
        name: environments.make(root / ".nox" / "bench-tools" / name, requirements, renew=renew)
        for name, requirements in made_of.items()
    }


def _score(
    name: str,
    against: str,
    python: str,
    distributions: Sequence[str],
    outcomes: Mapping[str, Sequence[Outcome]],
) -> Score:
    versions = ", ".join(environments.versions(python, distributions))
    return Score(name, against, versions, outcomes[name])


def starter_pyproject(root: Path) -> bytes:
    """Return the configuration of a project that the template makes."""
    with tempfile.TemporaryDirectory(prefix="stillroom-bench-") as folder:
        project = Path(folder) / "project"
        projects.render(root, project)
        return (project / "pyproject.toml").read_bytes()


def starter_requirements(pyproject: bytes) -> list[str]:
    """Return what a project that the template makes depends on."""
    needs: list[str] = tomllib.loads(pyproject.decode())["project"]["dependencies"]
    return needs


def ask(
    judges: Mapping[str, Judge], samples: Sequence[Sample], jobs: int
) -> dict[str, list[Outcome]]:
    """Return what each of *judges* answers to every sample, by its name.

    Each sample goes to one judge after the other, so that a busy moment of the machine is the same
    for all of them.
    """
    with pool(jobs) as executor:
        submitted = [
            (name, executor.submit(_timed, judge, sample))
            for sample in samples
            for name, judge in judges.items()
        ]
        _watch([future for _, future in submitted], f"{len(samples)} samples, {len(judges)} tools")
        return {
            name: [future.result() for tool, future in submitted if tool == name] for name in judges
        }


def _timed(judge: Judge, sample: Sample) -> Outcome:
    started = time.perf_counter()
    answer, message = judge(sample)
    return Outcome(sample, answer, message, time.perf_counter() - started)


@contextmanager
def pool(jobs: int) -> Iterator[ThreadPoolExecutor]:
    """Give *jobs* threads; what waits is dropped, and what runs is waited for, after an error."""
    executor = ThreadPoolExecutor(jobs)
    try:
        yield executor
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


def _watch(futures: Sequence[Future[Outcome]], title: str) -> None:
    """Show how far it is: a bar in a terminal, one line elsewhere."""
    if not Report.is_terminal:
        Report.print(title)
    with Progress(console=Report, transient=True, disable=not Report.is_terminal) as progress:
        task = progress.add_task(title, total=len(futures))
        for future in as_completed(futures):
            future.result()  # an error of the benchmark itself ends it at once
            progress.advance(task)
