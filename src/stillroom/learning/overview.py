"""The summary: what is done, what is weak, and the one next thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from stillroom.course.course import Course
from stillroom.course.lesson import Lesson
from stillroom.learning import recall
from stillroom.project.advice import Advice, NextStep, advice
from stillroom.project.progress import Progress
from stillroom.util.text import counted


@dataclass(frozen=True)
class Done:
    """An exercise, and whether it has passed."""

    id: str
    title: str
    points: int
    passed: bool


@dataclass(frozen=True)
class Idea:
    """An idea of the course and its questions: how many are right, wrong, and without an answer."""

    number: int | None
    title: str
    right: int
    wrong: int
    open: int


@dataclass(frozen=True)
class Summary:
    """Everything that is known of a learner's progress in a course."""

    exercises: list[Done]
    ideas: list[Idea]
    read: int
    sections: int
    predicted: int
    due: int
    next: Advice

    @property
    def passed(self) -> int:
        """How many exercises have passed."""
        return sum(exercise.passed for exercise in self.exercises)

    @property
    def points(self) -> int:
        """The points of the exercises that have passed."""
        return sum(exercise.points for exercise in self.exercises if exercise.passed)

    @property
    def max_points(self) -> int:
        """The points that are possible."""
        return sum(exercise.points for exercise in self.exercises)

    @property
    def right(self) -> int:
        """How many questions were answered right the last time."""
        return sum(idea.right for idea in self.ideas)

    @property
    def wrong(self) -> int:
        """How many questions were answered wrong the last time."""
        return sum(idea.wrong for idea in self.ideas)

    @property
    def open(self) -> int:
        """How many questions have no answer yet."""
        return sum(idea.open for idea in self.ideas)

    @property
    def weak(self) -> list[Idea]:
        """The ideas with wrong answers, the weakest first."""
        return sorted((idea for idea in self.ideas if idea.wrong), key=lambda idea: -idea.wrong)


def summary(
    progress: Progress, lesson: Lesson, course: Course, today: date | None = None
) -> Summary:
    """Return the summary of *progress*; without *today*, that of this day."""
    exercises = [
        Done(
            exercise.id,
            exercise.title,
            exercise.definition.points,
            passed=exercise.id in progress.passed,
        )
        for exercise in course
    ]
    ideas = _ideas(progress, lesson)
    due = len(recall.due(progress, lesson, today or date.today()))
    return Summary(
        exercises=exercises,
        ideas=ideas,
        read=sum(section.id in progress.read for section in lesson.sections),
        sections=len(lesson.sections),
        predicted=sum(progress.predicted.values()),
        due=due,
        next=_next(progress, lesson, exercises, ideas, due),
    )


def _ideas(progress: Progress, lesson: Lesson) -> list[Idea]:
    """The ideas in the order of their numbers; last, the questions that belong to none."""
    titles = {section.idea: section.title for section in reversed(lesson.sections)}
    numbers: Iterable[int | None] = {question.idea for question in lesson.questions}
    ideas = []
    for number in sorted(numbers, key=lambda number: (number is None, number or 0)):
        questions = [question for question in lesson.questions if question.idea == number]
        cards = [progress.cards.get(question.id) for question in questions]
        wrong = sum(card is not None and card.box == 1 for card in cards)
        without = cards.count(None)
        title = titles.get(number, f"Idea {number}") if number is not None else "The rest"
        ideas.append(Idea(number, title, len(cards) - wrong - without, wrong, without))
    return ideas


def _next(
    progress: Progress, lesson: Lesson, exercises: list[Done], ideas: list[Idea], due: int
) -> Advice:
    """The one next thing: begin to read, do the exercises, then what the questions still ask for."""
    if lesson.sections and not progress.read and not progress.passed:
        return advice("Read the lesson: ", NextStep("read"))
    left = [exercise for exercise in exercises if not exercise.passed]
    current = next((exercise for exercise in left if exercise.id == progress.current), None)
    has_next = progress.current in progress.passed and progress.current != exercises[-1].id
    if left and has_next:
        return advice("Go on with the next exercise: ", NextStep("next"))
    if following := current or next(iter(left), None):
        return advice(
            f"Go on with {following.id}, {following.title}: ", NextStep("check", following.id)
        )
    if due:
        return advice(f"Answer the {counted(due, 'question')} that came back: ", NextStep("recall"))
    if without := sum(idea.open for idea in ideas):
        unseen = counted(without, "question")
        return advice(f"Answer the {unseen} that you have not seen: ", NextStep("quiz"))
    return advice("Nothing: all exercises have passed and no question waits for you today.")
