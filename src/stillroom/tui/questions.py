"""Asks questions at the terminal, one after the other; each answer is kept at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from stillroom.course.lesson import OPTIONS, Question
from stillroom.learning.quiz import Answered, options
from stillroom.tui.markdown_terminal import MarkdownTerminal
from stillroom.util.text import counted

_PROMPT = "Answer 1 to {0}, or h for a hint, s to skip, q to quit: "
_KEYS = {"h": "h", "hint": "h", "s": "s", "skip": "s", "q": "q", "quit": "q"}
_LETTERS = "abcd"


@dataclass
class Tally:
    """How many questions were answered right, wrong, or skipped, and whether the learner left early."""

    right: int = 0
    wrong: int = 0
    skipped: int = 0
    stopped: bool = False

    @property
    def words(self) -> str:
        """One line on it."""
        prefix = "Stopped; every answer is kept. " if self.stopped else ""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        answered = counted(self.right + self.wrong, "question")
        return f"{prefix}{answered} answered: {self.right} right, {self.wrong} not yet{skipped}."


def ask(
    terminal: MarkdownTerminal,
    questions: Sequence[Question],
    note: Callable[[Question, int], Answered],
) -> Tally:
    """Ask *questions* until the last one or until the learner leaves; return how many were right.

    *note* keeps an answer, given by the index in the options of its question.
    """
    tally = Tally()
    try:
        for number, question in enumerate(questions, 1):
            terminal.line(f"Question {number} of {len(questions)} ({question.level})", "bold")
            if not _ask_question(terminal, question, note, tally):
                tally.stopped = True
                break
    except KeyboardInterrupt:
        terminal.line("")
        tally.stopped = True
    return tally


def _ask_question(
    terminal: MarkdownTerminal,
    question: Question,
    note: Callable[[Question, int], Answered],
    tally: Tally,
) -> bool:
    """Ask one question; return whether to go on."""
    choices = options(question)
    terminal.markdown(question.text)
    terminal.options([option.text for _, option in choices])
    while (key := _key(terminal.ask(_PROMPT.format(len(choices))))) not in ("q", "s"):
        if key == "h":
            terminal.markdown(f"Hint: {question.hint}")
        elif not key.isdigit():
            terminal.line(f"Not understood. Type a number from 1 to {len(choices)}, or h, s or q.")
        else:
            answered = note(question, choices[int(key)][0])
            _tell(
                terminal, answered, [option for _, option in choices].index(answered.solution) + 1
            )
            tally.right += answered.right
            tally.wrong += not answered.right
            return True
    tally.skipped += key == "s"
    return key == "s"


def _key(line: str | None) -> str:
    """What was typed: the index of an option in the order shown, or h, s or q; else empty."""
    if line is None:
        return "q"
    typed = line.strip("().").casefold()
    numbers = [str(number) for number in range(1, OPTIONS + 1)]
    if typed in numbers:
        return str(numbers.index(typed))
    if len(typed) == 1 and typed in _LETTERS:
        return str(_LETTERS.index(typed))
    return _KEYS.get(typed, "")


def _tell(terminal: MarkdownTerminal, answered: Answered, number: int) -> None:
    if answered.right:
        terminal.line("Right.", "bold green")
        terminal.markdown(answered.why)
    else:
        terminal.line("Not right.", "bold yellow")
        terminal.markdown(f"{answered.why}\n\nRight is {number}: {answered.solution.text}")
    terminal.markdown(answered.explanation)
    terminal.line("")
