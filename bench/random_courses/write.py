"""A random course and its answers as text: the states, the models, the revisions."""

from collections.abc import Sequence
from dataclasses import dataclass

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
)

HEAD = "import sqlalchemy as sa\nfrom alembic import op\n\n"


@dataclass(frozen=True)
class Code:
    """The lines of a change in both functions."""

    up: tuple[str, ...]
    down: tuple[str, ...]


def metadata(tables: Tables, name: str) -> str:
    """Return code that makes a MetaData called *name* of *tables*."""
    lines = [f"{name} = sa.MetaData()"]
    for table in tables.values():
        indexes = [index for index in table.constraints if index.kind == "index"]
        lines.append(f"{table.name}_ = sa.Table({table.name!r}, {name},")
        lines += [f"    {part}," for part in _parts(table)]
        lines.append(")")
        lines += [
            f"sa.Index({index.name!r}, {', '.join(f'{table.name}_.c.{column}' for column in index.columns)})"
            for index in indexes
        ]
    return "\n".join(lines)


def models(tables: Tables) -> str:
    """Return ``app/models.py`` for *tables*."""
    text = metadata(tables, "unused").replace("unused = sa.MetaData()\n", "")
    text = text.replace(", unused,", ", Base.metadata,")
    return f"import sqlalchemy as sa\nfrom app.database import Base\n\n{text if tables else ''}\n"


def _parts(table: Table) -> list[str]:
    return [
        *(column_code(column) for column in table.columns),
        *(
            constraint_code(constraint)
            for constraint in table.constraints
            if constraint.kind != "index"
        ),
    ]


def column_code(column: Column, *, nullable: bool | None = None) -> str:
    """Return the code of a column."""
    if column.name == "id":
        return "sa.Column('id', sa.Integer(), primary_key=True)"
    allowed = column.nullable if nullable is None else nullable
    default = f", server_default=sa.text({column.default!r})" if column.default is not None else ""
    return f"sa.Column({column.name!r}, {column.type}, nullable={allowed}{default})"


def constraint_code(constraint: Constraint) -> str:
    """Return the code of a constraint within a table."""
    columns, name = constraint.columns, f"name={_as_it_is(constraint.name)}"
    if constraint.kind == "unique":
        return f"sa.UniqueConstraint({', '.join(map(repr, columns))}, {name})"
    if constraint.kind == "check":
        return f"sa.CheckConstraint({constraint.says!r}, {name})"
    action = f", ondelete={constraint.on_delete!r}" if constraint.on_delete else ""
    return f"sa.ForeignKeyConstraint({list(columns)}, ['{constraint.says}.id'], {name}{action})"


def code(change: Change, road: str) -> Code:
    """Return what *change* is in a revision, on the road ``op``, ``batch`` or ``raw``."""
    match change:
        case CreateTable(made=made):
            return Code(_create(made, road), _drop(made, road))
        case DropTable(made=made):
            return Code(_drop(made, road), _create(made, road))
        case AddColumn():
            return _add_column(change, road)
        case DropColumn(table=table, column=column):
            back = _add_column(AddColumn(table, column), road)
            return Code(back.down, back.up)
        case RenameColumn(table=table, column=column, new=new):
            return Code(
                (_rename(table, column, new, road),),
                (_rename(table, Column(new, column.type), column.name, road),),
            )
        case AlterType(table=table, column=column, new=new):
            return Code(
                _alter(table, column, new), _alter(table, Column(column.name, new), column.type)
            )
        case AddConstraint(table=table, constraint=constraint):
            return _add_constraint(table, constraint, road)
    raise AssertionError(change)


def _create(table: Table, road: str) -> tuple[str, ...]:
    indexes = tuple(
        line
        for index in table.constraints
        if index.kind == "index"
        for line in _add_constraint(table.name, index, road).up
    )
    if road == "raw":
        parts = [*map(column_sql, table.columns), *_constraints_sql(table)]
        return (
            f'op.execute("CREATE TABLE {table.name} ("',
            *(f'    "{part}{comma}"' for part, comma in _commas(parts)),
            '    ")")',
            *indexes,
        )
    return (
        f"op.create_table({table.name!r},",
        *(f"    {part}," for part in _parts(table)),
        ")",
        *indexes,
    )


def _commas(parts: Sequence[str]) -> list[tuple[str, str]]:
    return [(part, ", " if number < len(parts) else "") for number, part in enumerate(parts, 1)]


def _drop(table: Table, road: str) -> tuple[str, ...]:
    return (
        f'op.execute("DROP TABLE {table.name}")'
        if road == "raw"
        else f"op.drop_table({table.name!r})",
    )


def type_sql(type_: str) -> str:
    """Return the SQL of a type: ``VARCHAR(50)`` of ``sa.String(50)``."""
    name, _, rest = type_.removeprefix("sa.").partition("(")
    words = {
        "String": "VARCHAR",
        "Integer": "INTEGER",
        "Text": "TEXT",
        "Boolean": "BOOLEAN",
        "Numeric": "NUMERIC",
        "Date": "DATE",
        "Float": "FLOAT",
    }
    length = f"({rest}" if rest != ")" else ""
    return words[name] + length


