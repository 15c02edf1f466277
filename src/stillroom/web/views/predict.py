"""The question what the next step will do to the database, asked in its place."""

from dataclasses import dataclass

from stillroom.course.lesson import Question
from stillroom.learning.quiz import Answered, judged, options
from stillroom.web.views.learner import Learner
from stillroom.web.views.steps import next_step


@dataclass(frozen=True)
class Prediction:
    """The question what the next step will do, and what there is to say of the answer."""

    question: Question
    options: tuple[tuple[int, str], ...]
    answered: Answered | None
    chosen: str


def predict(learner: Learner) -> Prediction | None:
    """Return the question about the next step of the exercise, or about the one that was just answered."""
    following = next_step(learner)
    if following is None or not following.step.argv:
        return None
    question = next(
        (
            question
            for question in learner.material.predictions
            if question.step == following.step.step and question.exercise == learner.exercise.id
        ),
        None,
    )
    if question is None:
        return None
    chosen = learner.asked.predicted
    is_chosen = chosen is not None and 0 <= chosen < len(question.options)
    return Prediction(
        question,
        tuple((index, option.text) for index, option in options(question)),
        judged(question, chosen) if is_chosen and chosen is not None else None,
        question.options[chosen].text if is_chosen and chosen is not None else "",
    )
