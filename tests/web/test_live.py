"""The state of a followed project: whole, of one moment, and told to every open page."""

import asyncio
import queue
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.project.advice import advice
from stillroom.project.events import Event
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import save_progress
from stillroom.schema.model import Column, Schema, Table
from stillroom.web import live
from stillroom.web.live import LiveProject, LiveState, TooManyStreams
from tests.support.watcher import ScriptedWatcher

pytestmark = pytest.mark.fast
PATIENCE = 30.0  # seconds, after which a test gives up


def followed(folder: Path, watcher: ScriptedWatcher) -> LiveProject:
    return LiveProject(folder, lambda: watcher)  # type: ignore[arg-type,return-value]  # a double


def test_a_state_that_is_read_during_a_change_is_the_one_before_it(
    tmp_path: Path, course: Course
) -> None:
    """Nobody waits for the change, or takes a new version for what was known before it."""
    during: queue.SimpleQueue[tuple[LiveState, LiveState]] = queue.SimpleQueue()

    class Changing(ScriptedWatcher):
        """Looks at what another thread can read while it changes."""

        def tick(self) -> bool:
            before = project.state()
            self.events.append(Event("edit", "Edited."))
            with ThreadPoolExecutor(1) as another:
                another.submit(project.tell).result(PATIENCE)
                during.put((before, another.submit(project.state).result(PATIENCE)))
            return True

        def go_on(self) -> None:
            self.tick()

    project = followed(tmp_path, Changing(course))
    project.go_on()
    before, meanwhile = during.get(timeout=PATIENCE)
    after = project.state()
    assert [before.version, meanwhile.version, after.version] == [0, 1, 2]
    assert [len(before.events), len(meanwhile.events), len(after.events)] == [0, 0, 1]
    project.start()
    before, meanwhile = during.get(timeout=PATIENCE)
    assert before.events == meanwhile.events
    project.end()


def test_a_state_does_not_change_later(tmp_path: Path, course: Course) -> None:
    watcher = ScriptedWatcher(course)
    first = watcher.next
    project = followed(tmp_path, watcher)
    state = project.state()
    watcher.events.append(Event("edit", "Edited."))
    watcher.next = advice("Go on.")
    project.refresh()
    assert (state.events, state.next) == ((), first)
    assert project.state().next == advice("Go on.")


def test_what_was_written_is_in_the_next_state(tmp_path: Path, course: Course) -> None:
    project = followed(tmp_path, ScriptedWatcher(course))
    version = project.state().version
    save_progress(Progress(read=["moments"]), tmp_path)
    project.refresh()
    state = project.state()
    assert state.progress.read == ["moments"]
    assert (state.version, state.notice) == (version + 1, None)


def test_a_progress_file_that_another_command_has_set_aside_is_said(
    tmp_path: Path, course: Course
) -> None:
    project = followed(tmp_path, ScriptedWatcher(course))
    (tmp_path / f"{FILE}.damaged").write_text("{", "utf-8")
    project.refresh()
    assert f"It is kept as {FILE}.damaged" in (project.state().notice or "")


def test_streams_are_bounded_and_make_room_when_they_end(tmp_path: Path, course: Course) -> None:
    project = followed(tmp_path, ScriptedWatcher(course))

    async def open_all() -> None:
        streams = [project.stream() for _ in range(live.MOST_STREAMS)]
        for stream in streams:
            stream.__enter__()
        with pytest.raises(TooManyStreams), project.stream():
            pass
        streams.pop().__exit__(None, None, None)
        with project.stream():
            pass
        for stream in streams:
            stream.__exit__(None, None, None)

    with ThreadPoolExecutor(1) as thread:  # a loop of its own
        thread.submit(asyncio.run, open_all()).result()


def test_each_stream_is_told_of_a_change(tmp_path: Path, course: Course) -> None:
    project = followed(tmp_path, ScriptedWatcher(course))

    async def wait_for_a_change() -> None:
        with project.stream() as first, project.stream() as second:
            project.refresh()
            await asyncio.wait_for(asyncio.gather(first.wait(), second.wait()), PATIENCE)

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, wait_for_a_change()).result()


def test_a_database_that_was_laid_is_not_one_that_changed(tmp_path: Path, course: Course) -> None:
    """Whoever goes on in the terminal has the exercise before it in no column of the page."""
    watcher = ScriptedWatcher(course)
    project = followed(tmp_path, watcher)

    def sees(column: str) -> Schema | None:
        table = Table("users", (Column(column, "INTEGER", nullable=False),))
        watcher.snapshot = replace(watcher.snapshot, schema=Schema({"users": table}))
        project.go_on()
        return project.state().earlier_schema

    assert sees("id") == Schema()
    watcher.beginnings += 1
    assert sees("number") is None
    assert sees("id") is not None
