"""The whole screen: the parts of the watch at some width and height, each cut to its room."""

from collections.abc import Iterable
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from stillroom.tui import words
from stillroom.tui.session import Session
from stillroom.tui.words import Line

NARROWEST, LOWEST = 60, 16


def render(session: Session, width: int, height: int) -> Text:
    """Return the screen of *width* and *height*, or one line where that is too little room."""
    if width < NARROWEST or height < LOWEST:
        return Text(
            f"The watch needs {NARROWEST} columns and {LOWEST} lines; there are {width} and {height}. "
            "It goes on when there is room."
        )
    top, bottom = _head(session, width), _foot(session, width)
    room = height - len(top) - len(bottom) - 2
    if overlay := words.overlay(session):
        middle = _cut(_wrapped(overlay, width), room)
    else:
        middle = _middle(session, width, room)
    middle += [Line("")] * (room - len(middle))
    rule = Line("─" * width, "dim")
    lines = [*top, rule, *middle, rule, *bottom]
    shown = Text(no_wrap=True, overflow="crop", end="")
    for at, line in enumerate(lines[:height]):
        shown.append(_fitted(line.text, width), style=line.style)
        shown.append("\n" if at + 1 < min(len(lines), height) else "")
    return shown


def _head(session: Session, width: int) -> list[Line]:
    exercise = session.exercise
    project = session.project.resolve().name
    title = f"Stillroom watch: {project}, {exercise.id}, {exercise.title}"
    follower = session.follower
    return [
        Line(title, "bold cyan"),
        *_cut(_wrapped([words.database(follower.snapshot, follower.state)], width), 2),
    ]


def _foot(session: Session, width: int) -> list[Line]:
    keys = "  ".join(f"{key} {word}" for key, word in words.KEYS.items())
    following = session.follower.next.spelled()
    said = [Line(session.notice, "bold yellow")] if session.notice not in ("", following) else []
    return [
        *_cut(_wrapped(said, width), 2),
        *_cut(_wrapped([Line(f"Next: {following}", "bold")], width), 4 - len(said)),
        Line(keys, "dim"),
    ]


def _middle(session: Session, width: int, room: int) -> list[Line]:
    """The check first, since it is short; then as many rows of the table, then the events."""
    follower = session.follower
    check = _cut(_wrapped(words.result(follower.result, follower.checking), width), 3)
    events = _events(session, width)
    left = room - len(check) - 2
    rows = len(follower.table) + 1
    for_events = min(len(events), max(left - rows, min(4, left // 2)))
    table = _table(session, width, left - for_events)
    gap = Line("")
    shown = events[-for_events:] if for_events else []
    return [*table, gap, *shown, *([gap] if shown else []), *check]


def _table(session: Session, width: int, room: int) -> list[Line]:
    table, here = session.follower.table, words.place(session)
    state = max([len("Promised"), *(len(met.row.state) for met in table)])
    state = min(state, (width - 34) // 2)
    longest = max(len(met.row.command) for met in table) + 2 if table else 0
    found = max(width - 7 - longest - state - 2, state + 12)
    widths = (2, 5, max(width - 7 - state - 2 - found, 14), state + 2, found)
    begin = max(0, min((here or 0) - (room - 1) // 2, len(table) - (room - 1)))
    if here is None:
        begin = max(0, len(table) - (room - 1))
    lines = [Line(_row(("", "Step", "Command", "Promised", "Found"), widths), "dim")]
    for at, met in list(enumerate(table))[begin : begin + max(room - 1, 0)]:
        style = {"met": "green", "there": "green", "differs": "bold red"}.get(met.status, "")
        is_next = at == here
        lines.append(
            Line(_row(words.row(met, is_next=is_next), widths), "bold" if is_next else style)
        )
    return lines[: max(room, 0)]


def _row(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    return "".join(
        set_cell_size(_fitted(cell, width - 1), width)
        for cell, width in zip(cells, widths, strict=True)
    )


def _events(session: Session, width: int) -> list[Line]:
    lines: list[Line] = []
    for one in session.follower.events[-20:]:
        style = {"trouble": "yellow", "passed": "bold green"}.get(one.kind, "")
        first = f"{one.at:%H:%M:%S}  "
        state = f"  [{one.state}]" if one.state else ""
        folded = wrap(words.event(one) + state, width - len(first)) or [""]
        lines.append(Line(first + folded[0], style))
        lines += [Line(" " * len(first) + rest, style) for rest in folded[1:2]]
    return lines


def _wrapped(lines: Iterable[Line], width: int) -> list[Line]:
    return [Line(part, line.style) for line in lines for part in (wrap(line.text, width) or [""])]


def _cut(lines: list[Line], room: int) -> list[Line]:
    """At most *room* lines, of which the last one says that there is more."""
    if len(lines) <= room:
        return lines
    kept = lines[: max(room, 1)]
    return [*kept[:-1], Line(f"{kept[-1].text} …", kept[-1].style)]


def _fitted(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)) + "…"
