"""The pages that ask: quiz, predictions and recall, as data for one template."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from stillroom.course.lesson import Lesson, Option, Question
from stillroom.learning import predict, quiz, recall
from stillroom.learning.quiz import Answered
from stillroom.project.progress import Progress
from stillroom.util.text import counted

Way = Literal["quiz", "predict", "recall"]
Mark = Literal["", "right", "wrong"]

LEVELS = {"easy": "Easy", "medium": "Medium", "hard": "Hard"}


@dataclass(frozen=True)
class Words:
    """What a page says of itself: its title, what it is for, and what it says when it has no question."""

    title: str
    about: str
    none: str


WORDS: dict[Way, Words] = {
    "quiz": Words(
        "Quiz",
        "Choose one answer. Each answer is explained, and a wrong one comes back later.",
        "You have answered every question right. Choose any of them to see it again.",
    ),
    "predict": Words(
        "Predict",
        "Say what a step will do before you run it. Then look at the table, or run it.",
        "You have made every prediction right. Choose any of them to see it again.",
    ),
    "recall": Words(
        "Recall",
        "These are questions that you have answered before. A right answer moves a question further away.",
        "No question is due today.",
    ),
}


@dataclass(frozen=True)
class Marked:
    """A question in the list of all questions."""

    id: str
    number: int
    mark: Mark


@dataclass(frozen=True)
class Asked:
    """One page of questions: the one that is asked, and the list of all."""

    words: Words
    question: Question | None
    options: list[tuple[int, Option]]
    chosen: int | None
    answered: Answered | None
    following: str | None
    """The id of the question that comes next."""
    groups: list[tuple[str, list[Marked]]]
    """All questions by level; one group without a name where they have no levels."""
    more: str = ""
    """What else there is to say where no question is asked."""


def asked(
    way: Way,
    questions: Sequence[Question],
    marks: dict[str, Mark],
    queue: Sequence[Question],
    name: str | None = None,
    chosen: int | None = None,
) -> Asked:
    """Return the page that asks the question called *name*, or the first of *queue*.

    *questions* are all there are, *marks* say how they were answered, *queue* is what to ask next.
    With *chosen*, the page says what there is to say of that option.
    """
    by_id = {question.id: question for question in questions}
    question = by_id.get(name or "") or (queue[0] if queue else None)
    if question is None or chosen is None or not 0 <= chosen < len(question.options):
        chosen = None
    words = WORDS[way] if questions else replace(WORDS[way], none="This course has no questions.")
    following = next((one.id for one in queue if one != question), None)
    return Asked(
        words=words,
        question=question,
        options=quiz.options(question) if question else [],
        chosen=chosen,
        answered=quiz.judged(question, chosen) if question and chosen is not None else None,
        following=following,
        groups=_groups(way, questions, marks) if way != "recall" else [],
    )


def _groups(
    way: Way, questions: Sequence[Question], marks: dict[str, Mark]
) -> list[tuple[str, list[Marked]]]:
    numbered = [
        (one.level, Marked(one.id, at, marks.get(one.id, "")))
        for at, one in enumerate(questions, 1)
    ]
    if way == "predict":
        return [("", [marked for _, marked in numbered])]
    groups = [
        (words, [one for level_, one in numbered if level_ == level])
        for level, words in LEVELS.items()
    ]
    return [(words, group) for words, group in groups if group]


def quiz_marks(progress: Progress) -> dict[str, Mark]:
    """Return how each question of the quiz was answered last."""
    return {name: "wrong" if card.box == 1 else "right" for name, card in progress.cards.items()}


def predict_marks(progress: Progress) -> dict[str, Mark]:
    """Return whether each prediction was right."""
    return {name: "right" if right else "wrong" for name, right in progress.predicted.items()}


def quiz_queue(lesson: Lesson, progress: Progress) -> list[Question]:
    """Return the questions without a right answer, in the order to ask them."""
    marks = quiz_marks(progress)
    return [one for one in quiz.chosen(by_level(lesson), progress) if marks.get(one.id) != "right"]


def predict_queue(questions: Sequence[Question], progress: Progress) -> list[Question]:
    """Return the predictions that are not right yet, those never made first."""
    marks = predict_marks(progress)
    open_ = [one for one in questions if marks.get(one.id) != "right"]
    return sorted(open_, key=lambda one: marks.get(one.id, ""))


def by_level(lesson: Lesson) -> list[Question]:
    """Return the questions of the quiz, those of the first level first."""
    levels = list(LEVELS)
    return sorted(lesson.questions, key=lambda one: levels.index(one.level))


def take_answer(
    way: Way, progress: Progress, question: Question, chosen: int, today: date
) -> Answered:
    """Note an answer in *progress*, and return what there is to say of it."""
    if way == "predict":
        return predict.answer(progress, question, chosen)
    return quiz.answer(progress, question, chosen, today)


def recalled(
    progress: Progress, lesson: Lesson, today: date, name: str | None, chosen: int | None
) -> Asked:
    """Return the page of what comes back *today*, or of when the next question does."""
    queue = recall.due(progress, lesson, today)
    page = asked("recall", lesson.questions, {}, queue, name, chosen)
    coming = recall.coming(progress, lesson, today)
    if coming is None:
        more = "A question comes here after it was answered in the quiz, until it is known."
    else:
        day, number = coming
        more = f"Next: {counted(number, 'question')} on {day:%d %B %Y}."
    return replace(page, more=more)
