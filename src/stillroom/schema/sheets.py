"""A schema as sheets of text: each table with its lines, cleaned and cut, for pictures and for records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stillroom.schema.model import Schema, Table
from stillroom.schema.words import beside_type, check_words, index_words, unique_words
from stillroom.util.text import clean

LONGEST = 28  # characters of one cell
LONGEST_KEY = 120


@dataclass(frozen=True)
class Line:
    """A line of a table: a column, a constraint, or the text of a view."""

    cells: tuple[str, ...]
    key: str
    """Its own name: table and column or constraint, with a dot."""
    keys: tuple[str, ...] = ()
    """What keys it is part of, in short."""
    links: tuple[str, ...] = ()
    """The keys of the lines that its foreign keys refer to."""

    @property
    def words(self) -> str:
        """Its cells as one text."""
        return " ".join(cell for cell in self.cells if cell)


@dataclass(frozen=True)
class Sheet:
    """A table, a view or a trigger, with its lines."""

    title: str
    key: str
    lines: tuple[Line, ...]


def sheets(schema: Schema) -> list[Sheet]:
    """Return every table, view and trigger of *schema* with its lines."""
    tables = [_sheet(table) for table in schema.tables.values()]
    views = [
        Sheet(f"view {_name(name)}", key_of(name), (Line((_cut(text),), key_of(name)),))
        for name, text in schema.views.items()
    ]
    triggers = [
        Sheet(f"trigger {_name(name)} on {_name(table)}", key_of(table, name), ())
        for name, (table, _) in schema.triggers.items()
    ]
    return [*tables, *views, *triggers]


def key_of(*names: str) -> str:
    """Return the key of a table, or of the part of a table that *names* name."""
    return clean(".".join(names), LONGEST_KEY)


def new_names(before: Iterable[Sheet], after: Iterable[Sheet]) -> frozenset[str]:
    """Return the keys of what is in *after* and was not so in *before*."""
    earlier = list(before)
    tables = {sheet.key for sheet in earlier}
    lines = {line for sheet in earlier for line in sheet.lines}
    new: set[str] = set()
    for sheet in after:
        if sheet.key not in tables:
            new.add(sheet.key)
        else:
            new.update(line.key for line in sheet.lines if line not in lines)
    return frozenset(new)


def _sheet(table: Table) -> Sheet:
    lines = [*_columns(table), *_constraints(table)]
    options = f" {' '.join(table.options)}" if table.options else ""
    return Sheet(_name(table.name) + clean(options), key_of(table.name), tuple(lines))


def _columns(table: Table) -> Iterator[Line]:
    key = table.key
    for column in table.columns:
        type_name = column.type or "no type"
        rest = beside_type(column)
        foreign = [link for link in table.foreign_keys if column.name in link.columns]
        keys = [*(["PK"] if column.name in key else []), *(["FK"] if foreign else [])]
        targets = [f"→ {_name(link.table)}" for link in foreign]
        cells = (_name(column.name), _cut(type_name), _cut(rest), *targets)
        links = [
            key_of(link.table, *link.targets[:1])
            for link in foreign
            if column.name == link.columns[0]
        ]
        yield Line(cells, key_of(table.name, column.name), tuple(keys), tuple(links))


def _constraints(table: Table) -> Iterator[Line]:
    texts = [
        *map(unique_words, table.uniques),
        *map(index_words, table.indexes),
        *map(check_words, table.checks),
    ]
    for text in texts:
        yield Line((_cut(text, 2 * LONGEST),), key_of(table.name, text))


def _name(text: str) -> str:
    return _cut(text)


def _cut(text: str, limit: int = LONGEST) -> str:
    return clean(text, limit)
