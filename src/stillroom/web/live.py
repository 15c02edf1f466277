"""What the pages show of a learner's work: followed by one thread, and told to every open page."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from stillroom.errors import StillroomError
from stillroom.project.progress import FILE, Progress
from stillroom.project.watcher import TICK, Watcher
from stillroom.schema.model import Schema

MOST_STREAMS = 16  # open pages that are told of changes


class TooMany(Exception):
    """There are as many streams as there may be."""


class Feed:
    """Follows a project in a thread of its own; ``version`` grows with each change."""

    def __init__(self, project: Path, follower: Callable[[], Watcher]) -> None:
        """Look at *project* once; nothing is followed before ``start``."""
        self.project = project
        self.held = threading.RLock()
        """Held while something changes until ``version`` says so: a page shows what its version is."""
        self.version = 0
        self.progress, self.said = Progress.load(project)
        self._aside = self._set_aside()
        self.follower = follower()
        self.before: Schema | None = None
        """The schema of the database before it last changed, while it was followed."""
        self._shown = self.follower.snapshot.schema
        self._seen = self._stamp()
        self._streams: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="follow", daemon=True)

    def start(self) -> None:
        """Begin to follow."""
        self._thread.start()

    def finish(self) -> None:
        """Let every stream end; nothing is followed any more."""
        self._ended.set()
        self._tell()

    def end(self) -> None:
        """Stop following, with everything that was begun for it."""
        self.finish()
        if self._thread.is_alive():
            self._thread.join()
        self.follower.close()

    def go_on(self) -> None:
        """Turn to the exercise that the progress names."""
        with self.held:
            self.follower.go_on()
            self._tell()

    @property
    def over(self) -> bool:
        """Tell whether nothing will change any more."""
        return self._ended.is_set()

    def refresh(self) -> None:
        """Read the progress again: something was written, here or by another command."""
        with self.held:
            self._refresh()

    def _refresh(self) -> None:
        self._seen = self._stamp()
        self.progress, said = Progress.load(self.project)
        aside = self._set_aside()
        if new := sorted(aside - self._aside):  # whoever of us was the first to see it
            said = (
                said or f"{FILE} could not be used. It is kept as {new[0]}; progress starts anew."
            )
        self._aside, self.said = aside, said or self.said
        self._tell()

    @contextmanager
    def stream(self) -> Iterator[asyncio.Event]:
        """Give an event that is set with each change; raises TooMany."""
        if len(self._streams) >= MOST_STREAMS:
            raise TooMany
        one = (asyncio.get_running_loop(), asyncio.Event())
        self._streams.add(one)
        try:
            yield one[1]
        finally:
            self._streams.discard(one)

    def _follow(self) -> None:
        while not self.over:
            self.follower.answered.wait(TICK)
            try:
                with self.held:
                    if self.follower.tick():
                        self._compare()
                        self._tell()
                if self._stamp() != self._seen:
                    self.refresh()
            except (StillroomError, OSError) as error:
                self._trouble(str(error))

    def _compare(self) -> None:
        schema = self.follower.snapshot.schema
        if schema is not None and schema != self._shown:
            self.before, self._shown = self._shown, schema

    def _trouble(self, words: str) -> None:
        if words != self.said:
            self.said = words
            self._tell()

    def _tell(self) -> None:
        self.version += 1
        for loop, changed in tuple(self._streams):
            loop.call_soon_threadsafe(changed.set)

    def _set_aside(self) -> set[str]:
        return {
            path.name
            for kind in ("damaged", "later")
            for path in self.project.glob(f"{FILE}.{kind}*")
        }

    def _stamp(self) -> tuple[int, int] | None:
        """What tells one version of the progress file from the next."""
        try:
            status = (self.project / FILE).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino
