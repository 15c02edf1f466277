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
    table, one = free(random, table)
    types = STRICT_TYPES if table.strict else list(TYPES)
    if one.collation:
        types = [each for each in types if is_text(each)]
    if len(types) == 1:
        one, types = replace(one, collation=None), STRICT_TYPES
    other = random.choice([each for each in types if each != one.type])
    one = replace(one, default=None)
    return *both(table, one, replace(one, type=other)), ("column-type",), one.name


def length(random: Random, table: Table) -> Pair:
    table, one = free(random, replace(table, strict=False))
    one = replace(one, default=None, collation=None)
    first, second = two(random, [each for each in TYPES if each[0] == "VARCHAR"])
    pair = both(table, replace(one, type=first), replace(one, type=second))
    return *pair, ("column-type",), one.name


def nullable(random: Random, table: Table) -> Pair:
    table, one = free(random, table)
    pair = both(table, one, replace(one, nullable=not one.nullable))
    return *pair, ("column-nullable",), one.name


def default(random: Random, table: Table) -> Pair:
    table, one = free(random, table)
    first, second = two(random, [None, *defaults(one.type)])
    pair = both(table, replace(one, default=first), replace(one, default=second))
    return *pair, ("column-default",), one.name


def collation(random: Random, table: Table) -> Pair:
    table, one = free(random, table)
    first, second = two(random, [None, *COLLATIONS])
    one = replace(one, type=("TEXT",), default=None)
    pair = both(table, replace(one, collation=first), replace(one, collation=second))
    # An index that names a collation may differ from its column in one of the two only.
    return *pair, ("column-collation", "index-differs"), one.name


def computed_value(random: Random, table: Table) -> Pair:
    source = new_column(random, table, "source")
    table, one = free(random, with_fresh(table, source))
    table, one = (table, one) if one != source else (table, new_column(random, table))
    if one.name == "fresh" and one not in table.columns:
        table = with_fresh(table, one)
    one = replace(computed(random, one, [source]), nullable=True)
    other = random.choice(
        [
            replace(one, stored=not one.stored),
            replace(one, computed=None),
            replace(one, computed=("-", *(one.computed or ()))),
        ]
    )
    return *both(table, one, other), ("column-generated",), one.name


def column(random: Random, table: Table) -> Pair:
    fresh = new_column(random, table)
    return table, with_fresh(table, fresh), ("column-extra",), fresh.name


# --- keys ---


def _keyed(table: Table, *key: str) -> Table:
    for name in key:
        one = table.column(name)
        table = table.with_column(replace(one, nullable=False, default=None, computed=None))
    return replace(
        table, key=key, autoincrement=False, without_rowid=False, uniques=(), foreign_keys=()
    )


def key(random: Random, table: Table) -> Pair:
    first, second = two(random, [one.name for one in table.columns if not one.computed] + ["fresh"])
    table = with_fresh(table, new_column(random, table)) if "fresh" in (first, second) else table
    one = _keyed(table, first, second)
    other = random.choice([(second, first), (first,), (second,), ()])
    return one, replace(one, key=other), ("primary-key",), None


def autoincrement(random: Random, table: Table) -> Pair:
    fresh = Column("fresh", INTEGER, nullable=False)
    one = _keyed(with_fresh(table, fresh), fresh.name)
    return one, replace(one, autoincrement=True), ("primary-key-autoincrement",), fresh.name


def rowid(random: Random, table: Table) -> Pair:
    fresh = Column("fresh", INTEGER, nullable=False)
    one = _keyed(with_fresh(table, fresh), fresh.name)
    other = one.with_column(replace(fresh, type=("TEXT",) if table.strict else ("BIGINT",)))
    return one, other, ("column-type", "primary-key-kind"), fresh.name


# --- constraints ---


def unique(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    more = random.choice([(), (random.choice(table.columns[:-1]).name,)])
    conflict = random.choice([None, "REPLACE"])
    other = replace(table, uniques=(*table.uniques, Unique(("fresh", *more), conflict)))
    return table, other, ("unique-extra",), None


def unique_differs(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    one = Unique(("fresh", random.choice(table.columns[:-1]).name))
    other = random.choice([replace(one, columns=one.columns[::-1]), replace(one, conflict="FAIL")])
    return *added(table, "uniques", one, other), ("unique-differs",), None


def not_unique(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    one = replace(table, uniques=(*table.uniques, Unique(("fresh",))))
    other = replace(table, indexes=(*table.indexes, Index((Part(("@fresh",)),))))
    return one, other, ("unique-missing", "index-extra"), None


def any_index(random: Random, table: Table) -> Pair:
    other = replace(table, indexes=(*table.indexes, index(random, table)))
    return table, other, ("index-extra",), None


def index_differs(random: Random, table: Table) -> Pair:
    table = with_fresh(table, replace(new_column(random, table), collation=None))
    second = Part((f"@{random.choice(table.columns[:-1]).name}",))
    first = Part(("@fresh",), descending=random.random() < 0.5)
    wheres = conditions("fresh", "fresh")
    one = Index((first, second), where=random.choice([None, wheres[0]]))
    other = random.choice(
        [
            replace(one, parts=(second, first)),
            replace(one, parts=(replace(first, descending=not first.descending), second)),
            replace(one, parts=(replace(first, collation=random.choice(COLLATIONS)), second)),
            replace(one, where=random.choice(wheres[1:])),
            replace(one, where=wheres[1], unique=True),
        ]
    )
    return *added(table, "indexes", one, other), ("index-differs",), None


def index_expression(random: Random, table: Table) -> Pair:
    table = with_fresh(table, new_column(random, table))
    pair = two(random, [("@fresh",), *expressions("fresh")])
    pair_of_tables = added(table, "indexes", *(Index((Part(each),)) for each in pair))
    return *pair_of_tables, ("index-missing", "index-extra"), None


def _referring(random: Random, table: Table) -> tuple[Table, ForeignKey]:
    table = with_fresh(table, new_column(random, table))
    return table, ForeignKey(("fresh",), table.name, (random.choice(table.columns[:-1]).name,))


def foreign_key(random: Random, table: Table) -> Pair:
    table, new = _referring(random, table)
    other = replace(table, foreign_keys=(*table.foreign_keys, new))
    return table, other, ("foreign-key-extra",), None


def foreign_key_differs(random: Random, table: Table) -> Pair:
    table, one = _referring(random, table)
    other = random.choice(
        [
            replace(one, on_delete=random.choice(["CASCADE", "SET NULL", "RESTRICT"])),
            replace(one, on_update=random.choice(["CASCADE", "SET DEFAULT"])),
            replace(one, deferred=True),
            replace(one, targets=("fresh",)),
        ]
    )
    return *added(table, "foreign_keys", one, other), ("foreign-key-differs",), None


def check(random: Random, table: Table) -> Pair:
    table, one = free(random, table)
    new = random.choice(conditions(one.name, one.name))
    return table, replace(table, checks=(*table.checks, new)), ("check-extra",), None


def check_differs(random: Random, table: Table) -> Pair:
    table, column = free(random, table)
    pair = two(random, conditions(column.name, column.name))
    return *added(replace(table, checks=()), "checks", *pair), ("check-differs",), None


# --- tables ---


def strict(random: Random, table: Table) -> Pair:
    columns = (
        one if one.type in STRICT_TYPES else replace(one, type=("TEXT",), default=None)
        for one in table.columns
    )
    one = replace(table, columns=tuple(columns), strict=False)
    return one, replace(one, strict=True), ("table-options",), None


def without_rowid(random: Random, table: Table) -> Pair:
    one = _keyed(with_fresh(table, new_column(random, table)), "fresh")
    kinds = ("table-options", "primary-key-kind", "column-collation")
    return one, replace(one, without_rowid=True), kinds, None
