"""Follows a learner's project in a thread, and tells every open page that something has changed."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

from stillroom.course.exercise import Exercise
from stillroom.errors import StillroomError
from stillroom.project.advice import Advice
from stillroom.project.events import Event
from stillroom.project.lesson_progress import FollowedStep
from stillroom.project.own_database import Standing
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import load_progress
from stillroom.project.snapshot import Snapshot
from stillroom.project.watcher import TICK, Watcher
from stillroom.results.record import Result
from stillroom.schema.model import Schema

MOST_STREAMS = 16  # open pages that are told of changes


class TooManyStreams(Exception):
    """There are as many streams as there may be."""


@dataclass(frozen=True)
class LiveState:
    """What is known of a project at one moment. Nothing in it changes later."""

    run: str
    """Tells this run of the server from others: each of them counts its versions anew."""
    version: int
    """Grows with each change."""
    notice: str | None
    """What has to be said on every page, such as that the progress file was damaged."""
    progress: Progress
    exercise: Exercise | None
    """The exercise that was checked last."""
    snapshot: Snapshot
    earlier_schema: Schema | None
    """The schema of the database before it last changed, while it was followed."""
    standing: Standing | None
    """Where the learner's own database is; None until that is found out."""
    table: tuple[FollowedStep, ...]
    events: tuple[Event, ...]
    result: Result | None
    checking: bool
    checks: int
    """How many checks have ended."""
    next: Advice

    @property
    def mark(self) -> str:
        """What tells this state from every other one, of this run and of others."""
        return f"{self.run}.{self.version}"


class LiveProject:
    """Follows a project in a thread of its own; ``version`` grows with each change."""

    def __init__(self, project: Path, watcher: Callable[[], Watcher]) -> None:
        """Look at *project* once; nothing is followed before ``start``."""
        self.project = project
        self.changing = threading.RLock()
        """Held while the project is followed, and while something changes until a state says so."""
        self._telling = threading.Lock()
        self._run = token_hex(4)
        self.progress, self.notice = load_progress(project)
        self._set_aside = self._files_set_aside()
        self.watcher = watcher()
        self._earlier_schema: Schema | None = None
        self._last_schema = self.watcher.snapshot.schema
        self._beginnings = self.watcher.beginnings
        self._checks, self._last_result = 0, self.watcher.result
        self._progress_stamp = self._stamp()
        self._state = self._seen(version=0)
        self._streams: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follow", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def finish(self) -> None:
        """Let every stream end; nothing is followed any more."""
        self._ended.set()
        self.tell()

    def end(self) -> None:
        """Stop following, and end the check that may be under way."""
        self.finish()
        if self._thread.is_alive():
            self._thread.join()
        self.watcher.close()

    @property
    def is_over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self._ended.is_set()

    def state(self) -> LiveState:
        """Return what is known now; all of it is of one moment. Nothing that is under way is waited for."""
        return self._state

    def _seen(self, version: int) -> LiveState:
        watcher = self.watcher
        return LiveState(
            run=self._run,
            version=version,
            notice=self.notice,
            progress=self.progress,
            exercise=watcher.exercise,
            snapshot=watcher.snapshot,
            earlier_schema=self._earlier_schema,
            standing=watcher.standing,
            table=tuple(watcher.table),
            events=tuple(watcher.events),
            result=watcher.result,
            checking=watcher.checking,
            checks=self._checks,
            next=watcher.next,
        )

    def go_on(self) -> None:
        """Turn to the exercise that the progress names."""
        with self.changing:
            self._read_progress()
            self.watcher.go_on()
            self._keep_earlier_schema()
            self._tell_of_project()

    def refresh(self) -> None:
        """Read the progress again: something was written, here or by another command."""
        with self.changing:
            self._read_progress()
            self._tell_of_project()

    def _read_progress(self) -> None:
        self._progress_stamp = self._stamp()
        self.progress, notice = load_progress(self.project)
        set_aside = self._files_set_aside()
        # Another command may have been the first to see that the file was damaged.
        if new := sorted(set_aside - self._set_aside):
            notice = (
                notice or f"{FILE} could not be used. It is kept as {new[0]}; progress starts anew."
            )
        self._set_aside, self.notice = set_aside, notice or self.notice

    @contextmanager
    def stream(self) -> Iterator[asyncio.Event]:
        """Give an event that is set with each change; raises TooManyStreams."""
        if len(self._streams) >= MOST_STREAMS:
            raise TooManyStreams
        stream = (asyncio.get_running_loop(), asyncio.Event())
        self._streams.add(stream)
        try:
            yield stream[1]
        finally:
            self._streams.discard(stream)

    def _follow(self) -> None:
        while not self.is_over:
            self.watcher.answered.wait(TICK)
            try:
                with self.changing:
                    if self.watcher.tick():
                        self._keep_earlier_schema()
                        self._count_checks()
                        self._tell_of_project()
                if self._stamp() != self._progress_stamp:
                    self.refresh()
            except (StillroomError, OSError) as error:
                self._say(str(error))

    def _keep_earlier_schema(self) -> None:
        schema = self.watcher.snapshot.schema
        if self.watcher.beginnings != self._beginnings:  # the database was laid, not changed
            self._beginnings = self.watcher.beginnings
            self._earlier_schema, self._last_schema = None, schema
        elif schema is not None and schema != self._last_schema:
            self._earlier_schema, self._last_schema = self._last_schema, schema

    def _count_checks(self) -> None:
        result = self.watcher.result
        if result is not None and result is not self._last_result:
            self._checks, self._last_result = self._checks + 1, result

    def _say(self, notice: str) -> None:
        if notice != self.notice:
            self.notice = notice
            self._tell_of_project()

    def _tell_of_project(self) -> None:
        """Take over what is known of the project now, and say to every open page that it has changed."""
        with self.changing:
            self._tell(self._seen)

    def tell(self) -> None:
        """Say to every open page that something beside the project has changed."""
        self._tell(lambda version: replace(self._state, version=version))

    def _tell(self, state: Callable[[int], LiveState]) -> None:
        with self._telling:
            self._state = state(self._state.version + 1)
        for loop, changed in tuple(self._streams):
            loop.call_soon_threadsafe(changed.set)

    def _files_set_aside(self) -> set[str]:
        """The names of progress files that could not be used and were renamed."""
        return {
            path.name
            for suffix in ("damaged", "later")
            for path in self.project.glob(f"{FILE}.{suffix}*")
        }

    def _stamp(self) -> tuple[int, int] | None:
        """What tells one version of the progress file from the next."""
        try:
            status = (self.project / FILE).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino
