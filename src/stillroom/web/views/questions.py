"""The pages that ask, quiz, predictions and recall: which question they show, and all of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from stillroom.course.lesson import Lesson, Option, Question
from stillroom.learning import predict, quiz, recall
from stillroom.learning.quiz import Answered
from stillroom.project.progress import Progress
from stillroom.util.text import counted
from stillroom.web.course_material import CourseMaterial

AskingPage = Literal["quiz", "predict", "recall"]
Mark = Literal["", "right", "wrong"]

LEVELS = {"easy": "Easy", "medium": "Medium", "hard": "Hard"}


@dataclass(frozen=True)
class Heading:
    """What a page says of itself: its title, what it is for, and what it says without a question."""

    title: str
    about: str
    none: str
    beside: str = ""
    """What is true of it beside a project alone."""


HEADINGS: dict[AskingPage, Heading] = {
    "quiz": Heading(
        "Quiz",
        "Choose one answer. Each answer is explained.",
        "You have answered every question right. Choose any of them to see it again.",
        "A wrong one comes back later.",
    ),
    "predict": Heading(
        "Predict",
        "Say what a step will do before you run it. Then look at the table, or run it.",
        "You have made every prediction right. Choose any of them to see it again.",
    ),
    "recall": Heading(
        "Recall",
        "These are questions that you have answered before. A right answer moves a question further away.",
        "No question is due today.",
    ),
}


@dataclass(frozen=True)
class ListedQuestion:
    """A question in the list of all questions."""

    id: str
    number: int
    mark: Mark


@dataclass(frozen=True)
class QuestionView:
    """One page of questions: the one that is asked, and the list of all."""

    heading: Heading
    question: Question | None
    level: str
    """The level of the question in words; empty for a prediction."""
    options: list[tuple[int, Option]]
    """The options in the order to show them, each with its index in the question."""
    chosen: int | None
    tried: int | None
    """What was chosen before that, and was wrong."""
    answered: Answered | None
    following: str | None
    """The id of the question that comes next."""
    groups: list[tuple[str, list[ListedQuestion]]]
    """All questions by level; one group without a name where they have no levels."""
    more: str = ""
    """What else there is to say where no question is asked."""

    @property
    def has_another_try(self) -> bool:
        """Whether the first answer was wrong: then there is a second try before the solution."""
        is_wrong = self.answered is not None and not self.answered.right
        return is_wrong and self.tried is None and len(self.options) > 2

    @property
    def wrong(self) -> list[int]:
        """The options that were chosen and are wrong, in the order of the tries."""
        is_wrong = self.answered is not None and not self.answered.right
        tries = (self.tried, self.chosen if is_wrong else None)
        return [index for index in tries if index is not None]


def question_view(
    page: AskingPage,
    questions: Sequence[Question],
    marks: dict[str, Mark],
    queue: Sequence[Question],
    name: str | None = None,
    chosen: int | None = None,
    tried: int | None = None,
) -> QuestionView:
    """Return the page that asks the question called *name*, or the first of *queue*.

    *questions* are all there are, *marks* say how they were answered, *queue* is what to ask next.
    With *chosen*, the page says what there is to say of that option; *tried* is the wrong one that
    was chosen before it.
    """
    by_id = {question.id: question for question in questions}
    question = by_id.get(name or "") or (queue[0] if queue else None)
    options = question.options if question is not None and question.id == name else []
    if chosen is not None and chosen >= len(options):
        chosen = None
    if tried is not None and (chosen is None or tried >= len(options) or options[tried].right):
        tried = None
    heading = HEADINGS[page]
    return QuestionView(
        heading=heading if questions else replace(heading, none="This course has no questions."),
        question=question,
        level=LEVELS[question.level] if question is not None and page != "predict" else "",
        options=quiz.options(question) if question else [],
        chosen=chosen,
        tried=tried,
        answered=quiz.judged(question, chosen) if question and chosen is not None else None,
        following=next((waiting.id for waiting in queue if waiting != question), None),
        groups=_groups(page, questions, marks) if page != "recall" else [],
    )


def _groups(
    page: AskingPage, questions: Sequence[Question], marks: dict[str, Mark]
) -> list[tuple[str, list[ListedQuestion]]]:
    listed = [
        (question.level, ListedQuestion(question.id, number, marks.get(question.id, "")))
        for number, question in enumerate(questions, 1)
    ]
    if page == "predict":
        return [("", [question for _, question in listed])]
    groups = [
        (words, [question for its_level, question in listed if its_level == level])
        for level, words in LEVELS.items()
    ]
    return [(words, group) for words, group in groups if group]


def _quiz_marks(progress: Progress) -> dict[str, Mark]:
    """Return how each question of the quiz was answered last."""
    return {name: "wrong" if card.box == 1 else "right" for name, card in progress.cards.items()}


def _predict_marks(progress: Progress) -> dict[str, Mark]:
    """Return whether each prediction was right."""
    return {name: "right" if right else "wrong" for name, right in progress.predicted.items()}


def quiz_queue(lesson: Lesson, progress: Progress) -> list[Question]:
    """Return the questions without a right answer, in the order to ask them."""
    marks = _quiz_marks(progress)
    ordered = quiz.chosen(by_level(lesson), progress)
    return [question for question in ordered if marks.get(question.id) != "right"]


def by_level(lesson: Lesson) -> list[Question]:
    """Return the questions of the quiz, those of the first level first."""
    levels = list(LEVELS)
    return sorted(lesson.questions, key=lambda question: levels.index(question.level))


def quiz_view(
    lesson: Lesson,
    progress: Progress,
    name: str | None,
    chosen: int | None,
    tried: int | None = None,
) -> QuestionView:
    """Return a page of the quiz."""
    marks, queue = _quiz_marks(progress), quiz_queue(lesson, progress)
    return question_view("quiz", by_level(lesson), marks, queue, name, chosen, tried)


def predict_view(
    predictions: Sequence[Question],
    progress: Progress,
    name: str | None,
    chosen: int | None,
    tried: int | None = None,
) -> QuestionView:
    """Return a page of the predictions."""
    marks, queue = _predict_marks(progress), predict.waiting(predictions, progress)
    return question_view("predict", predictions, marks, queue, name, chosen, tried)


def recall_view(
    lesson: Lesson,
    progress: Progress,
    today: date,
    name: str | None,
    chosen: int | None,
    tried: int | None = None,
) -> QuestionView:
    """Return the page of what comes back *today*, or of when the next question does."""
    queue = recall.due(progress, lesson, today)
    view = question_view("recall", lesson.questions, {}, queue, name, chosen, tried)
    coming = recall.coming(progress, lesson, today)
    if coming is None:
        more = "A question comes here after it was answered in the quiz, until it is known."
    else:
        day, number = coming
        more = f"Next: {counted(number, 'question')} on {day:%d %B %Y}."
    return replace(view, more=more)


def question_called(material: CourseMaterial, page: AskingPage, name: str) -> Question | None:
    """Return the question called *name* of those that *page* asks, or None."""
    questions = material.predictions if page == "predict" else material.lesson.questions
    return next((question for question in questions if question.id == name), None)


def take_answer(
    page: AskingPage, progress: Progress, question: Question, chosen: int, today: date
) -> Answered:
    """Note an answer in *progress*, and return what there is to say of it."""
    if page == "predict":
        return predict.answer(progress, question, chosen)
    return quiz.answer(progress, question, chosen, today)
