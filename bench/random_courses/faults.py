"""One fault in a right answer: what is wrong, and what the first finding has to name."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bench.random_courses.draw import Drawn
from bench.random_courses.history import Answer, Revision
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
)
from bench.random_courses.write import Code, code, models

MODELS = "app/models.py"


@dataclass(frozen=True)
class Fault:
    """An answer with one fault, and what the first finding has to say of it."""

    kind: str
    answer: Answer
    paths: tuple[str, ...]
    """The files that may be to blame: several, where nothing tells into which of them it belongs."""
    words: tuple[str, ...]
    """Each is named in the message."""
    function: str = "upgrade"
    line: str = ""
    """A part of the line that is shown, where there is one that did it."""


Finder = Callable[[Drawn, Answer, random.Random], Iterator[Fault]]


def _road(revision: Revision) -> str:
    text = "\n".join(revision.up)
    if "ALTER TABLE" in text or "CREATE TABLE" in text or "CREATE INDEX" in text:
        return "raw"
    return "batch" if "batch" in text else "op"


def _with_change(answer: Answer, revision: Revision, number: int, change: Change | None) -> Answer:
    """Return the answer with another change in the place of one of *revision*, or with none."""
    changes, codes = list(revision.changes), list(revision.codes)
    if change is None:
        del changes[number], codes[number]
    else:
        changes[number], codes[number] = change, code(change, _road(revision))
    return answer.with_revision(replace(revision, changes=tuple(changes), codes=tuple(codes)))


def _changes(answer: Answer) -> Iterator[tuple[Revision, int, Change]]:
    for revision in answer.revisions:
        for number, change in enumerate(revision.changes):
            yield revision, number, change


def _uses(drawn: Drawn, stage: int, table: str, column: str) -> bool:
    """Tell whether a later change needs *column* of *table*, or drops the table: then it is told otherwise."""
    for changes in drawn.steps[stage - 1 :]:
        for change in changes:
            about = getattr(change, "column", None)
            if isinstance(change, DropTable) and change.table == table:
                return True
            if change.table != table:
                continue
            if about is not None and about.name == column and not isinstance(change, AddColumn):
                return True
            if isinstance(change, AddColumn) and change.fill and column in change.fill:
                return True
            if isinstance(change, AddConstraint) and column in change.constraint.columns:
                return True
    return False


def _changed_columns(column: Column) -> Iterator[tuple[str, Column]]:
    if column.type.startswith("sa.String"):
        yield "type", replace(column, type="sa.String(61)")
    else:
        yield (
            "type",
            replace(
                column, type="sa.Float()" if column.type == "sa.Integer()" else "sa.String(61)"
            ),
        )
    if column.default is not None:
        yield (
            "default",
            replace(column, default="'other'" if column.default.startswith("'") else "77"),
        )
        yield "no default", replace(column, default=None)
    if not column.nullable:
        yield "nullable", replace(column, nullable=True)
    else:
        yield "not null", replace(column, nullable=False)


def wrong_columns(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A column of a new table, or a new column, is declared otherwise."""
    for revision, number, change in _changes(answer):
        if isinstance(change, CreateTable):
            for column in change.made.columns[1:]:
                if column.name.endswith("_id") or _uses(
                    drawn, revision.stage, change.table, column.name
                ):
                    continue
                for kind, other in _changed_columns(column):
                    if kind == "not null":
                        continue  # the rows of the grader would be refused, at a state that is not reached
                    columns = tuple(other if old is column else old for old in change.made.columns)
                    made = replace(change, made=replace(change.made, columns=columns))
                    yield _fault(
                        f"column {kind}",
                        answer,
                        revision,
                        number,
                        made,
                        (change.table, column.name),
                        column.name,
                    )
        if (
            isinstance(change, AddColumn)
            and not change.fill
            and not _uses(drawn, revision.stage, change.table, change.column.name)
        ):
            for kind, other in _changed_columns(change.column):
                if kind in ("not null", "no default"):
                    continue  # the rows that are there would refuse it
                yield _fault(
                    f"column {kind}",
                    answer,
                    revision,
                    number,
                    replace(change, column=other),
                    (change.table, change.column.name),
                    change.column.name,
                )


def _fault(
    kind: str, answer: Answer, revision: Revision, number: int, change: Change | None,
    words: tuple[str, ...], line: str = "",
) -> Fault:  # fmt: skip
    return Fault(
        kind, _with_change(answer, revision, number, change), (revision.path,), words, line=line
    )


