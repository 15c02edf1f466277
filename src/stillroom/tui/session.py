"""What a session of the watch shows, and what its keys do to it. Knows nothing of terminals."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

from stillroom.course.course import Course
from stillroom.course.exercise import Exercise
from stillroom.course.lesson import Lesson, Option, Question
from stillroom.errors import StillroomError
from stillroom.learning import quiz
from stillroom.project.advice import Advice
from stillroom.project.begin import begin, follow_on, undo
from stillroom.project.current_exercise import current_exercise
from stillroom.project.hint import hint
from stillroom.project.progress import Progress
from stillroom.project.progress_file import changed, load_progress
from stillroom.project.watcher import Watcher
from stillroom.util.text import clean

Mode = Literal[
    "follow", "task", "hint", "quiz", "answered", "list", "confirm-reset", "confirm-start", "keys"
]  # fmt: skip
"""What the middle of the screen shows: the project that is followed, or what a key has asked for."""


class Session:
    """One session: its mode, what the last key said, and whether it is over."""

    def __init__(self, watcher: Watcher, course: Course, lesson: Lesson, project: Path) -> None:
        """Begin with the mode that follows the project."""
        self.watcher, self.course, self.lesson, self.project = watcher, course, lesson, project
        self.mode: Mode = "follow"
        self.notice = ""
        """What the last key said, as one line."""
        self.progress = Progress()
        """The progress as it was last read."""
        self.shown_hint = ""
        self.width, self.room = 80, 1000
        """The columns and the lines for what a key has asked for."""
        self.top = 0
        """The first line of the task that is shown."""
        self.is_over = False
        self.question: Question | None = None
        self.options: list[tuple[int, Option]] = []
        """The options of the question in the order shown, each with its index in the question."""
        self.answered: quiz.Answered | None = None
        self.right = self.asked = 0
        self._waiting: list[Question] = []
        self.read_progress()

    @property
    def exercise(self) -> Exercise:
        """The exercise that the session is at."""
        return current_exercise(self.course, self.watcher.exercise, self.progress)

    def read_progress(self) -> None:
        """Read the progress of the project; say what is wrong with its file."""
        try:
            self.progress, set_aside = load_progress(self.project)
        except StillroomError as error:
            self.progress, set_aside = Progress(), clean(str(error))
        self.notice = set_aside or self.notice

    def tick(self) -> bool:
        """Look at the project again; tell whether anything has changed.

        The notice goes when something happens: it was about what was there before.
        """
        last_event = self.watcher.events[-1:]
        has_changed = self.watcher.tick()
        if self.watcher.events[-1:] != last_event:
            self.notice = ""
        if has_changed:
            self.read_progress()
        return has_changed

    # ------------------------------------------------------------------------ what keys do

    def end(self) -> None:
        """End the session."""
        self.is_over = True

    def follow(self) -> None:
        """Show the project again."""
        self.mode = "follow"

    def stay(self) -> None:
        """Change nothing."""

    def show_task(self) -> None:
        """Show the task of the exercise; once more, the part of it that follows."""
        self.top = self.top + self.room - 1 if self.mode == "task" else 0
        self.mode = "task"

    def show_hint(self) -> None:
        """Show the next hint of the exercise; it is remembered, and costs nothing."""
        try:
            shown = hint(self.project, self.course, self.exercise.id, self.watcher.result)
            self.shown_hint = "\n".join(clean(line) for line in shown.splitlines())
            self.mode = "hint"
        except StillroomError as error:
            self.notice = clean(str(error))

    def go_on(self) -> None:
        """Begin the next exercise where this one has passed; else say the next thing."""
        self.mode = "follow"
        result, following = self.watcher.result, self.course.after(self.exercise)
        has_passed = result is not None and result.verdict == "passed" and following is not None
        waits = any(step.command == "next" for step in self.watcher.next.steps)
        if not has_passed and not waits:
            self.notice = self.watcher.next.spelled()
            return
        self._do(lambda: follow_on(self.project, self.course))

    def take_back(self) -> None:
        """Take the last beginning of an exercise back, files and database."""
        self._do(lambda: undo(self.project))

    def _do(self, action: Callable[[], Advice]) -> None:
        """Do what changes the project, and say what was done; then follow what is there now."""
        self.mode = "follow"
        try:
            self.notice = clean(" ".join(action().spelled().splitlines()))
            self.read_progress()
            self.watcher.go_on()
        except (StillroomError, OSError) as error:
            self.notice = clean(str(error))

    def list_exercises(self) -> None:
        """Show the exercises with their state."""
        self.mode = "list"

    def list_keys(self) -> None:
        """Show what each key does."""
        self.mode = "keys"

    def start_quiz(self) -> None:
        """Ask the first question: what has no answer yet, then what was not right."""
        if not self.lesson.questions:
            self.notice = "This course has no questions."
            return
        self.ask()

    def ask(self) -> None:
        """Ask the next question of the quiz."""
        if not self._waiting:
            self._waiting = quiz.chosen(self.lesson.questions, self.progress)
        self.question = self._waiting.pop(0)
        self.options = quiz.options(self.question)
        self.mode, self.answered = "quiz", None

    def show_hint_of_question(self) -> None:
        """Show the hint of the question that is asked."""
        if self.question is not None:
            self.notice = f"Hint: {self.question.hint}"

    def answer(self, place: int) -> None:
        """Answer the question with the option that stands at *place*, counted from 0."""
        question = self.question
        if question is None or place >= len(self.options):
            return
        index, _ = self.options[place]
        try:
            with changed(self.project) as progress:
                self.answered = quiz.answer(progress, question, index, date.today())
            self.progress = progress
        except StillroomError as error:
            self.answered = quiz.judged(question, index)
            self.notice = f"Not remembered: {clean(str(error))}"
        self.asked += 1
        self.right += self.answered.right
        self.mode = "answered"

    def confirm_reset(self) -> None:
        """Ask before anything is forgotten."""
        self.mode = "confirm-reset"

    def refuse_reset(self) -> None:
        """Forget nothing."""
        self.mode, self.notice = "follow", "Nothing was changed."

    def reset(self) -> None:
        """Forget what the session has seen; then ask whether the files begin anew, too."""
        self.watcher.forget()
        self.mode, self.notice = "confirm-start", "Forgotten."

    def refuse_start(self) -> None:
        """Leave files and database as they are."""
        self.mode, self.notice = "follow", "The files stay as they are."

    def start_exercise(self) -> None:
        """Begin the exercise again, files and database; what was there is kept."""
        self._do(lambda: begin(self.project, self.course, self.exercise))
