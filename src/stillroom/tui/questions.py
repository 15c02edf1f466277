"""Asks questions at the terminal, one by one. What was answered is noted at once, so leaving is safe."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stillroom.course.lesson import OPTIONS, Question
from stillroom.learning.quiz import Answered, options
from stillroom.tui.output import Screen
from stillroom.util.text import counted

_PROMPT = "Answer 1 to {0}, or h for a hint, s to skip, q to quit: "
_KEYS = {"h": "h", "hint": "h", "s": "s", "skip": "s", "q": "q", "quit": "q"}
_LETTERS = "abcd"


@dataclass
class Tally:
    """What came of the questions that were asked."""

    right: int = 0
    wrong: int = 0
    skipped: int = 0
    stopped: bool = False

    @property
    def words(self) -> str:
        """One line on it."""
        kept = "Stopped; every answer is kept. " if self.stopped else ""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        answered = counted(self.right + self.wrong, "question")
        return f"{kept}{answered} answered: {self.right} right, {self.wrong} not yet{skipped}."


def ask(
    screen: Screen, questions: Sequence[Question], note: Callable[[Question, int], Answered]
) -> Tally:
    """Ask *questions* until they are through or the learner leaves; return what came of it.

    *note* keeps an answer, given by the index in the options of its question.
    """
    tally = Tally()
    try:
        for at, question in enumerate(questions, 1):
            screen.line(f"Question {at} of {len(questions)} ({question.level})", "bold")
            if not _one(screen, question, note, tally):
                tally.stopped = True
                break
    except KeyboardInterrupt:
        screen.line("")
        tally.stopped = True
    return tally


def _one(
    screen: Screen, question: Question, note: Callable[[Question, int], Answered], tally: Tally
) -> bool:
    """Ask one question; return whether to go on."""
    shown = options(question)
    screen.markdown(question.text)
    screen.options([option.text for _, option in shown])
    while (key := _key(screen.ask(_PROMPT.format(len(shown))))) not in ("q", "s"):
        if key == "h":
            screen.markdown(f"Hint: {question.hint}")
        elif not key.isdigit():
            screen.line(f"Not understood. Type a number from 1 to {len(shown)}, or h, s or q.")
        else:
            answered = note(question, shown[int(key)][0])
            _tell(screen, answered, [option for _, option in shown].index(answered.solution) + 1)
            tally.right += answered.right
            tally.wrong += not answered.right
            return True
    tally.skipped += key == "s"
    return key == "s"


def _key(line: str | None) -> str:
    """What was typed: the place of an option, from 0, or h, s or q; empty for anything else."""
    if line is None:
        return "q"
    typed = line.strip("().").casefold()
    places = [str(number) for number in range(1, OPTIONS + 1)]
    if typed in places:
        return str(places.index(typed))
    if len(typed) == 1 and typed in _LETTERS:
        return str(_LETTERS.index(typed))
    return _KEYS.get(typed, "")


def _tell(screen: Screen, answered: Answered, place: int) -> None:
    if answered.right:
        screen.line("Right.", "bold green")
        screen.markdown(answered.why)
    else:
        screen.line("Not right.", "bold yellow")
        screen.markdown(f"{answered.why}\n\nRight is {place}: {answered.solution.text}")
    screen.markdown(answered.explanation)
    screen.line("")