def missing_and_extra_columns(
    drawn: Drawn, answer: Answer, chance: random.Random
) -> Iterator[Fault]:
    """A column of a new table is left out, misspelt, or one too many."""
    for revision, number, change in _changes(answer):
        if not isinstance(change, CreateTable):
            continue
        used = {column for constraint in change.made.constraints for column in constraint.columns}
        for column in change.made.columns[1:]:
            if column.name in used or _uses(drawn, revision.stage, change.table, column.name):
                continue
            for kind, other in (
                ("left out", None),
                (
                    "misspelt",
                    replace(column, name=f"{column.name[:-2]}{column.name[-1]}{column.name[-2]}q"),
                ),
            ):
                columns = tuple(
                    other if old is column else old
                    for old in change.made.columns
                    if other or old is not column
                )
                made = replace(
                    change, made=replace(change.made, columns=tuple(filter(None, columns)))
                )
                yield _fault(
                    f"column {kind}", answer, revision, number, made, (change.table, column.name)
                )
        extra = Column("surplus", "sa.Integer()")
        made = replace(change, made=replace(change.made, columns=(*change.made.columns, extra)))
        if not _uses(drawn, revision.stage, change.table, "surplus"):
            yield _fault(
                "column extra", answer, revision, number, made, (change.table, "surplus"), "surplus"
            )


