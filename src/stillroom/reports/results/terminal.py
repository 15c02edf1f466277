"""The report for people: the exercise's table with what was found, findings, points, next step.

All text is handed to Rich as ``Text``, which is shown as it is. A string would be read as markup,
and escaping does not keep every text as it was.
"""

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stillroom.reports.base import About
from stillroom.reports.words import MARKS, graded_with
from stillroom.results.catalogue import GRADER_FAULT
from stillroom.results.counting import WORDS
from stillroom.results.record import Result
from stillroom.util.console import text_console, trimmed
from stillroom.util.terminal import HARD_BLANK
from stillroom.util.text import counted

is_document = False
_COLOURS = {"passed": "green", "failed": "bold red", "blocked": "yellow"}
_COLOURS_OF_ALL = {"passed": "green", "failed": "bold red", "not-handed-in": "bold red"}
LONGEST_WORD = 20  # characters; a longer one is cut in a narrow terminal
_RESULT = max(map(len, MARKS.values()))
_BETWEEN = 20  # blanks between and around the five columns, and what Rich does not share out well
_OTHER_COLOUR = "bold yellow"


def render(results: Sequence[Result], about: About) -> str:
    """Return the report of *results*; a plain one has no boxes, one line after the other."""
    screen, out = text_console(width=about.width, colour=about.colour)
    for result in results:
        _head(screen, result)
        is_narrow = about.width < _room(result)
        (_lines if about.plain or is_narrow else _table)(screen, result)
        _findings(screen, result)
        _foot(screen, result)
    report, before = trimmed(out), out.tell()
    if about.next_step:
        screen.print(Text(about.next_step))
    task = f"{about.task.strip()}\n\n" if about.task else ""
    return report + task + trimmed(out, before).replace(HARD_BLANK, " ")


def _head(screen: Console, result: Result) -> None:
    about = f"  {result.title}  ({result.submission})"
    screen.print(Text.assemble((result.exercise, "bold"), about))


def _columns(result: Result) -> dict[str, list[str]]:
    """The columns of the table that have texts, by their names."""
    return {
        "Command": [step.command for step in result.steps],
        "Expected": [step.expected for step in result.steps],
        "Found": [step.seen for step in result.steps],
    }


def _room(result: Result) -> int:
    """The columns of a terminal in which the table fits, with its last column."""
    texts = sum(_longest_word([name, *texts]) for name, texts in _columns(result).items())
    return len("Step") + texts + _RESULT + _BETWEEN


def _table(screen: Console, result: Result) -> None:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("Step", justify="right")
    for name, texts in _columns(result).items():
        table.add_column(name, min_width=_longest_word(texts))
    table.add_column("Result", no_wrap=True, min_width=_RESULT)
    for step in result.steps:
        cells = str(step.step), step.command, step.expected, step.seen
        table.add_row(*map(Text, cells), _mark(step.status))
        for look in step.values:
            cells = "", f"  {look.what}", look.expected, look.found
            table.add_row(*map(Text, cells), _mark(look.status))
    screen.print(table)


def _longest_word(texts: Iterable[str]) -> int:
    """The width in which no word of *texts* is broken, as far as there is room."""
    return min(max((len(word) for text in texts for word in text.split()), default=0), LONGEST_WORD)


def _mark(status: str) -> Text:
    return Text.assemble((MARKS[status], _COLOURS[status]))  # the blanks behind it have no colour


def _lines(screen: Console, result: Result) -> None:
    for step in result.steps:
        outcome = f", found {step.seen}" if step.found else ""
        line = f"{MARKS[step.status]} step {step.step}: {step.command}: expected {step.expected}{outcome}"
        screen.print(Text(line))
        for look in step.values:
            line = f"{MARKS[look.status]} step {step.step}: {look.what}: expected {look.expected}, found {look.found}"
            screen.print(Text(line))
    screen.print()


def _findings(screen: Console, result: Result) -> None:
    for finding in result.findings:
        colour = "cyan" if finding.advice else "bold red"
        place = f"  {finding.place}" if finding.place else ""
        kind = "Advice" if finding.advice else "Excused" if finding.excused else "Finding"
        screen.print(Text.assemble((f"{kind}: {finding.code}", colour), place))
        screen.print(Padding(Text(finding.message), (0, 0, 0, 2)))
        screen.print(Padding(Text(f"Next: {finding.hint}\n"), (0, 0, 0, 2)))


def _foot(screen: Console, result: Result) -> None:
    counts_as = result.counts_as
    colour = _COLOURS_OF_ALL.get(counts_as, _OTHER_COLOUR)
    is_fault = counts_as == "error" and result.findings[0].code == GRADER_FAULT
    remark = " (a fault of the grader)" if is_fault else ""
    points = f"  {result.points} of {counted(result.max_points, 'point')}"
    shown = (WORDS[counts_as].upper(), colour), remark + (points if result.has_points else "")
    screen.print(Text.assemble(*shown))
    for line in [*result.said_to_all, *result.changes_by_hand]:
        screen.print(Text(line))
    if result.versions:
        screen.print(Text(f"Graded with {graded_with(result)}", style="dim"))
    screen.print()
