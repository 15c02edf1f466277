"""A schema as lines of text, which are drawn as boxes, said as plain lines, or drawn as SVG."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

from stillroom.schema.compare import compare
from stillroom.schema.model import ForeignKey, Schema, Table
from stillroom.schema.words import (
    check_words,
    column_words,
    in_words,
    index_words,
    unique_words,
)
from stillroom.util.text import clean

LONGEST = 28  # characters of one cell; the description has it whole
MOST_CELLS = 8  # of a line that are aligned: keys, name, type, the rest, targets of foreign keys


@dataclass(frozen=True)
class Line:
    """A line of a table: a column, a constraint, or the text of a view."""

    cells: tuple[str, ...]
    key: str
    """Its name among those that ``changes`` returns: table and column or constraint, with a dot."""
    keys: tuple[str, ...] = ()
    """What keys it is part of, in short."""

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


def changed_names(before: Schema, after: Schema) -> frozenset[str]:
    """Return what differs between two schemas, as names of tables, or of table and part with a dot."""
    return frozenset(
        difference.table
        if difference.kind.startswith("table-") or difference.name is None
        else f"{difference.table}.{difference.name}"
        for difference in map(in_words, compare(before, after))
    )


# ---------------------------------------------------------------------------- the lines


def sheets(schema: Schema) -> list[Sheet]:
    """Return every table, view and trigger of *schema* with its lines."""
    tables = [_sheet(table) for table in schema.tables.values()]
    views = [
        Sheet(f"view {_name(name)}", name, (Line((_cut(text),), name),))
        for name, text in schema.views.items()
    ]
    triggers = [
        Sheet(f"trigger {_name(name)} on {_name(table)}", f"{table}.{name}", ())
        for name, (table, _) in schema.triggers.items()
    ]
    return [*tables, *views, *triggers]


def _sheet(table: Table) -> Sheet:
    lines = [*_columns(table), *_constraints(table)]
    options = f" {' '.join(table.options)}" if table.options else ""
    return Sheet(_name(table.name) + clean(options), table.name, tuple(lines))


def _columns(table: Table) -> Iterator[Line]:
    key = table.key
    for column in table.columns:
        type_name = column.type or "no type"
        rest = column_words(column).removeprefix(type_name).strip()
        links = [link for link in table.foreign_keys if column.name in link.columns]
        keys = [*(["PK"] if column.name in key else []), *(["FK"] if links else [])]
        cells = (_name(column.name), _cut(type_name), _cut(rest), *map(_target, links))
        yield Line(cells, f"{table.name}.{column.name}", tuple(keys))


def _target(key: ForeignKey) -> str:
    return f"→ {_name(key.table)}"


def _constraints(table: Table) -> Iterator[Line]:
    texts = [
        *map(unique_words, table.uniques),
        *map(index_words, table.indexes),
        *map(check_words, table.checks),
    ]
    for text in texts:
        yield Line((_cut(text, 2 * LONGEST),), f"{table.name}.{text}")


def _name(text: str) -> str:
    return _cut(text)


def _cut(text: str, limit: int = LONGEST) -> str:
    return clean(text, limit)


# ---------------------------------------------------------------------------- a schema as text


def schema_text(schema: Schema, changed: Collection[str] = (), *, plain: bool = False) -> str:
    """Return *schema* as lines of text; what is in *changed* is marked with a star.

    *plain* draws no boxes: one line after the other, for screen readers.
    """
    all_sheets = sheets(schema)
    if not all_sheets:
        return "no table\n"
    draw = plain_lines if plain else _boxed
    return "\n".join("\n".join(draw(sheet, changed)) for sheet in all_sheets) + "\n"


def plain_lines(sheet: Sheet, changed: Collection[str]) -> Iterator[str]:
    """Yield a sheet line by line, without boxes."""
    mark = " (changed)" if sheet.key in changed else ""
    yield f"{sheet.title}{mark}"
    for line in sheet.lines:
        keys = f", {_long(line.keys)}" if line.keys else ""
        mark = " (changed)" if line.key in changed else ""
        yield f"  {line.words.replace('→', 'refers to')}{keys}{mark}"


def _boxed(sheet: Sheet, changed: Collection[str]) -> Iterator[str]:
    rows = _aligned(sheet.lines)
    marked = [
        f"{'*' if line.key in changed else ' '} {row}"
        for line, row in zip(sheet.lines, rows, strict=True)
    ]
    title = f"{'* ' if sheet.key in changed else ''}{sheet.title}"
    inner = max([cell_len(title) + 2, *map(cell_len, marked)])
    yield f"┌─ {title} {'─' * (inner - cell_len(title) - 1)}┐"
    yield from (f"│{set_cell_size(row, inner + 2)}│" for row in marked)
    yield f"└{'─' * (inner + 2)}┘"


def _aligned(lines: Sequence[Line]) -> list[str]:
    """Each line as one text, with the cells of columns aligned; a constraint takes the whole line."""
    rows = [(" ".join(line.keys), *line.cells) if len(line.cells) > 1 else None for line in lines]
    full = [row for row in rows if row]
    widths = [
        max((cell_len(row[column]) for row in full if column < len(row)), default=0)
        for column in range(MOST_CELLS)
    ]
    return [
        line.words
        if row is None
        else "  ".join(
            set_cell_size(cell, width) for cell, width in zip(row, widths, strict=False) if width
        )
        for line, row in zip(lines, rows, strict=True)
    ]


def _long(keys: Iterable[str]) -> str:
    return ", ".join({"PK": "primary key", "FK": "foreign key"}[key] for key in keys)


def side_by_side(texts: Sequence[str], width: int) -> str:
    """Return *texts* in columns beside one another; below one another where *width* is too small."""
    parts = [text.rstrip("\n").splitlines() for text in texts]
    widths = [max(map(cell_len, part), default=0) for part in parts]
    if sum(widths) + 3 * (len(widths) - 1) > width:
        return "\n\n".join("\n".join(part) for part in parts) + "\n"
    lines = (
        "   ".join(set_cell_size(cell, room) for cell, room in zip(row, widths, strict=True))
        for row in zip_longest(*parts, fillvalue="")
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)
