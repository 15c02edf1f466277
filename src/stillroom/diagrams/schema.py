"""A schema as SVG: tables below one another, foreign keys as lines beside them."""

from collections.abc import Collection, Iterator, Sequence

from stillroom.diagrams.lines import plain_lines
from stillroom.diagrams.svg import CELL, LANE, PAD, arrow_head, classes, svg, text_at
from stillroom.schema.model import Schema
from stillroom.schema.sheets import Line, Sheet, sheets
from stillroom.util.text import counted

LINE, GAP = 22, 26  # pixels


def schema_svg(schema: Schema, changed: Collection[str] = ()) -> str:
    """Return *schema* as an inline SVG: tables below one another, foreign keys as lines beside them.

    What is in *changed* is marked, and has the class ``changed``.
    """
    title = f"The schema: {counted(len(schema.tables), 'table')}"
    return sheets_svg(sheets(schema), title, changed)


def sheets_svg(all_sheets: Sequence[Sheet], title: str, changed: Collection[str] = ()) -> str:
    """Return the same for a schema that is known as sheets; *title* is the name of the picture."""
    if not all_sheets:
        nothing = text_at("none", PAD, 24, "no table")
        return svg("schema", 160, 40, title, "There is no table yet.", [nothing])
    widths = [_widths(sheet) for sheet in all_sheets]
    width = max(_width(sheet, cells) for sheet, cells in zip(all_sheets, widths, strict=True))
    parts: list[str] = []
    middles: dict[str, float] = {}
    top = 1.0
    for sheet, cells in zip(all_sheets, widths, strict=True):
        parts += _drawn(sheet, cells, top, width, changed)
        middles[sheet.key] = top + LINE / 2
        for number, line in enumerate(sheet.lines, 1):
            middles[line.key] = top + LINE * number + LINE / 2
        top += LINE * (1 + len(sheet.lines)) + GAP
    links = list(_links(all_sheets, middles))
    parts += [_link(*link, width, lane) for lane, link in enumerate(links)]
    lanes = LANE * (len(links) + 1) if links else 2
    words = " ".join(" ".join(_plain_words(sheet, changed)) for sheet in all_sheets)
    return svg("schema", width + lanes, top - GAP + 2, title, words, parts)


def _plain_words(sheet: Sheet, changed: Collection[str]) -> Iterator[str]:
    first, *rest = plain_lines(sheet, changed)
    yield f"{first}: {'; '.join(line.strip() for line in rest) or 'nothing in it'}."


def _widths(sheet: Sheet) -> list[float]:
    rows = [(" ".join(line.keys), *line.cells) for line in sheet.lines if len(line.cells) > 1]
    most = max(map(len, rows), default=0)
    return [
        max((len(row[column]) for row in rows if column < len(row)), default=0) * CELL
        for column in range(most)
    ]


def _width(sheet: Sheet, cells: Sequence[float]) -> float:
    columns = sum(cell + PAD for cell in cells if cell)
    single = [len(line.words) * CELL for line in sheet.lines if len(line.cells) == 1]
    return max(columns, *single, (len(sheet.title) + 2) * CELL, 160) + 3 * PAD


def _drawn(
    sheet: Sheet, cells: Sequence[float], top: float, width: float, changed: Collection[str]
) -> Iterator[str]:
    height = LINE * (1 + len(sheet.lines))
    is_new = sheet.key in changed
    yield f'<g class="{classes("table", is_new)}">'
    yield (
        f'<rect class="{classes("box", is_new)}" x="1" y="{top:g}" width="{width:g}" height="{height:g}" '
        f'rx="4" fill="none" stroke="currentColor" stroke-width="{2 if is_new else 1}"/>'
    )
    base = top + LINE - 7
    yield text_at("head", 2 * PAD, base, sheet.title, ' font-weight="bold"')
    if is_new:
        yield text_at("mark", 5, base, "*")
    if sheet.lines:
        line = top + LINE
        yield (
            f'<line class="rule" x1="1" y1="{line:g}" x2="{width + 1:g}" y2="{line:g}" '
            'stroke="currentColor" stroke-width="1"/>'
        )
    for number, row in enumerate(sheet.lines, 1):
        yield from _row(row, cells, base + number * LINE, row.key in changed)
    yield "</g>"


def _row(line: Line, cells: Sequence[float], base: float, is_new: bool) -> Iterator[str]:
    yield f'<g class="{classes("row", is_new)}">'
    weight = ' font-weight="bold"' if is_new else ""
    if is_new:
        yield text_at("mark", 5, base, "*", weight)
    if len(line.cells) == 1:
        yield text_at("constraint", 2 * PAD, base, line.words, weight)
    else:
        left = 2.0 * PAD
        names = ("key", "name", "type", "rest", *["target"] * len(cells))
        row = (" ".join(line.keys), *line.cells)
        for name, text, cell in zip(names, row, cells, strict=False):
            if text:
                yield text_at(name, left, base, text, weight)
            left += cell + PAD if cell else 0
    yield "</g>"


def _links(all_sheets: Sequence[Sheet], middles: dict[str, float]) -> Iterator[tuple[float, float]]:
    """The height at which the line of each foreign key begins and ends; none for a missing table."""
    for sheet in all_sheets:
        for line in sheet.lines:
            for link in line.links:
                end = middles.get(link, middles.get(link.partition(".")[0]))
                if end is not None:
                    yield middles[line.key], end


def _link(begin: float, end: float, width: float, lane: int) -> str:
    edge, right = width + 1, width + 1 + LANE * (lane + 1)
    line = f"M{edge:g} {begin:g}H{right:g}V{end:g}H{edge:g}"
    head = arrow_head(edge, end, -1, 0)
    return f'<path class="link" d="{line}{head}" fill="none" stroke="currentColor"/>'
