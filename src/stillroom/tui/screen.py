"""The whole screen of the watch at some width and height; each part of it is cut to its room."""

from collections.abc import Iterable, Sequence
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from stillroom.project.advice import on_one_line
from stillroom.project.lesson_progress import FollowedStep, frontier
from stillroom.tui import words
from stillroom.tui.key_bindings import shown_on_screen
from stillroom.tui.overlays import overlay
from stillroom.tui.session import Session
from stillroom.tui.words import Line
from stillroom.util.terminal import HARD_BLANK

NARROWEST, LOWEST = 60, 16
LEAST_EVENTS = 12  # lines that a long finding leaves to what was done


def render(session: Session, width: int, height: int) -> Text:
    """Return the screen of *width* and *height*, or one line where that is too little room."""
    if width < NARROWEST or height < LOWEST:
        return Text(
            f"The watch needs {NARROWEST} columns and {LOWEST} lines; there are {width} and {height}. "
            "It goes on when there is room."
        )
    top, bottom = _head(session, width), _foot(session, width)
    room = height - len(top) - len(bottom) - 2
    session.width, session.room = width, room
    if asked_for := overlay(session):
        middle = _cut(_wrapped(asked_for, width), room)
    else:
        middle = _middle(session, width, room)
    middle += [Line("")] * (room - len(middle))
    rule = Line("─" * width, "dim")
    lines = [*top, rule, *middle, rule, *bottom]
    text = Text(no_wrap=True, overflow="crop", end="")
    for number, line in enumerate(lines[:height], 1):
        text.append(_fitted(line.text.replace(HARD_BLANK, " "), width), style=line.style)
        text.append("\n" if number < min(len(lines), height) else "")
    return text


def _head(session: Session, width: int) -> list[Line]:
    exercise = session.exercise
    project = session.project.resolve().name
    title = f"Stillroom watch: {project}, {exercise.id}, {exercise.title}"
    watcher = session.watcher
    return [
        Line(title, "bold cyan"),
        *_cut(_wrapped([words.database(watcher.snapshot, watcher.state, watcher.agree)], width), 2),
    ]


def _foot(session: Session, width: int) -> list[Line]:
    keys = "  ".join(f"{key} {word}" for key, word in shown_on_screen())
    following = session.watcher.next.spelled(on_one_line)
    is_said = session.notice in ("", session.watcher.next.spelled())
    notice = [] if is_said else [Line(session.notice, "bold yellow")]
    return [
        *_cut(_wrapped(notice, width), 2),
        *_cut(_wrapped([Line(f"Next: {following}", "bold")], width), 4 - len(notice)),
        Line(keys, "dim"),
    ]


def _middle(session: Session, width: int, room: int) -> list[Line]:
    """The check first, since it is short; then as many rows of the table, then the events."""
    watcher = session.watcher
    for_check = max(3, room - len(watcher.table) - LEAST_EVENTS)
    check = _cut(_wrapped(words.result(watcher.result, watcher.checking), width), for_check)
    events = _events(session, width)
    room_left = room - len(check) - 2
    rows = len(watcher.table) + 1
    for_events = min(len(events), max(room_left - rows, min(4, room_left // 2)))
    table = _table(session, width, room_left - for_events)
    gap = Line("")
    visible = events[-for_events:] if for_events else []
    return [*table, gap, *visible, *([gap] if visible else []), *check]


TABLE_STYLES = {"met": "green", "earlier": "green", "differs": "bold red"}


def _table(session: Session, width: int, room: int) -> list[Line]:
    """The head of the table and as many rows as fit, so that the next one is among them."""
    table, next_index = session.watcher.table, frontier(session.watcher.table)
    widths = _widths(table, width)
    last_begin = len(table) - (room - 1)
    begin = last_begin if next_index is None else min(next_index - (room - 1) // 2, last_begin)
    begin = max(0, begin)
    lines = [Line(_row(("", "Step", "Command", "Promised", "Found"), widths), "dim")]
    for index, followed in list(enumerate(table))[begin : begin + max(room - 1, 0)]:
        is_next = index == next_index
        style = "bold" if is_next else TABLE_STYLES.get(followed.status, "")
        lines.append(Line(_row(words.row(followed, is_next=is_next), widths), style))
    return lines[: max(room, 0)]


def _widths(table: Sequence[FollowedStep], width: int) -> tuple[int, ...]:
    """The widths of the five columns: the mark, the step, the command, the state, what was found."""
    state = max([len("Promised"), *(len(followed.step.state) for followed in table)])
    state = min(state, (width - 34) // 2)
    longest = max(len(followed.step.command) for followed in table) + 2 if table else 0
    outcome = max(width - 7 - longest - state - 2, state + 12)
    command = max(width - 7 - state - 2 - outcome, 14)
    return (2, 5, command, state + 2, width - 7 - command - state - 2)


def _row(cells: tuple[str, ...], widths: tuple[int, ...]) -> str:
    return "".join(
        set_cell_size(_fitted(cell, width - 1), width)
        for cell, width in zip(cells, widths, strict=True)
    )


EVENT_STYLES = {"trouble": "yellow", "passed": "bold green"}


def _events(session: Session, width: int) -> list[Line]:
    lines: list[Line] = []
    for event in session.watcher.events[-20:]:
        style = EVENT_STYLES.get(event.kind, "")
        time = f"{event.at:%H:%M:%S}  "
        state = f"  [{event.state}]" if event.state else ""
        said = _wrapped([Line(words.event(event) + state, style)], width - len(time) - len(" …"))
        first, *rest = _cut(said, 2)
        lines.append(Line(time + first.text, style))
        lines += [Line(" " * len(time) + line.text, style) for line in rest]
    return lines


def _wrapped(lines: Iterable[Line], width: int) -> list[Line]:
    return [Line(part, line.style) for line in lines for part in (_parts(line.text, width) or [""])]


def _parts(text: str, width: int) -> list[str]:
    """The lines of *text*: broken between words, and at no hyphen of a command or a name."""
    return wrap(text, width, break_on_hyphens=False)


def _cut(lines: list[Line], room: int) -> list[Line]:
    """At most *room* lines, of which the last one says that there is more."""
    if len(lines) <= room:
        return lines
    shortened = lines[: max(room, 1)]
    return [*shortened[:-1], Line(f"{shortened[-1].text} …", shortened[-1].style)]


def _fitted(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)) + "…"
