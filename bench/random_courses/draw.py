"""Draws a course: states that follow from each other by changes, rows in them, and what is expected."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bench.random_courses.parts import (
    AddColumn,
    AddConstraint,
    AlterType,
    Change,
    Column,
    Constraint,
    CreateTable,
    DropColumn,
    DropTable,
    RenameColumn,
    Table,
    Tables,
    applied,
)

TABLES = [
    "anchors",
    "bakers",
    "canoes",
    "donkeys",
    "engines",
    "ferries",
    "glaciers",
    "harbours",
    "islands",
    "jugglers",
    "kettles",
    "lanterns",
]
TEXTS = [
    "colour",
    "motto",
    "village",
    "slogan",
    "dialect",
    "nickname",
    "remark",
    "origin",
    "pattern",
    "summary",
    "material",
    "season",
    "habitat",
    "flavour",
    "emblem",
    "accent",
]
NUMBERS = ["weight", "height", "stock", "depth", "speed", "volume", "budget", "score"]
TYPES = ("sa.String(30)", "sa.String(80)", "sa.Text()")
FILLS: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("upper({})", str.upper),
    ("{} || '-x'", lambda value: f"{value}-x"),
    ("'no. ' || {}", lambda value: f"no. {value}"),
)
Cell = str | int | None
Rows = dict[str, dict[int, dict[str, Cell]]]
"""By table and key, the values of each row."""


@dataclass
class Drawn:
    """A course of one exercise."""

    steps: list[list[Change]]
    states: list[Tables]
    """One more than steps: the first one is the empty database."""
    seeded: list[Rows] = field(default_factory=list)
    """By state, the rows that are put in there."""
    rows: list[Rows] = field(default_factory=list)
    """By state, the rows that are in it when all is right."""
    back: int = 0
    """The state to which a step leads back."""

    @property
    def names(self) -> list[str]:
        """The names of the states."""
        return ["empty", *(f"stage {number}" for number in range(1, len(self.states)))]


def draw(chance: random.Random) -> Drawn:
    """Return a course drawn by *chance*."""
    words = _Words(chance)
    drawn = Drawn([], [{}], [{}], [{}])
    for number in range(chance.randint(2, 4)):
        changes: list[Change] = []
        tables, rows, seeded = drawn.states[-1], _copy(drawn.rows[-1]), Rows()
        for _ in range(chance.choice((1, 1, 2, 3))):
            change = _change(chance, words, tables, changes, first=number == 0 and not changes)
            if change is None:
                continue
            tables = applied(tables, change)
            changes.append(change)
            _move_rows(rows, change)
        if not changes:
            continue
        for name in tables:
            if name not in rows:
                rows[name] = seeded[name] = _rows(chance, tables[name], rows)
        drawn.steps.append(changes)
        drawn.states.append(tables)
        drawn.rows.append(rows)
        drawn.seeded.append(seeded)
    drawn.back = chance.randrange(0, len(drawn.states) - 1)
    return drawn


def _copy(rows: Rows) -> Rows:
    return {name: {key: dict(row) for key, row in table.items()} for name, table in rows.items()}


class _Words:
    """Names, each of which is given away once."""

    def __init__(self, chance: random.Random) -> None:
        self.left = {
            kind: chance.sample(words, len(words))
            for kind, words in (("table", TABLES), ("text", TEXTS), ("number", NUMBERS))
        }

    def take(self, kind: str) -> str:
        return self.left[kind].pop()

    def has(self, kind: str) -> bool:
        return bool(self.left[kind])


def _change(
    chance: random.Random, words: _Words, tables: Tables, before: list[Change], *, first: bool
) -> Change | None:
    """A change that is possible now, and touches no table that this step has made or changed."""
    taken = {change.table for change in before}
    free = [table for name, table in tables.items() if name not in taken]
    if first or not free or (len(tables) < 4 and chance.random() < 0.35):
        return _create(chance, words, tables)
    table = chance.choice(free)
    kinds = [
        _add_column,
        _add_column,
        _fill,
        _add_constraint,
        _add_constraint,
        _drop_column,
        _rename,
        _alter,
        _drop_table,
    ]
    for kind in chance.sample(kinds, len(kinds)):
        if change := kind(chance, words, tables, table):
            return change
    return None


def _create(chance: random.Random, words: _Words, tables: Tables) -> Change | None:
    if not words.has("table"):
        return None
    name = words.take("table")
    columns = [Column("id", "sa.Integer()", nullable=False), _text(chance, words, nullable=False)]
    columns += [_column(chance, words) for _ in range(chance.randint(0, 3))]
    table = Table(name, tuple(columns))
    for _ in range(chance.choice((0, 1, 1, 2))):
        if constraint := _constraint(chance, tables, table):
            if constraint.kind == "foreign":
                table = replace(
                    table, columns=(*table.columns, Column(constraint.columns[0], "sa.Integer()"))
                )
            table = replace(table, constraints=(*table.constraints, constraint))
    return CreateTable(name, table)


def _text(chance: random.Random, words: _Words, *, nullable: bool) -> Column:
    default = None if chance.random() < 0.7 else "'none'"
    return Column(words.take("text"), chance.choice(TYPES), nullable, default)


def _column(chance: random.Random, words: _Words) -> Column:
    nullable = chance.random() < 0.5
    if (chance.random() < 0.5 and words.has("text")) or not words.has("number"):
        return (
            _text(chance, words, nullable=nullable)
            if words.has("text")
            else Column("spare", "sa.Integer()")
        )
    default = None if chance.random() < 0.6 else str(chance.randint(1, 9))
    return Column(words.take("number"), "sa.Integer()", nullable, default)


def _constraint(chance: random.Random, tables: Tables, table: Table) -> Constraint | None:
    """A constraint of a kind that the table does not have yet on these columns."""
    plain = [
        column
        for column in table.columns
        if column.name != "id" and not column.name.endswith("_id")
    ]
    used = {column for constraint in table.constraints for column in constraint.columns}
    free = [column for column in plain if column.name not in used]
    kinds = ["unique", "index", "check", "foreign"]
    chance.shuffle(kinds)
    for kind in kinds:
        if kind == "foreign":
            others = [
                name
                for name in tables
                if name != table.name
                and f"{name}_id" not in [column.name for column in table.columns]
            ]
            if others:
                other = chance.choice(others)
                return Constraint(
                    kind,
                    f"fk_{table.name}_{other}",
                    (f"{other}_id",),
                    other,
                    chance.choice((None, "CASCADE", "SET NULL")),
                )
            continue
        if not free:
            continue
        column = chance.choice(free)
        if kind == "unique" and column.default is not None:
            continue  # the rows that were there all have the default
        name = f"{kind[:2]}_{table.name}_{column.name}"
        if kind == "check":
            says = (
                f"{column.name} > -5"
                if column.type == "sa.Integer()"
                else f"length({column.name}) > 1"
            )
            return Constraint(kind, name, (column.name,), says)
        return Constraint(kind, name, (column.name,))
    return None


def _add_column(
    chance: random.Random, words: _Words, tables: Tables, table: Table
) -> Change | None:
    if not words.has("text") or not words.has("number"):
        return None
    column = _column(chance, words)
    if not column.nullable and column.default is None:
        column = replace(column, nullable=True)
    return AddColumn(table.name, column)


def _fill(chance: random.Random, words: _Words, tables: Tables, table: Table) -> Change | None:
    sources = [
        column for column in table.columns if column.type != "sa.Integer()" and not column.nullable
    ]
    if not sources or not words.has("text"):
        return None
    column = Column(words.take("text"), "sa.String(80)", nullable=False)
    expression, _ = chance.choice(FILLS)
    return AddColumn(table.name, column, expression.format(chance.choice(sources).name))


def _add_constraint(
    chance: random.Random, words: _Words, tables: Tables, table: Table
) -> Change | None:
    constraint = _constraint(chance, tables, table)
    if constraint is None or constraint.kind == "foreign":
        return None
    return AddConstraint(table.name, constraint)


def _drop_column(
    chance: random.Random, words: _Words, tables: Tables, table: Table
) -> Change | None:
    used = {column for constraint in table.constraints for column in constraint.columns}
    free = [column for column in table.columns if column.nullable and column.name not in used]
    return DropColumn(table.name, chance.choice(free)) if free else None


def _rename(chance: random.Random, words: _Words, tables: Tables, table: Table) -> Change | None:
    used = {column for constraint in table.constraints for column in constraint.columns}
    free = [column for column in table.columns if column.name not in {*used, "id"}]
    if not free or not words.has("text"):
        return None
    return RenameColumn(table.name, chance.choice(free), words.take("text"))


def _alter(chance: random.Random, words: _Words, tables: Tables, table: Table) -> Change | None:
    free = [column for column in table.columns if column.type == "sa.String(30)"]
    return AlterType(table.name, chance.choice(free), "sa.String(120)") if free else None


def _drop_table(
    chance: random.Random, words: _Words, tables: Tables, table: Table
) -> Change | None:
    needed = {
        constraint.says
        for other in tables.values()
        for constraint in other.constraints
        if constraint.kind == "foreign"
    }
    if table.name in needed or len(tables) < 3 or chance.random() < 0.5:
        return None
    return DropTable(table.name, table)


# Rows.


def _rows(chance: random.Random, table: Table, rows: Rows) -> dict[int, dict[str, Cell]]:
    result: dict[int, dict[str, Cell]] = {}
    for number, key in enumerate(sorted(chance.sample(range(1, 90), 3))):
        row: dict[str, Cell] = {}
        for column in table.columns[1:]:
            row[column.name] = _value(chance, column, number, table, rows)
        result[key] = row
    return result


def _value(chance: random.Random, column: Column, number: int, table: Table, rows: Rows) -> Cell:
    for constraint in table.constraints:
        if constraint.kind == "foreign" and column.name in constraint.columns:
            return chance.choice([*rows[constraint.says], None])
    if column.nullable and chance.random() < 0.3:
        return None
    if column.type == "sa.Integer()":
        return 10 * number + chance.randint(1, 9)
    return f"{column.name[:3]} {'ÄxÖ'[number]}'{number}"


def _move_rows(rows: Rows, change: Change) -> None:
    """Carry the rows through *change*, as a right revision does."""
    table = rows.get(change.table, {})
    match change:
        case DropTable():
            del rows[change.table]
        case AddColumn(column=column, fill=fill):
            for row in table.values():
                row[column.name] = _filled(row, fill) if fill else _default(column)
        case DropColumn(column=column):
            for row in table.values():
                del row[column.name]
        case RenameColumn(column=column, new=new):
            for row in table.values():
                row[new] = row.pop(column.name)


def _filled(row: dict[str, Cell], fill: str) -> Cell:
    for template, function in FILLS:
        for source, value in row.items():
            if template.format(source) == fill and isinstance(value, str):
                return function(value)
    raise AssertionError(fill)


def _default(column: Column) -> Cell:
    if column.default is None:
        return None
    return int(column.default) if column.type == "sa.Integer()" else column.default.strip("'")
