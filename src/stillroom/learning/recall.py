"""Recall: questions answered wrong come back, at growing distances, until they are known.

There are five boxes, as Leitner proposed. A wrong answer puts a question into box 1, where it is
due at once. A right answer on or after the due day moves it one box on; box 5 holds what is known.
"""

from datetime import date, timedelta
from operator import itemgetter

from stillroom.course.lesson import Lesson, Question
from stillroom.project.progress import Card, Progress

DAYS = {1: 0, 2: 1, 3: 3, 4: 7}
"""For each box, after how many days its questions are asked again."""
KNOWN = 5


def card_after(card: Card | None, right: bool, today: date) -> Card:
    """Return the card of a question that was answered *today*; *card* is the one before, if any."""
    if card is None:
        card = Card(box=KNOWN - 1 if right else 1, due=today)
    if not right:
        return card.model_copy(update={"box": 1, "due": today, "wrong": card.wrong + 1})
    if not _is_due(card, today):  # known so soon after the last time says little
        return card.model_copy(update={"right": card.right + 1})
    box = min(card.box + 1, KNOWN)
    due = today + timedelta(DAYS.get(box, 0))
    return card.model_copy(update={"box": box, "due": due, "right": card.right + 1})


def due(progress: Progress, lesson: Lesson, today: date) -> list[Question]:
    """Return the questions of *lesson* to ask again *today*, those that wait longest first."""
    learnt = _learnt(progress, lesson)
    waiting = [(card.due, question) for question, card in learnt if _is_due(card, today)]
    return [question for _, question in sorted(waiting, key=itemgetter(0))]


def coming(progress: Progress, lesson: Lesson, today: date) -> tuple[date, int] | None:
    """Return the next day after *today* on which questions are due, and how many; None if none are."""
    later = [card.due for _, card in _learnt(progress, lesson) if not _is_due(card, today)]
    return (min(later), later.count(min(later))) if later else None


def _learnt(progress: Progress, lesson: Lesson) -> list[tuple[Question, Card]]:
    """The questions on their way through the boxes."""
    cards = progress.cards
    return [
        (question, cards[question.id])
        for question in lesson.questions
        if question.id in cards and cards[question.id].box < KNOWN
    ]


def _is_due(card: Card, today: date) -> bool:
    # A day further off than any box reaches comes from a clock that was wrong: ask now.
    return card.due <= today or card.due > today + timedelta(max(DAYS.values()))
