"""Why a wrong answer that passes matters, and which key of the exercise would refuse it."""

from stillroom.authoring.proving.unlike import Unlike
from stillroom.authoring.proving.values import KNOWN_ROWS
from stillroom.authoring.proving.wrong_answers import WrongAnswer
from stillroom.course.exercise import Exercise
from stillroom.course.steps import EMPTY
from stillroom.databases.expected import States

IN_BRACES = 'Write the keys of the rows in braces, in [[data]] and [[expect]]: id = "{505}".'


def why_it_matters(answer: WrongAnswer, unlike: Unlike | None) -> str:
    """Return what a learner's database is in for, as a sentence."""
    if answer.is_edit:
        return "A given revision that is frozen can be edited."
    if unlike is None:
        return (
            "It is another program, and no rows could be made up that show that it does the same."
        )
    moment = unlike.moment
    where = {
        "upgrade": f"After the upgrade to {moment.revision}",
        "downgrade": f"After {moment.revision} was undone",
        "again": "After everything was undone and run again",
        "models": "In what the models declare",
        "history": "In the history",
    }[moment.way]
    if unlike.trouble:
        what = f"with other rows in the tables the end is another one: {unlike.trouble}"
        return f"{where}, {what}."
    if unlike.schema is not None:
        name = f".{unlike.schema.name}" if unlike.schema.name else ""
        what = f"the schema is another one: {unlike.schema.kind} at {unlike.schema.table}{name}"
    elif unlike.column == "*":
        what = f"{unlike.table} has other rows"
    elif unlike.table:
        what = f"{unlike.table}.{unlike.column} has other values"
    elif moment.way == "history":
        what = "other revisions are the newest"
    else:
        what = "another revision has run"
    return f"{where}, {what} than with the solution."


def what_would_refuse_it(
    answer: WrongAnswer, unlike: Unlike | None, exercise: Exercise, states: States
) -> str:
    """Return the key of exercise.toml that would catch *answer*, as a sentence."""
    if answer.is_edit:
        return "Write given.json again: stillroom course --write"
    if answer.name.endswith(KNOWN_ROWS):
        return IN_BRACES
    if unlike is None:
        return "Add [[expect]] for what the revision writes, at the state after it."
    steps = exercise.steps
    moment = unlike.moment
    state = states.words(moment.state.schema)
    if moment.way == "models":
        return f'Add a step with run = "models" and the state {state!r}.'
    if moment.way == "history":
        return "Say heads = 1 at a step."
    if moment.way == "downgrade" and not any(step.action == "downgrade" for step in steps):
        return f"No step undoes {moment.revision}: add a step `alembic downgrade -1`."
    if unlike.trouble:
        return "No row shows it: add [[data]] for each table that is there before the revision, with values that differ."
    if not unlike.table:
        if moment.way == "downgrade":
            command = "base" if state == EMPTY else "-1"
            return (
                f"No step undoes {moment.revision}, or none looks then: "
                f"add a step `alembic downgrade {command}` that leads to {state!r}."
            )
        return f"No step looks there: add a step with the state {state!r}."
    return _values(unlike, exercise, states)


def _values(unlike: Unlike, exercise: Exercise, states: States) -> str:
    """Return what would catch rows or values that are not those of the solution."""
    definition = exercise.definition
    table, column, before = unlike.table, unlike.column, unlike.moment.before.schema
    state = states.words(unlike.moment.state.schema)
    if not any(data.table == table for data in definition.data):
        return f"No [[data]] puts rows into {table}: add some, at a state before the revision runs."
    looks = [
        expect for expect in definition.expect if (expect.state, expect.table) == (state, table)
    ]
    if column == "*":
        return f"Nothing looks for them at the state {state!r}: add kept rows in [[data]], or an [[expect]]."
    old = before.tables.get(table)
    if old is not None and old.column(column) is not None and not looks:
        return (
            f"The rows of [[data]] in {table} do not show it: add kept rows that differ in {column}, "
            f"at the state {states.words(before)!r}."
        )
    named = any(
        column in expect.null or any(column in row for row in expect.rows) for expect in looks
    )
    if named:
        return (
            f"The rows of [[expect]] for {state!r} cannot tell: add rows to [[data]] in which "
            f"{column} comes from other values, and expect them."
        )
    if unlike.moment.way == "downgrade":
        return (
            f"No [[expect]] looks at {table}.{column} at the state {state!r} on the way down: "
            f"add one, and a step that goes back to it."
        )
    return f"No [[expect]] looks at {table}.{column} at the state {state!r}: add one."
