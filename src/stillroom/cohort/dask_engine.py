"""An engine that grades on a Dask cluster: submissions go to its workers as bytes, results come back.

A worker keeps one grader, and so its warmed processes, from task to task. Only the client writes
results. A worker that dies loses nothing: its submissions are given to another one.
"""

import asyncio
import atexit
import logging
import tempfile
import threading
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from stillroom.cohort.grader import Grader
from stillroom.cohort.grading_config import GradingConfig, grader_fingerprint
from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.given import FILE as GIVEN
from stillroom.course.given import given_revisions
from stillroom.course.starts import COMPUTED
from stillroom.errors import StillroomError
from stillroom.results.record import Result
from stillroom.sandbox.runner import Stopped
from stillroom.sandbox.tiers import Tier
from stillroom.submission.intake import Submission
from stillroom.util.text import clean

SECONDS_TO_ANSWER = 5.0  # for a scheduler
SECONDS_TO_HAVE_A_WORKER = 5.0  # for a scheduler that answers
SECONDS_TO_REGAIN_A_WORKER = 30.0  # for a scheduler that has lost its last worker
SECONDS_TO_CLOSE = 5.0  # for the connection to the scheduler
RETRIES = 2  # of a submission whose worker has died


@dataclass(frozen=True)
class PlainConfig:
    """A GradingConfig as plain data, for a worker that has neither the course nor its folder."""

    course: tuple[tuple[str, bytes], ...]
    exercise: str
    seconds: float
    require: str
    grader: str

    @classmethod
    def of(cls, config: GradingConfig) -> "PlainConfig":
        """Return *config* as plain data."""
        upto = config.course.exercises[: config.course.exercises.index(config.exercise) + 1]
        paths = [exercise.folder / name for exercise in upto for name in _needed(exercise)]
        course = tuple(
            (path.relative_to(path.parents[1]).as_posix(), path.read_bytes())
            for path in paths
            if path.exists()
        )
        given = config.exercise.given_revision_files.items()
        course += tuple((f"{config.exercise.id}/{COMPUTED}/{name}", text) for name, text in given)
        return cls(course, config.exercise.id, config.seconds, config.require, grader_fingerprint())

    def config(self) -> GradingConfig:
        """Return the GradingConfig again; raises StillroomError where another grader than here wrote them."""
        if self.grader != grader_fingerprint():
            raise StillroomError(
                "a worker of the cluster has another version of stillroom or of its packages; "
                "install the same ones on every machine"
            )
        with tempfile.TemporaryDirectory(prefix="stillroom-course-") as folder:
            for name, content in self.course:
                path = Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            course = Course(Path(folder))
            exercise = course.find(self.exercise)
            course.states(exercise)  # all are read now, and kept when the folder is gone
            given_revisions(exercise)
            _ = exercise.given_revision_files
        return GradingConfig(course, exercise, self.seconds, Tier(self.require))


def _needed(exercise: Exercise) -> list[str]:
    """The files of *exercise* that a grading reads, or that must be there for it to be read."""
    definition = exercise.definition
    task = [definition.task] if "task" in definition.model_fields_set else []
    return ["exercise.toml", "schema.py", GIVEN, *task]


async def _answer(address: str) -> None:
    import distributed

    async with distributed.rpc(address) as scheduler:
        await scheduler.identity()


_LIBRARIES = ("asyncio", "distributed", "tornado")


def _be_quiet() -> None:
    """Silence the logs of Dask, which sets the level of each by itself; the run reports each failure.

    asyncio and Tornado tell of tasks of Dask that end with a connection, after nobody waits for them.
    """
    for name in [*_LIBRARIES, *logging.root.manager.loggerDict]:
        if name.partition(".")[0] in _LIBRARIES:
            logging.getLogger(name).setLevel(logging.CRITICAL)


_lock = threading.Lock()
_worker_state: tuple[PlainConfig, Grader] | None = None
"""In a worker: the configuration that it grades with, and its grader. Another one takes its place."""


def _grader(plain_config: PlainConfig) -> Grader:
    """Return the grader of this worker for *plain_config*; one for another configuration ends."""
    global _worker_state  # kept from task to task
    with _lock:
        if _worker_state is None or _worker_state[0] != plain_config:
            if _worker_state is not None:
                _worker_state[1].stop()
                _worker_state = None
            grader = Grader(plain_config.config())
            atexit.register(grader.stop)
            _worker_state = plain_config, grader
        return _worker_state[1]


def grade(plain_config: PlainConfig, submission: Submission) -> Result:
    """Grade *submission* in a worker of the cluster; raises StillroomError as Grader does."""
    grader = _grader(plain_config)
    try:
        return grader.grade(submission)
    except Stopped as error:
        raise StillroomError("the worker was given to another run; run it again") from error


class DaskEngine:
    """The workers behind the scheduler at *address*; use it in a ``with`` block."""

    def __init__(self, config: GradingConfig, address: str) -> None:
        """Connect; raises StillroomError where no scheduler answers, or it has no worker."""
        try:
            import distributed
        except ImportError as error:
            raise StillroomError(
                "--scheduler needs Dask; install it: python -m pip install 'stillroom[cluster]'"
            ) from error
        _be_quiet()
        self.address, self._plain_config = address, PlainConfig.of(config)
        try:
            # The client itself would wait without end for something that listens and says nothing.
            asyncio.run(asyncio.wait_for(_answer(address), SECONDS_TO_ANSWER))
            self._client = distributed.Client(
                address, timeout=SECONDS_TO_ANSWER, set_as_default=False
            )
        except (OSError, ValueError, TypeError) as error:
            reason = f" ({clean(str(error), 100)})" if str(error) else ""
            raise StillroomError(
                f"{clean(address, 100)}: no scheduler answers{reason}; start one: dask scheduler"
            ) from error
        try:
            self._need_worker(SECONDS_TO_HAVE_A_WORKER)
        except BaseException:
            self._client.close()
            raise
        threads = sum(self._client.nthreads().values())
        self.window = max(4 * threads, 16)
        self._executor = self._client.get_executor(pure=False, retries=RETRIES)

    def __enter__(self) -> Self:
        return self

    def submit(self, submission: Submission) -> Future[Result]:
        """Hand a submission over; a cancelled future says that the scheduler has gone."""
        future: Future[Result] = self._executor.submit(grade, self._plain_config, submission)
        return future

    def check(self) -> None:
        """Raise StillroomError where no worker is left."""
        self._need_worker(SECONDS_TO_REGAIN_A_WORKER)

    def _need_worker(self, seconds: float) -> None:
        try:
            self._client.wait_for_workers(1, timeout=seconds)
        except (OSError, CancelledError) as error:
            raise StillroomError(
                f"{self.address}: the scheduler has no worker; start one: dask worker {self.address}"
            ) from error

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._executor.shutdown(wait=False)
        self._client.close(timeout=SECONDS_TO_CLOSE)
