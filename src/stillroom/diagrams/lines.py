"""A schema as text: boxes, or plain lines for screen readers."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest

from rich.cells import cell_len, set_cell_size

from stillroom.schema.compare import compare
from stillroom.schema.model import Schema
from stillroom.schema.sheets import Line, Sheet, key_of, sheets
from stillroom.schema.words import in_words

MOST_CELLS = 8  # of a line that are aligned: keys, name, type, the rest, targets of foreign keys


def changed_names(before: Schema, after: Schema) -> frozenset[str]:
    """Return what differs between two schemas, as the keys of tables and of their lines."""
    return frozenset(
        key_of(difference.table)
        if difference.kind.startswith("table-") or difference.name is None
        else key_of(difference.table, difference.name)
        for difference in map(in_words, compare(before, after))
    )


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
