"""Changes to one table: its columns, its keys, its constraints and indexes, its options."""

from dataclasses import replace
from random import Random

from .change import Pair, added, both, free, new_column, two, with_fresh
from .drafts import INTEGER, Column, ForeignKey, Index, Part, Table, Unique
from .drawn import (
    COLLATIONS,
    STRICT_TYPES,
    TYPES,
    computed,
    conditions,
    defaults,
    expressions,
    index,
    is_text,
)

# --- columns ---


def type_(random: Random, table: Table) -> Pair:
    table, before = free(random, table)
    types = STRICT_TYPES if table.strict else list(TYPES)
    if before.collation:
        types = [type_ for type_ in types if is_text(type_)]
    if len(types) == 1:
        before, types = replace(before, collation=None), STRICT_TYPES
    after = random.choice([type_ for type_ in types if type_ != before.type])
    before = replace(before, default=None)
    return *both(table, before, replace(before, type=after)), ("column-type",), before.name


def length(random: Random, table: Table) -> Pair:
    table, before = free(random, replace(table, strict=False))
    before = replace(before, default=None, collation=None)
    first, second = two(random, [type_ for type_ in TYPES if type_[0] == "VARCHAR"])
    pair = both(table, replace(before, type=first), replace(before, type=second))
    return *pair, ("column-type",), before.name


def nullable(random: Random, table: Table) -> Pair:
    table, before = free(random, table)
    pair = both(table, before, replace(before, nullable=not before.nullable))
    return *pair, ("column-nullable",), before.name


def default(random: Random, table: Table) -> Pair:
    table, before = free(random, table)
    first, second = two(random, [None, *defaults(before.type)])
    pair = both(table, replace(before, default=first), replace(before, default=second))
    return *pair, ("column-default",), before.name


def collation(random: Random, table: Table) -> Pair:
    table, before = free(random, table)
    first, second = two(random, [None, *COLLATIONS])
    before = replace(before, type=("TEXT",), default=None)
    pair = both(table, replace(before, collation=first), replace(before, collation=second))
    # An index that names a collation may differ from its column in one of the two only.
    return *pair, ("column-collation", "index-differs"), before.name


def computed_value(random: Random, table: Table) -> Pair:
    source = new_column(random, table, "source")
    table, before = free(random, with_fresh(table, source))
    table, before = (table, before) if before != source else (table, new_column(random, table))
    if before.name == "fresh" and before not in table.columns:
        table = with_fresh(table, before)
    before = replace(computed(random, before, [source]), nullable=True)
    after = random.choice(
        [
            replace(before, stored=not before.stored),
            replace(before, computed=None),
            replace(before, computed=("-", *(before.computed or ()))),
        ]
    )
    return *both(table, before, after), ("column-generated",), before.name


def column(random: Random, table: Table) -> Pair:
    fresh = new_column(random, table)
    return table, with_fresh(table, fresh), ("column-extra",), fresh.name


# --- keys ---


def _keyed(table: Table, *key: str) -> Table:
    for name in key:
        column = table.column(name)
        table = table.with_column(replace(column, nullable=False, default=None, computed=None))
    return replace(
        table, key=key, autoincrement=False, without_rowid=False, uniques=(), foreign_keys=()
    )


def key(random: Random, table: Table) -> Pair:
    first, second = two(
        random, [column.name for column in table.columns if not column.computed] + ["fresh"]
    )
    table = with_fresh(table, new_column(random, table)) if "fresh" in (first, second) else table
    before = _keyed(table, first, second)
    after = random.choice([(second, first), (first,), (second,), ()])
    return before, replace(before, key=after), ("primary-key",), None


def autoincrement(random: Random, table: Table) -> Pair:
    fresh = Column("fresh", INTEGER, nullable=False)
    before = _keyed(with_fresh(table, fresh), fresh.name)
    return before, replace(before, autoincrement=True), ("primary-key-autoincrement",), fresh.name


def rowid(random: Random, table: Table) -> Pair:
    fresh = Column("fresh", INTEGER, nullable=False)
    before = _keyed(with_fresh(table, fresh), fresh.name)
    after = before.with_column(replace(fresh, type=("TEXT",) if table.strict else ("BIGINT",)))
    return before, after, ("column-type", "primary-key-kind"), fresh.name


