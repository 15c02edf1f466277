"""A drawn course as the files of an exercise: ``schema.py`` and ``exercise.toml``."""

import json
from collections.abc import Iterator

from bench.random_courses.draw import Cell, Drawn
from bench.random_courses.parts import AddColumn, DropColumn, DropTable, RenameColumn
from bench.random_courses.write import metadata


def schema_text(drawn: Drawn) -> str:
    """Return ``schema.py``."""
    texts = [metadata(tables, f"M{number}") for number, tables in enumerate(drawn.states)]
    names = ", ".join(f"{name!r}: M{number}" for number, name in enumerate(drawn.names) if number)
    return "\n".join(["import sqlalchemy as sa", *texts, f"STATES = {{{names}}}", ""])


def exercise_text(drawn: Drawn) -> str:
    """Return ``exercise.toml``: a revision for each state, all the way up, back, and back to nothing."""
    names = drawn.names
    steps = [("alembic revision -m 'next'", name, "") for name in names[:-1]]
    steps.append(("alembic upgrade head", names[-1], ""))
    steps.append(("compare the models", names[-1], 'run = "models"'))
    if drawn.back:
        back = names[drawn.back]
        steps.append(("alembic downgrade -1", back, f"to = {json.dumps(back)}"))
    steps.append(("alembic downgrade base", "empty", ""))
    lines = [
        'title = "Random"', 'goal = "Random."', f"points = {len(steps)}",
        'start_findings = ["nothing-done"]', 'hints = ["One.", "Two.", "Three."]',
    ]  # fmt: skip
    for number, (command, state, extra) in enumerate(steps, 1):
        lines += [
            "[[steps]]", f"step = {number}", f"command = {json.dumps(command)}", 'effect = "Runs."',
            f"state = {json.dumps(state)}", "points = 1", extra,
        ]  # fmt: skip
    for number, seeded in enumerate(drawn.seeded):
        for table, rows in seeded.items():
            lines += _table("data", names[number], table, rows)
    for number, table, column in dict.fromkeys(_looked_at(drawn)):
        lines += _expected(drawn, number, table, column)
    return "\n".join(lines) + "\n"


def _looked_at(drawn: Drawn) -> Iterator[tuple[int, str, str]]:
    """The columns whose values are expected: the number of the state, the table, the column."""
    for number, changes in enumerate(drawn.steps, 1):
        for change in changes:
            if isinstance(change, AddColumn) and change.fill:
                yield number, change.table, change.column.name
            if isinstance(change, RenameColumn):
                yield number, change.table, change.new
                yield number - 1, change.table, change.column.name


def _expected(drawn: Drawn, number: int, table: str, column: str) -> list[str]:
    """The values of a column at a state, unless they are lost on purpose later: on the way back they are gone."""
    for later in drawn.steps[number:]:
        for change in later:
            if change.table == table and (
                isinstance(change, DropTable)
                or getattr(change, "column", None)
                and isinstance(change, DropColumn)
                and change.column.name in _later_names(drawn, number, table, column)
            ):
                return []
    rows = drawn.rows[number][table]
    return _table(
        "expect",
        drawn.names[number],
        table,
        {key: {column: row[column]} for key, row in rows.items()},
    )


def _later_names(drawn: Drawn, number: int, table: str, column: str) -> set[str]:
    """The names that a column has from a state on."""
    names = {column}
    for later in drawn.steps[number:]:
        names |= {
            change.new
            for change in later
            if isinstance(change, RenameColumn)
            and change.table == table
            and change.column.name in names
        }
    return names


def _table(kind: str, state: str, table: str, rows: dict[int, dict[str, Cell]]) -> list[str]:
    """One table of TOML for each row: those columns that are NULL are named apart."""
    lines = []
    for key, row in rows.items():
        cells = ", ".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}"
            for name, value in row.items()
            if value is not None
        )
        null = json.dumps([name for name, value in row.items() if value is None])
        values = f"{{ id = {key}{', ' if cells else ''}{cells} }}"
        lines += [
            f"[[{kind}]]",
            f"state = {json.dumps(state)}",
            f"table = {json.dumps(table)}",
            f"rows = [{values}]",
            f"null = {null}",
        ]
    return lines
