"""What learners' code did in a grading, kept so that the grading can be repeated without it.

A recording holds one sample of the corpus, every command that a child ran for it, with the
database file that the command left behind, and the record that came out. Repeating it runs the
grader's own code in full: databases are read again, compared again and explained again.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from stillroom.authoring.samples import Sample
from stillroom.course.course import Course
from stillroom.databases.base import Handover
from stillroom.errors import GraderFault
from stillroom.grading.grade import grade
from stillroom.sandbox.outcome import Outcome
from stillroom.sandbox.runner import Runner
from stillroom.sandbox.tiers import Isolation
from stillroom.submission.intake import Submission

Call = tuple[tuple[str, ...], frozenset[tuple[str, bytes]]]
Run = Callable[..., Outcome]


class NotRecorded(Exception):
    """The grader ran a command that it did not run when the recording was made."""


@dataclass
class Recording:
    """One sample, what every command did, and the record of the grading as JSON."""

    exercise: str
    submission: Submission
    isolation: Isolation
    calls: dict[Call, list[Outcome]] = field(default_factory=dict)
    """What a command did to a database, each time that it met the same one."""
    result: str = ""


@dataclass
class _Project:
    """Stands for the laid-out project of a submission, whose commands *run_command* runs."""

    run_command: Run
    leave: Callable[..., None] = lambda *_: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.leave(*error)

    def run(self, database: Handover, operation: str, *arguments: str) -> Outcome:
        return self.run_command(database, operation, *arguments)


class _Recorder(Runner):
    """Runs every command for real and notes what it did."""

    def __init__(self, runner: Runner, recording: Recording) -> None:
        super().__init__()
        self.runner, self.recording = runner, recording

    @property
    def isolation(self) -> Isolation:
        return self.recording.isolation

    def open(  # type: ignore[override]  # it answers the same calls
        self, files: Mapping[str, bytes], packages: Sequence[str] | None = None
    ) -> _Project:
        real = self.runner.open(files, packages)

        def run(database: Handover, *command: str) -> Outcome:
            ended = real.run(database, *command)
            self.recording.calls.setdefault(_call(database, command), []).append(ended)
            return ended

        return _Project(run, real.__exit__)


class _Player(_Recorder):
    """Runs nothing: answers what the command did when it was recorded."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(Runner(), recording)
        self.left = {call: list(outcomes) for call, outcomes in recording.calls.items()}

    def open(  # type: ignore[override]  # it answers the same calls
        self, files: Mapping[str, bytes], packages: Sequence[str] | None = None
    ) -> _Project:
        return _Project(self._answer)

    def _answer(self, database: Handover, *command: str) -> Outcome:
        outcomes = self.left.get(_call(database, command))
        if not outcomes:
            raise NotRecorded(" ".join(command))
        return outcomes.pop(0) if len(outcomes) > 1 else outcomes[0]


def _call(database: Handover, command: tuple[str, ...]) -> Call:
    return command, frozenset(database.items())


def record(samples: Iterable[Sample], course: Course) -> tuple[dict[str, Recording], list[str]]:
    """Grade *samples*.

    Returns the recordings by the names of the samples, and the names of those that cannot be
    repeated.
    """
    recordings: dict[str, Recording] = {}
    left_out = []
    with Runner() as runner:
        for sample in samples:
            recording = Recording(sample.exercise.id, sample.submission, runner.isolation)
            recording.result = _graded(recording, course, _Recorder(runner, recording))
            if '"verdict":"error"' in recording.result:
                raise GraderFault(f"{sample.name} cannot be recorded: {recording.result}")
            if same_again(recording, course):
                recordings[sample.name] = recording
            else:
                left_out.append(sample.name)
    return recordings, left_out


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