# --- constraints ---


def unique(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    more = random.choice([(), (random.choice(table.columns[:-1]).name,)])
    conflict = random.choice([None, "REPLACE"])
    after = replace(table, uniques=(*table.uniques, Unique(("fresh", *more), conflict)))
    return table, after, ("unique-extra",), None


def unique_differs(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    before = Unique(("fresh", random.choice(table.columns[:-1]).name))
    after = random.choice(
        [replace(before, columns=before.columns[::-1]), replace(before, conflict="FAIL")]
    )
    return *added(table, "uniques", before, after), ("unique-differs",), None


def not_unique(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    before = replace(table, uniques=(*table.uniques, Unique(("fresh",))))
    after = replace(table, indexes=(*table.indexes, Index((Part(("@fresh",)),))))
    return before, after, ("unique-differs|index-differs",), None


def any_index(random: Random, table: Table) -> Pair:
    after = replace(table, indexes=(*table.indexes, index(random, table)))
    return table, after, ("index-extra",), None


def index_differs(random: Random, table: Table) -> Pair:
    table = with_fresh(table, replace(new_column(random, table), collation=None))
    second = Part((f"@{random.choice(table.columns[:-1]).name}",))
    first = Part(("@fresh",), descending=random.random() < 0.5)
    wheres = conditions("fresh", "fresh")
    before = Index((first, second), where=random.choice([None, wheres[0]]))
    after = random.choice(
        [
            replace(before, parts=(second, first)),
            replace(before, parts=(replace(first, descending=not first.descending), second)),
            replace(before, parts=(replace(first, collation=random.choice(COLLATIONS)), second)),
            replace(before, where=random.choice(wheres[1:])),
            replace(before, where=wheres[1], unique=True),
        ]
    )
    return *added(table, "indexes", before, after), ("index-differs",), None


def index_expression(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    pair = two(random, [("@fresh",), *expressions("fresh")])
    pair_of_tables = added(table, "indexes", *(Index((Part(part),)) for part in pair))
    return *pair_of_tables, ("index-missing", "index-extra"), None


def _referring(random: Random, table: Table) -> tuple[Table, ForeignKey]:
    table = with_fresh(table, new_column(random, table))
    return table, ForeignKey(("fresh",), table.name, (random.choice(table.columns[:-1]).name,))


def foreign_key(random: Random, table: Table) -> Pair:
    table, new = _referring(random, table)
    after = replace(table, foreign_keys=(*table.foreign_keys, new))
    return table, after, ("foreign-key-extra",), None


def foreign_key_differs(random: Random, table: Table) -> Pair:
    table, before = _referring(random, table)
    after = random.choice(
        [
            replace(before, on_delete=random.choice(["CASCADE", "SET NULL", "RESTRICT"])),
            replace(before, on_update=random.choice(["CASCADE", "SET DEFAULT"])),
            replace(before, deferred=True),
            replace(before, targets=("fresh",)),
        ]
    )
    return *added(table, "foreign_keys", before, after), ("foreign-key-differs",), None


def check(random: Random, table: Table) -> Pair:
    table, before = free(random, table)
    every = conditions(before.name, before.name)
    new = random.choice([condition for condition in every if condition not in table.checks])
    return table, replace(table, checks=(*table.checks, new)), ("check-extra",), None


def check_differs(random: Random, table: Table) -> Pair:
    table, column = free(random, table)
    pair = two(random, conditions(column.name, column.name))
    return *added(replace(table, checks=()), "checks", *pair), ("check-differs",), None


# --- tables ---


def strict(random: Random, table: Table) -> Pair:
    columns = (
        column if column.type in STRICT_TYPES else replace(column, type=("TEXT",), default=None)
        for column in table.columns
    )
    before = replace(table, columns=tuple(columns), strict=False)
    return before, replace(before, strict=True), ("table-options",), None


def without_rowid(random: Random, table: Table) -> Pair:
    before = _keyed(with_fresh(table, new_column(random, table)), "fresh")
    kinds = ("table-options", "primary-key-kind", "column-collation")
    return before, replace(before, without_rowid=True), kinds, None
