"""What learners' code did in a grading, kept so that the grading can be repeated without it.

A recording holds one sample of the corpus, every command that a child ran for it, with the
database file that the command left behind, and the record that came out. Repeating it runs the
grader's own code in full: databases are read again, compared again and explained again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from stillroom.course import Course
from stillroom.errors import GraderFault
from stillroom.grading import grade
from stillroom.runner import Ended, Runner
from stillroom.submission import Submission

SUFFIXES = ("", "-wal", "-shm", "-journal")

Files = dict[str, bytes]
Call = tuple[tuple[str, ...], frozenset[tuple[str, bytes]]]


class NotRecorded(Exception):
    """The grader ran a command that it did not run when the recording was made."""


class NotPlain(Exception):
    """A command left something else than a plain file behind."""


@dataclass
class Recording:
    """One sample, what every command did, and the record of the grading as JSON."""

    exercise: str
    submission: Submission
    sandbox: str
    calls: dict[Call, list[tuple[Ended, Files]]] = field(default_factory=dict)
    """What a command did to a database, each time that it met the same one."""
    result: str = ""


class _Recorder(Runner):
    """Runs every command for real and notes what it did."""

    def __init__(self, runner: Runner, recording: Recording) -> None:
        self.runner, self.recording = runner, recording

    @property
    def sandbox(self) -> str:
        return self.recording.sandbox

    def run(
        self, messages: Path, project: Path, url: str, operation: str, *arguments: str
    ) -> Ended:
        call = _call(url, operation, arguments)
        ended = self.runner.run(messages, project, url, operation, *arguments)
        self.recording.calls.setdefault(call, []).append((ended, _files(url)))
        return ended


class _Player(_Recorder):
    """Runs nothing: puts the database in place that the command left behind."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.left = {call: list(outcomes) for call, outcomes in recording.calls.items()}

    def run(
        self, messages: Path, project: Path, url: str, operation: str, *arguments: str
    ) -> Ended:
        call = _call(url, operation, arguments)
        if call not in self.left:
            raise NotRecorded(" ".join(call[0]))
        outcomes = self.left[call]
        ended, files = outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]
        for suffix in SUFFIXES:
            path = _path(url, suffix)
            if suffix in files:
                path.write_bytes(files[suffix])
            else:
                path.unlink(missing_ok=True)
        return ended


def record(
    submissions: Iterable[tuple[str, Submission]], course: Course
) -> tuple[dict[str, Recording], list[str]]:
    """Grade *submissions*, each with the id of its exercise.

    Returns the recordings by name, and the names of those that cannot be repeated.
    """
    made: dict[str, Recording] = {}
    left_out = []
    with Runner() as runner:
        for exercise, submission in submissions:
            name = f"{exercise}/{submission.name}"
            recording = Recording(exercise, submission, runner.sandbox)
            try:
                recording.result = _graded(recording, course, _Recorder(runner, recording))
            except NotPlain:
                left_out.append(name)
                continue
            if '"verdict":"error"' in recording.result:
                raise GraderFault(f"{name} cannot be recorded: {recording.result}")
            if same_again(recording, course):
                made[name] = recording
            else:
                left_out.append(name)
    return made, left_out


def same_again(recording: Recording, course: Course) -> bool:
    """Tell whether repeating the grading gives the same record."""
    try:
        return _graded(recording, course, _Player(recording)) == recording.result
    except Exception:  # noqa: BLE001 - whatever a mutant breaks
        return False


def _graded(recording: Recording, course: Course, runner: Runner) -> str:
    exercise = course.find(recording.exercise)
    result = grade(recording.submission, course, exercise, runner)
    return result.model_copy(update={"seconds": 0.0}).to_json()


def _call(url: str, operation: str, arguments: tuple[str, ...]) -> Call:
    return (operation, *arguments), frozenset(_files(url).items())


def _path(url: str, suffix: str) -> Path:
    return Path(url.removeprefix("sqlite:///") + suffix)


def _files(url: str) -> Files:
    """The database file, and what SQLite keeps beside it."""
    paths = {suffix: _path(url, suffix) for suffix in SUFFIXES}
    there = {suffix: path for suffix, path in paths.items() if path.exists() or path.is_symlink()}
    if any(path.is_symlink() or not path.is_file() for path in there.values()):
        raise NotPlain
    return {suffix: path.read_bytes() for suffix, path in there.items()}