def column_sql(column: Column) -> str:
    """Return a column as SQL declares it."""
    if column.name == "id":
        return "id INTEGER NOT NULL PRIMARY KEY"
    null = "" if column.nullable else " NOT NULL"
    default = f" DEFAULT {column.default}" if column.default is not None else ""
    return f"{column.name} {type_sql(column.type)}{default}{null}"


def _constraints_sql(table: Table) -> list[str]:
    texts = []
    for constraint in table.constraints:
        columns = ", ".join(constraint.columns)
        if constraint.kind == "unique":
            texts.append(f"CONSTRAINT {constraint.name} UNIQUE ({columns})")
        elif constraint.kind == "check":
            texts.append(f"CONSTRAINT {constraint.name} CHECK ({constraint.says})")
        elif constraint.kind == "foreign":
            action = f" ON DELETE {constraint.on_delete}" if constraint.on_delete else ""
            texts.append(
                f"CONSTRAINT {constraint.name} FOREIGN KEY ({columns}) REFERENCES {constraint.says} (id){action}"
            )
    return texts


def _in_batch(table: str, *calls: str) -> tuple[str, ...]:
    return (
        f"with op.batch_alter_table({table!r}) as batch:",
        *(f"    batch.{call}" for call in calls),
    )


def _add_column(change: AddColumn, road: str) -> Code:
    table, column = change.table, change.column
    added = column_code(column, nullable=True if change.fill else None)
    if road == "raw" and change.fill is None:
        up: tuple[str, ...] = (
            f'op.execute("ALTER TABLE {table} ADD COLUMN {column_sql(column)}")',
        )
        down: tuple[str, ...] = (f'op.execute("ALTER TABLE {table} DROP COLUMN {column.name}")',)
        return Code(up, down)
    if road == "batch":
        up, down = (
            _in_batch(table, f"add_column({added})"),
            _in_batch(table, f"drop_column({column.name!r})"),
        )
    else:
        up, down = (
            (f"op.add_column({table!r}, {added})",),
            (f"op.drop_column({table!r}, {column.name!r})",),
        )
    if change.fill:
        up += (
            f'op.execute("UPDATE {table} SET {column.name} = {change.fill}")',  # noqa: S608 - our own names
            *_in_batch(
                table, f"alter_column({column.name!r}, existing_type={column.type}, nullable=False)"
            ),
        )
    return Code(up, down)


def _rename(table: str, column: Column, new: str, road: str) -> str:
    if road == "raw":
        return f'op.execute("ALTER TABLE {table} RENAME COLUMN {column.name} TO {new}")'
    if road == "batch":
        return "\n".join(
            _in_batch(table, f"alter_column({column.name!r}, new_column_name={new!r})")
        )
    return f"op.alter_column({table!r}, {column.name!r}, new_column_name={new!r})"


def _alter(table: str, column: Column, new: str) -> tuple[str, ...]:
    return _in_batch(
        table, f"alter_column({column.name!r}, existing_type={column.type}, type_={new})"
    )


def _add_constraint(table: str, constraint: Constraint, road: str) -> Code:
    name, columns = constraint.name, list(constraint.columns)
    if constraint.kind == "index":
        if road == "raw":
            sql = f"CREATE INDEX {name} ON {table} ({', '.join(columns)})"
            return Code((f'op.execute("{sql}")',), (f'op.execute("DROP INDEX {name}")',))
        return Code(
            (f"op.create_index({name!r}, {table!r}, {columns})",),
            (f"op.drop_index({name!r}, table_name={table!r})",),
        )
    if constraint.kind == "unique":
        made, kind = f"create_unique_constraint({name!r}, {columns})", "unique"
    elif constraint.kind == "check":
        made, kind = f"create_check_constraint({_as_it_is(name)}, {constraint.says!r})", "check"
    else:
        action = f", ondelete={constraint.on_delete!r}" if constraint.on_delete else ""
        made = f"create_foreign_key({name!r}, {constraint.says!r}, {columns}, ['id']{action})"
        kind = "foreignkey"
    dropped = f"drop_constraint({_as_it_is(name)}, type_={kind!r})"
    return Code(_in_batch(table, made), _in_batch(table, dropped))


def _as_it_is(name: str) -> str:
    """The code of a name that a naming convention does not add to."""
    return f"sa.schema.conv({name!r})"


def revision_text(
    revision: str, parents: Sequence[str], up: Sequence[str], down: Sequence[str]
) -> str:
    """Return the file of a revision."""
    parent = repr(parents[0]) if len(parents) == 1 else repr(tuple(parents) or None)
    lines = [f"{HEAD}revision = {revision!r}", f"down_revision = {parent}", "", ""]
    for name, body in (("upgrade", up), ("downgrade", down)):
        lines += [f"def {name}() -> None:", *_indented(body), "", ""]
    return "\n".join(lines)


def _indented(lines: Sequence[str]) -> list[str]:
    flat = [line for text in lines for line in text.split("\n")]
    return [f"    {line}" for line in flat] or ["    pass"]
