"""What a key does in the watch. Knows nothing of terminals: keys in, what is to be shown out."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

from stillroom.course.course import Course, Exercise
from stillroom.course.lesson import Lesson, Option, Question
from stillroom.errors import StillroomError
from stillroom.learning import quiz
from stillroom.project.hint import hint
from stillroom.project.progress import Progress, changed
from stillroom.project.start import start
from stillroom.project.watcher import Watcher
from stillroom.tui.keys import ENDED, ESCAPE
from stillroom.util.text import clean

Mode = Literal["follow", "hint", "quiz", "answered", "list", "reset", "lay", "keys"]
NUMBERS = "1234"


class Session:
    """One session: what is shown, what the last key said, and whether it is over."""

    def __init__(self, follower: Watcher, course: Course, lesson: Lesson, project: Path) -> None:
        """Begin with the view that follows the project."""
        self.follower, self.course, self.lesson, self.project = follower, course, lesson, project
        self.mode: Mode = "follow"
        self.notice = ""
        """What the last key said, as one line."""
        self.text = ""
        """The hint that is shown."""
        self.over = False
        self.question: Question | None = None
        self.options: list[tuple[int, Option]] = []
        self.answered: quiz.Answered | None = None
        self.right = self.asked = 0
        self._waiting: list[Question] = []

    @property
    def exercise(self) -> Exercise:
        """The exercise that the session is at."""
        if self.follower.exercise is not None:
            return self.follower.exercise
        named = self.progress.only or self.progress.current
        return self.course.find(named) if named in self.course.ids else self.course.exercises[0]

    @property
    def progress(self) -> Progress:
        """The progress of the project, as it is now."""
        try:
            progress, said = Progress.load(self.project)
        except StillroomError as error:
            self.notice = clean(str(error))
            return Progress()
        self.notice = said or self.notice
        return progress

    def tick(self) -> bool:
        """Look again; what was said before something happened is out of date then."""
        last = self.follower.events[-1:]
        changed = self.follower.tick()
        if self.follower.events[-1:] != last:
            self.notice = ""
        return changed

    def press(self, key: str) -> None:
        """Do what *key* means where the session is."""
        self.notice = ""
        if key in ("q", ENDED):
            self.over = True
        elif key == ESCAPE:
            self.mode = "follow"
        elif self.mode == "quiz" and (key in NUMBERS or key == "h"):
            self._answer(key)
        elif self.mode == "answered" and key in ("enter", "n", " "):
            self._ask()
        elif self.mode in ("reset", "lay"):
            self._confirm(key)
        elif key in _KEYS:
            _KEYS[key](self)
        elif key != "enter":
            self.notice = f"The key {clean(key, 10)} does nothing here. All keys: ?"

    def hint(self) -> None:
        """Show the next hint of the exercise; it is remembered, and costs nothing."""
        try:
            self.text = clean(hint(self.project, self.course, self.exercise.id))
            self.mode = "hint"
        except StillroomError as error:
            self.notice = clean(str(error))

    def go_on(self) -> None:
        """Turn to the next exercise where this one has passed; else say the next thing."""
        self.mode = "follow"
        result = self.follower.result
        following = self.course.after(self.exercise)
        if result is None or result.verdict != "passed" or following is None:
            self.notice = self.follower.next.spelled()
            return
        self.follower.go_on()
        self.notice = f"{following.id}, {following.title}: {following.definition.goal}"

    def list_(self) -> None:
        """Show the exercises with their state."""
        self.mode = "list"

    def keys(self) -> None:
        """Show what each key does."""
        self.mode = "keys"

    def reset(self) -> None:
        """Ask before anything is forgotten."""
        self.mode = "reset"

    def start_quiz(self) -> None:
        """Ask the first question: what has no answer yet, then what was not right."""
        if not self.lesson.questions:
            self.notice = "This course has no questions."
            return
        self._ask()

    def _ask(self) -> None:
        if not self._waiting:
            self._waiting = quiz.chosen(self.lesson.questions, self.progress)
        self.question = self._waiting.pop(0)
        self.options = quiz.options(self.question)
        self.mode, self.answered = "quiz", None

    def _answer(self, key: str) -> None:
        question = self.question
        if question is None:
            return
        if key == "h":
            self.notice = f"Hint: {question.hint}"
            return
        index, _ = self.options[NUMBERS.index(key)]
        try:
            with changed(self.project) as progress:
                self.answered = quiz.answer(progress, question, index, date.today())
        except StillroomError as error:
            self.answered = quiz.judged(question, index)
            self.notice = f"Not remembered: {clean(str(error))}"
        self.asked += 1
        self.right += self.answered.right
        self.mode = "answered"

    def _confirm(self, key: str) -> None:
        if key not in ("y", "n"):
            self.notice = "y for yes, n for no."
        elif self.mode == "reset":
            if key == "y":
                self.follower.forget()
            self.mode = "lay" if key == "y" else "follow"
            self.notice = "Forgotten." if key == "y" else "Nothing was changed."
        else:
            self.mode = "follow"
            self.notice = self._lay() if key == "y" else "The files stay as they are."

    def _lay(self) -> str:
        try:
            return clean(start(self.project, self.course, self.exercise.id, False).spelled())
        except (StillroomError, OSError) as error:
            return clean(str(error))


_KEYS: dict[str, Callable[[Session], None]] = {
    "h": Session.hint,
    "z": Session.start_quiz,
    "n": Session.go_on,
    "l": Session.list_,
    "r": Session.reset,
    "?": Session.keys,
}
