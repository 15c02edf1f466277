"""The state of a followed project: whole, of one moment, and told to every open page."""

import asyncio
import queue
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.project.advice import advice
from stillroom.project.events import Event
from stillroom.project.progress import FILE, Progress
from stillroom.project.progress_file import save_progress
from stillroom.web import live
from stillroom.web.live import LiveProject, TooManyStreams
from tests.support.watcher import ScriptedWatcher

pytestmark = pytest.mark.fast
PATIENCE = 30.0  # seconds, after which a test gives up


def followed(folder: Path, watcher: ScriptedWatcher) -> LiveProject:
    return LiveProject(folder, lambda: watcher)  # type: ignore[arg-type,return-value]  # a double


def test_no_state_is_read_between_a_change_and_its_version(tmp_path: Path, course: Course) -> None:
    """Or a page would take the version that it has for what it shows, and never be brought up to date."""
    ticks: queue.SimpleQueue[bool] = queue.SimpleQueue()

    class Changing(ScriptedWatcher):
        """Looks whether a state could be read while it changes."""

        def tick(self) -> bool:
            with ThreadPoolExecutor(1) as another:
                is_free = another.submit(lambda: project.changing.acquire(blocking=False)).result()
            ticks.put(is_free)
            return True

        def go_on(self) -> None:
            self.tick()

    project = followed(tmp_path, Changing(course))
    before = project.state().version
    project.go_on()
    assert (ticks.get(timeout=PATIENCE), project.state().version) == (False, before + 1)
    project.start()
    assert [ticks.get(timeout=PATIENCE) for _ in range(3)] == [False] * 3
    project.end()


def test_a_state_does_not_change_later(tmp_path: Path, course: Course) -> None:
    watcher = ScriptedWatcher(course)
    first = watcher.next
    project = followed(tmp_path, watcher)
    state = project.state()
    watcher.events.append(Event("edit", "Edited."))
    watcher.next = advice("Go on.")
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