def misspelt_tables(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A table is called otherwise; later revisions may look for it under its right name."""
    for revision, number, change in _changes(answer):
        if isinstance(change, CreateTable):
            name = change.table[:-1]
            made = replace(change, table=name, made=replace(change.made, name=name))
            yield _fault(
                "table misspelt", answer, revision, number, made, (name, change.table), name
            )


def wrong_constraints(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A constraint or an index is left out, or says something else."""
    for revision, number, change in _changes(answer):
        if isinstance(change, CreateTable):
            if _uses(drawn, revision.stage, change.table, ""):
                continue
            for constraint in change.made.constraints:
                for kind, other in _changed_constraints(constraint):
                    if other is None and constraint.kind == "index":
                        pass
                    rest = tuple(
                        filter(
                            None,
                            (
                                other if old is constraint else old
                                for old in change.made.constraints
                            ),
                        )
                    )
                    made = replace(change, made=replace(change.made, constraints=rest))
                    yield _fault(
                        f"{constraint.kind} {kind}",
                        answer,
                        revision,
                        number,
                        made,
                        (change.table, *constraint.columns),
                    )
        if isinstance(change, AddConstraint) and not _uses(
            drawn, revision.stage + 1, change.table, ""
        ):
            constraint = change.constraint
            for kind, other in _changed_constraints(constraint):
                made_ = None if other is None else replace(change, constraint=other)
                fault = _fault(
                    f"{constraint.kind} {kind}",
                    answer,
                    revision,
                    number,
                    made_,
                    (change.table, *constraint.columns),
                )
                yield fault if made_ else replace(fault, paths=_of_stage(answer, revision))


def _changed_constraints(constraint: Constraint) -> Iterator[tuple[str, Constraint | None]]:
    yield "left out", None
    if constraint.kind == "check":
        yield (
            "altered",
            replace(
                constraint, says=constraint.says.replace("> -5", ">= -50").replace("> 1", ">= 1")
            ),
        )
    if constraint.kind == "foreign":
        yield (
            "altered",
            replace(
                constraint, on_delete="CASCADE" if constraint.on_delete != "CASCADE" else "SET NULL"
            ),
        )
    if constraint.kind in ("unique", "index"):
        yield "altered", replace(constraint, columns=(*constraint.columns, "id"))


def left_out(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A whole change is left out of its revision."""
    for revision, number, change in _changes(answer):
        words: tuple[str, ...]
        match change:
            case AddColumn(table=table, column=column) if not _uses(
                drawn, revision.stage, table, column.name
            ):
                words = (table, column.name)
            case AlterType(table=table, column=column) | DropColumn(table=table, column=column):
                words = (table, column.name)
            case RenameColumn(table=table, column=column, new=new):
                if _uses(drawn, revision.stage + 1, table, new):
                    continue
                words = (table, column.name)
            case CreateTable(table=table):
                words = (table,)
            case DropTable(table=table):
                words = (table,)
            case _:
                continue
        fault = _fault(f"{type(change).__name__} left out", answer, revision, number, None, words)
        yield replace(fault, paths=_of_stage(answer, revision))


def _of_stage(answer: Answer, revision: Revision) -> tuple[str, ...]:
    """The files of all revisions of one step: what is missing could be in each of them."""
    return tuple(other.path for other in answer.revisions if other.stage == revision.stage)


def empty_ways_back(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """downgrade() of one revision does nothing, or leaves one thing out."""
    for revision in answer.revisions:
        if not revision.changes or len(revision.changes) > 1:
            continue
        (change,), (right,) = revision.changes, revision.codes
        stays = revision.stage > drawn.back and change.table in drawn.states[drawn.back]
        if not stays and not (
            isinstance(change, CreateTable) and not _uses(drawn, revision.stage, change.table, "")
        ):
            continue  # a later step back takes its table away
        emptied = replace(revision, codes=(Code(right.up, ()),))
        words: tuple[str, ...] = (change.table,)
        yield Fault(
            "downgrade emptied", answer.with_revision(emptied), (revision.path,), words, "downgrade"
        )


def lost_rows(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A revision takes rows away, adds some, or changes them."""
    for revision in answer.revisions:
        before = drawn.rows[revision.stage - 1]
        # After a merge that brings nothing, the table may be taken away as a whole.
        later = revision.stage + (not revision.changes)
        for table, rows in before.items():
            if any(table not in tables for tables in drawn.states[revision.stage : later + 1]):
                continue
            if any(
                constraint.says == table
                for other in drawn.states[revision.stage].values()
                for constraint in other.constraints
            ):
                continue
            key = next(iter(rows))
            sql = f"DELETE FROM {table} WHERE id = {key}"  # noqa: S608 - our own names
            yield _rows_fault("rows deleted", answer, revision, sql, (table,))
            same = drawn.states[revision.stage][table]
            for column in drawn.states[revision.stage - 1][table].columns[1:]:
                if column.name not in same_names(same) or column.name.endswith("_id"):
                    continue
                value = "99" if column.type == "sa.Integer()" else "'changed'"
                yield _rows_fault(
                    "rows changed", answer, revision,
                    f"UPDATE {table} SET {column.name} = {value} WHERE id = {key}", (table, column.name),  # noqa: S608 - our own names
                )  # fmt: skip


def same_names(table: Table) -> set[str]:
    """Return the names of the columns."""
    return {column.name for column in table.columns}


def _rows_fault(
    kind: str, answer: Answer, revision: Revision, sql: str, words: tuple[str, ...]
) -> Fault:
    after = Code((f'op.execute("{sql}")',), ())
    return Fault(
        kind,
        answer.with_revision(replace(revision, after=after)),
        (revision.path,),
        words,
        line=sql,
    )


def wrong_fills(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A new column is filled with something else."""
    for revision, number, change in _changes(answer):
        if isinstance(change, AddColumn) and change.fill:
            other = replace(change, fill="'always the same'")
            if not _uses(drawn, revision.stage + 1, change.table, change.column.name):
                yield _fault(
                    "filled wrongly",
                    answer,
                    revision,
                    number,
                    other,
                    (change.table, change.column.name),
                    "UPDATE",
                )


def wrong_models(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """The revisions are right, and the models are not."""
    tables = drawn.states[-1]
    for name, table in tables.items():
        for column in table.columns[1:]:
            for kind, other in _changed_columns(column):
                columns = tuple(other if old is column else old for old in table.columns)
                text = models({**tables, name: replace(table, columns=columns)})
                yield Fault(
                    f"model column {kind}",
                    replace(answer, models=text),
                    (MODELS,),
                    (name, column.name),
                    "",
                    column.name,
                )
        for constraint in table.constraints:
            rest = tuple(other for other in table.constraints if other is not constraint)
            text = models({**tables, name: replace(table, constraints=rest)})
            yield Fault(
                f"model {constraint.kind} left out",
                replace(answer, models=text),
                (MODELS,),
                (name, *constraint.columns),
                "",
            )


def too_early(drawn: Drawn, answer: Answer, chance: random.Random) -> Iterator[Fault]:
    """A revision brings what belongs to the next state."""
    for earlier, later in zip(answer.revisions, answer.revisions[1:], strict=False):
        if (
            later.stage != earlier.stage + 1
            or len(later.changes) != 1
            or later.parents != (earlier.id,)
            or len(earlier.parents) > 1  # a merge may bring nothing, so its state was there before
        ):
            continue
        change = later.changes[0]
        if (
            not isinstance(change, AddColumn)
            or change.fill
            or change.table not in drawn.states[earlier.stage]
        ):
            continue
        emptied = answer.with_revision(replace(later, changes=(), codes=()))
        moved = replace(
            earlier, changes=(*earlier.changes, change), codes=(*earlier.codes, later.codes[0])
        )
        yield Fault(
            "too early",
            emptied.with_revision(moved),
            (earlier.path,),
            (change.table, change.column.name),
        )


FINDERS: tuple[Finder, ...] = (
    wrong_columns, missing_and_extra_columns, misspelt_tables, wrong_constraints, left_out, empty_ways_back,
    lost_rows, wrong_fills, wrong_models, too_early,
)  # fmt: skip


def faults(drawn: Drawn, answer: Answer, chance: random.Random, number: int) -> list[Fault]:
    """Return *number* faults of different kinds, as far as there are so many kinds."""
    by_kind: dict[str, list[Fault]] = {}
    for finder in FINDERS:
        for fault in finder(drawn, answer, chance):
            by_kind.setdefault(fault.kind, []).append(fault)
    kinds = chance.sample(sorted(by_kind), min(number, len(by_kind)))
    return [chance.choice(by_kind[kind]) for kind in kinds]
