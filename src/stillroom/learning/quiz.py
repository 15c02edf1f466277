"""The quiz: which questions are asked, in which order their options stand, what an answer means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from stillroom.course.lesson import Level, Option, Question
from stillroom.learning import recall
from stillroom.project.progress import Progress


@dataclass(frozen=True)
class Answered:
    """What there is to say of an answer."""

    right: bool
    why: str
    """Why the chosen option is right; or why it is tempting, and what is true."""
    explanation: str
    solution: Option
    """The option that is right."""


def options(question: Question) -> list[tuple[int, Option]]:
    """Return the options in the order to show them, each with its index in the question.

    The order is another one for each question, and always the same for one question.
    """

    def place(numbered: tuple[int, Option]) -> bytes:
        return sha256(f"{question.id}/{numbered[0]}".encode()).digest()

    return sorted(enumerate(question.options), key=place)


def judged(question: Question, option_index: int) -> Answered:
    """Return what there is to say when the option at *option_index* of *question* is chosen."""
    chosen = question.options[option_index]
    solution = next(option for option in question.options if option.right)
    return Answered(chosen.right, chosen.why, question.explanation, solution)


def answer(progress: Progress, question: Question, option_index: int, today: date) -> Answered:
    """Judge an answer and note it in *progress*; a wrong one goes to recall.

    *option_index* is the index in ``question.options``, wherever the option was shown.
    """
    answered = judged(question, option_index)
    card = progress.cards.get(question.id)
    progress.cards[question.id] = recall.card_after(card, answered.right, today)
    return answered


def chosen(
    questions: Sequence[Question],
    progress: Progress,
    level: Level | None = None,
    number: int | None = None,
) -> list[Question]:
    """Return the questions to ask: those of *level*, at most *number* of them.

    Questions without an answer come first, then those answered wrong last time, then the others.
    """

    def rank(question: Question) -> int:
        card = progress.cards.get(question.id)
        return 0 if card is None else card.box

    fitting = [question for question in questions if level in (None, question.level)]
    return sorted(fitting, key=rank)[:number]
