"""Predictions: which state is the database in after a step? Made from the lesson's table."""

from collections.abc import Sequence

from stillroom.course.course import Course
from stillroom.course.lesson import OPTIONS, Option, Question
from stillroom.course.steps import EMPTY
from stillroom.course.table import TableStep, beginning, steps_of, tables
from stillroom.learning.quiz import Answered, judged
from stillroom.project.progress import Progress

_NO_STATES = (
    Option(
        text="None of them: the command fails",
        why="It is wise to think of errors. Here there is none: the steps before this one are done.",
    ),
    Option(
        text="There is no database any more",
        why="A database can be made anew at any time, so this looks harmless. But no Alembic command deletes a database.",
    ),
    Option(
        text="A different one on each computer",
        why="Each computer has a database of its own. But the same revisions build the same schema in each of them.",
    ),
)


def questions(course: Course) -> list[Question]:
    """Return a question for each step of every table of the lesson, in order."""
    return [question for asked in _by_table(course) for question in asked]


def _by_table(course: Course) -> list[list[Question]]:
    """Return the questions of each table of the lesson."""
    first, *later = tables(course)
    asked = [_questions(steps_of(first), EMPTY)]
    for exercises in later:
        name = exercises[0].id
        # Numbers begin anew in each table, and progress knows a question by its id.
        asked.append(
            [
                question.model_copy(
                    update={"id": f"{name}-{question.id}", "text": f"{name}: {question.text}"}
                )
                for question in _questions(steps_of(exercises), beginning(course, exercises[0]))
            ]
        )
    return asked


def _questions(steps: list[TableStep], beginning: str) -> list[Question]:
    """Return a question for each of *steps*, which begin at the state *beginning*."""
    before = [beginning, *(step.state for step in steps)]
    return [_question(steps, index, before) for index in range(len(steps))]


def chosen(progress: Progress, course: Course) -> list[Question]:
    """Return the predictions of one table that were not right yet, in order.

    It is the first table that has any; once all were right, it is every prediction.
    """
    asked = _by_table(course)
    left = (
        [question for question in table if not progress.predicted.get(question.id)]
        for table in asked
    )
    return next(filter(None, left), None) or questions(course)


def waiting(predictions: Sequence[Question], progress: Progress) -> list[Question]:
    """Return the predictions that are not right yet, those never made first."""
    not_right = [
        prediction for prediction in predictions if not progress.predicted.get(prediction.id)
    ]
    return sorted(not_right, key=lambda prediction: prediction.id in progress.predicted)


def answer(progress: Progress, question: Question, option_index: int) -> Answered:
    """Judge a prediction and note in *progress* whether it was right.

    *option_index* is the index in ``question.options``, wherever the option was shown.
    """
    answered = judged(question, option_index)
    progress.predicted[question.id] = answered.right
    return answered


def _question(steps: list[TableStep], index: int, before_each: list[str]) -> Question:
    step, before = steps[index], before_each[index]
    does = f"runs `{step.command}`" if step.argv else f"is: {step.command}"
    right = Option(text=_named(step.state), right=True, why=step.effect)
    question = Question(
        id=f"step-{step.step}",
        level="medium",
        text=f"Step {step.step} {does}. Which state is the database in after it?",
        options=[right, *_wrong(steps, index, before_each)][:OPTIONS],
        hint=f"Before this step it is in the state {_named(before)}. Does this step run a revision, or undo one?",
        explanation=f"After step {step.step} the database is in the state {_named(step.state)}. {step.note}",
        step=step.step,
    )
    return question.model_copy(update={"exercise": step.exercise})


def _wrong(steps: list[TableStep], index: int, before_each: list[str]) -> list[Option]:
    """The other states of the course, the nearest in the table first; then what is no state."""
    before = before_each[index]
    distances = {before_each[0]: index + 1}
    for place, step in enumerate(steps):
        distances[step.state] = min(distances.get(step.state, len(steps)), abs(place - index))
    distances.pop(steps[index].state, None)
    near = [before] if before in distances else []
    near += sorted(distances.keys() - {before}, key=lambda state: (distances[state], state))
    states = [
        Option(text=_named(state), why=_tempting(steps, index, before, state))
        for state in near[: OPTIONS - 2]
    ]
    return [*states, *_NO_STATES]


def _tempting(steps: list[TableStep], index: int, before: str, state: str) -> str:
    step = steps[index]
    if state == before:
        return (
            f"It was in this state before step {step.step}, and this step changes it. {step.effect}"
        )
    later = next((later for later in steps[index + 1 :] if later.state == state), None)
    if later is not None and before == step.state:
        return f"The database comes to this state with step {later.step}: {later.command}. Step {step.step} leaves it as it was. {step.effect}"
    if later is not None:
        return f"The database comes to this state only with step {later.step}: {later.command}."
    earlier = [earlier.step for earlier in steps[:index] if earlier.state == state]
    when = f"after step {earlier[-1]}" if earlier else "at the beginning"
    return (
        f"The database was in this state {when}. This step does not lead back to it. {step.effect}"
    )


def _named(state: str) -> str:
    return f"`{state}`"
