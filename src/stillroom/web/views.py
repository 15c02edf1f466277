"""What the pages say of a learner's own work, as data: nothing here knows HTML or requests."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from stillroom.course.course import Course, Exercise
from stillroom.course.lesson import Lesson, Question
from stillroom.course.table import tracker
from stillroom.databases.expected import states
from stillroom.diagrams.flow import flow_svg
from stillroom.diagrams.lines import changes
from stillroom.diagrams.schema import schema_svg
from stillroom.errors import StillroomError
from stillroom.learning import predict
from stillroom.learning.explain import Explanation, NotPassed, explanation
from stillroom.learning.overview import Summary, summary
from stillroom.project.events import Event
from stillroom.project.lesson_progress import Met
from stillroom.project.next_step import Advice, advice
from stillroom.project.progress import Progress, changed
from stillroom.results.record import Finding
from stillroom.util.text import indented
from stillroom.web import asking
from stillroom.web.console import Console
from stillroom.web.inspect import Study
from stillroom.web.live import Feed

AROUND = 2  # lines shown before and after the one that a finding names
LARGEST = 200_000  # bytes of a file that is shown


@dataclass(frozen=True)
class Line:
    """One line of a learner's file."""

    number: int
    text: str
    named: bool
    """Whether it is the line that the finding names."""


class Desk:
    """A learner's project beside the course."""

    def __init__(
        self,
        project: Path,
        course: Course,
        lesson: Lesson,
        feed: Feed,
        study: Study,
        console: Console,
    ) -> None:
        """Begin with what *feed* knows; *study* looks closely at the revisions, *console* runs commands."""
        self.project, self.course, self.lesson = project, course, lesson
        self.feed, self.study, self.console = feed, study, console
        self.tracker = tracker(course)
        self.predictions = predict.questions(course)
        self._states = states(course, course.exercises[-1])

    @property
    def progress(self) -> Progress:
        """The progress as it was last read."""
        return self.feed.progress

    @contextmanager
    def changed(self) -> Iterator[Progress]:
        """Lend the progress to be changed; the pages show it as soon as it is written."""
        with changed(self.project) as progress:
            yield progress
        self.feed.refresh()

    @property
    def exercise(self) -> Exercise:
        """The exercise that the learner is at."""
        if self.feed.follower.exercise is not None:
            return self.feed.follower.exercise
        name = self.progress.only or self.progress.current
        return self.course.find(name) if name in self.course.ids else self.course.exercises[0]

    @property
    def task(self) -> list[tuple[str, str]]:
        """The parts of the current exercise's text that are not on the page already: title, text."""
        return task(self.exercise)

    @property
    def hints(self) -> list[str]:
        """The hints of the current exercise that were seen."""
        return self.exercise.definition.hints[: self.progress.hints.get(self.exercise.id, 0)]

    @property
    def state(self) -> str | None:
        """The words for the state of the learner's database; None where it cannot be read."""
        schema = self.feed.follower.snapshot.schema
        return None if schema is None else self._states.words(schema)

    @property
    def diagram(self) -> str | None:
        """The schema of the learner's database as a picture; None where it cannot be read."""
        schema, before = self.feed.follower.snapshot.schema, self.feed.before
        if schema is None:
            return None
        changed = changes(before, schema) if before is not None else ()
        return schema_svg(schema, changed)

    @property
    def table(self) -> list[Met]:
        """The rows of the lesson, with what the learner has met."""
        return list(self.feed.follower.table)

    @property
    def met(self) -> dict[int, Event]:
        """What the learner did last for each row of the table."""
        return {event.row: event for event in self.feed.follower.events if event.row is not None}

    @property
    def here(self) -> int | None:
        """The step that comes next; None at the end."""
        table = self.table
        done = [at for at, met in enumerate(table) if met.done]
        at = done[-1] + 1 if done else 0
        return table[at].row.step if at < len(table) else None

    @property
    def tracked(self) -> int | None:
        """Where in the state tracker the learner is; None where the state is none of the lesson's."""
        done = max((met.row.step for met in self.table if met.done), default=0)
        state = self.state
        places = [at for at, (_, one) in enumerate(self.tracker) if one == state]
        reached = [at for at in places if self.tracker[at][0] <= done]
        return reached[-1] if reached else next(iter(places), None)

    @cached_property
    def flow(self) -> str:
        """The flow as a picture; empty where the course has none."""
        return flow_svg(self.lesson.flow) if self.lesson.flow.boxes else ""

    def quiz(self, name: str | None, chosen: int | None) -> asking.Asked:
        """Return a page of the quiz."""
        marks, queue = (
            asking.quiz_marks(self.progress),
            asking.quiz_queue(self.lesson, self.progress),
        )
        return asking.asked("quiz", asking.by_level(self.lesson), marks, queue, name, chosen)

    def predict(self, name: str | None, chosen: int | None) -> asking.Asked:
        """Return a page of the predictions."""
        marks = asking.predict_marks(self.progress)
        queue = asking.predict_queue(self.predictions, self.progress)
        return asking.asked("predict", self.predictions, marks, queue, name, chosen)

    def recall(self, today: date, name: str | None, chosen: int | None) -> asking.Asked:
        """Return a page of what comes back today."""
        return asking.recalled(self.progress, self.lesson, today, name, chosen)

    def question(self, way: asking.Way, name: str) -> Question | None:
        """Return the question called *name*, or None."""
        questions = self.predictions if way == "predict" else self.lesson.questions
        return next((one for one in questions if one.id == name), None)

    def explanations(self) -> list[tuple[Exercise, Explanation | None, Advice]]:
        """Return each exercise with its explanation, or with why there is none yet."""
        return [(exercise, *self._explained(exercise)) for exercise in self.course]

    def _explained(self, exercise: Exercise) -> tuple[Explanation | None, Advice]:
        try:
            return explanation(self.course, exercise, self.progress), Advice()
        except NotPassed as error:
            return None, error.advice
        except StillroomError as error:
            return None, advice(str(error))

    def summary(self, today: date) -> Summary:
        """Return what is done, what is weak and what comes next."""
        return summary(self.progress, self.lesson, self.course, today)

    def lines(self, finding: Finding) -> list[Line]:
        """Return the line that *finding* names, with those around it; nothing where there is none."""
        if finding.file is None or finding.line is None:
            return []
        path = self.project / finding.file
        try:
            # A finding's file is a name that the grader gave; a link might lead anywhere.
            inside = path.resolve().is_relative_to(self.project.resolve())
            if not inside or not path.is_file() or path.stat().st_size > LARGEST:
                return []
            text = path.read_text("utf-8", "replace").splitlines()
        except OSError:
            return []
        first = max(0, finding.line - 1 - AROUND)
        return [
            Line(number, indented(one), number == finding.line)
            for number, one in enumerate(text[first : finding.line + AROUND], first + 1)
        ]


_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
_ON_THE_PAGE = ("Goal", "Steps", "Hints")


def task(exercise: Exercise) -> list[tuple[str, str]]:
    """Return the parts of an exercise's README that a page does not show by itself: title, text."""
    try:
        text = (exercise.folder / "README.md").read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return []
    _, *parts = _HEADING.split(text)
    titled = zip(parts[::2], parts[1::2], strict=True)
    return [(title, words.strip()) for title, words in titled if title not in _ON_THE_PAGE]
