"""Predictions: which state is the database in after a step? Made from the rows of the lesson's table."""

from stillroom.course import table
from stillroom.course.course import Course
from stillroom.course.lesson import OPTIONS, Option, Question
from stillroom.course.steps import EMPTY
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
    """Return a question for each row of the lesson's table, in order."""
    rows = table.rows(course)
    before = [EMPTY, *(row.state for row in rows)]
    return [_question(rows, at, before[at]) for at in range(len(rows))]


def chosen(progress: Progress, course: Course) -> list[Question]:
    """Return the predictions that were not right yet, in order; all of them once all were right."""
    all_ = questions(course)
    return [one for one in all_ if not progress.predicted.get(one.id)] or all_


def answer(progress: Progress, question: Question, option_index: int) -> Answered:
    """Judge a prediction and note in *progress* whether it was right.

    *option_index* is the index in ``question.options``, wherever the option was shown.
    """
    answered = judged(question, option_index)
    progress.predicted[question.id] = answered.right
    return answered


def _question(rows: list[table.Row], at: int, before: str) -> Question:
    row = rows[at]
    does = f"runs `{row.command}`" if row.argv else f"is: {row.command}"
    right = Option(text=_named(row.state), right=True, why=row.effect)
    question = Question(
        id=f"step-{row.step}",
        level="medium",
        text=f"Step {row.step} {does}. Which state is the database in after it?",
        options=[right, *_wrong(rows, at, before)][:OPTIONS],
        hint=f"Before this step it is in the state {_named(before)}. Does this step run a revision, or undo one?",
        explanation=f"After step {row.step} the database is in the state {_named(row.state)}. {row.note}",
        step=row.step,
    )
    return question.model_copy(update={"exercise": row.exercise})


def _wrong(rows: list[table.Row], at: int, before: str) -> list[Option]:
    """The other states of the course, the nearest in the table first; then what is no state."""
    far = {EMPTY: at + 1}
    for place, row in enumerate(rows):
        far[row.state] = min(far.get(row.state, len(rows)), abs(place - at))
    far.pop(rows[at].state, None)
    near = [before] if before in far else []
    near += sorted(far.keys() - {before}, key=lambda state: (far[state], state))
    states = [
        Option(text=_named(state), why=_tempting(rows, at, before, state))
        for state in near[: OPTIONS - 2]
    ]
    return [*states, *_NO_STATES]


def _tempting(rows: list[table.Row], at: int, before: str, state: str) -> str:
    row = rows[at]
    if state == before:
        return (
            f"It was in this state before step {row.step}, and this step changes it. {row.effect}"
        )
    later = next((one for one in rows[at + 1 :] if one.state == state), None)
    if later is not None and before == row.state:
        return f"The database comes to this state with step {later.step}: {later.command}. Step {row.step} leaves it as it was. {row.effect}"
    if later is not None:
        return f"The database comes to this state only with step {later.step}: {later.command}."
    earlier = [one.step for one in rows[:at] if one.state == state]
    when = f"after step {earlier[-1]}" if earlier else "at the beginning"
    return (
        f"The database was in this state {when}. This step does not lead back to it. {row.effect}"
    )


def _named(state: str) -> str:
    return f"`{state}`"
