"""What GitHub Actions shows: annotations at the learner's lines, and the step summary.

Formats: workflow commands of the GitHub documentation; ten errors are shown per step, so the
tenth says how many more there are. The summary is GitHub's Markdown.
"""

import re
from collections.abc import Sequence

from stillroom.reports.base import About
from stillroom.reports.places import place
from stillroom.reports.scores import points_of
from stillroom.reports.words import MARKS, excused, markdown
from stillroom.results.counting import WORDS
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.step import Look, Step
from stillroom.util.text import counted

MOST_ANNOTATIONS = 9
LARGEST_SUMMARY = 900_000  # bytes: GitHub refuses a whole summary of more than a megabyte


def annotations(results: Sequence[Result], about: About) -> str:
    """Return one workflow command per finding, with paths from the root of the repository."""
    lines = [
        _command(
            "notice" if finding.advice or finding.excused else "error",
            finding,
            place(result, finding, about),
        )
        for result in results
        for finding in result.findings
    ]
    more = len(lines) - MOST_ANNOTATIONS
    if more > 0:
        lines[MOST_ANNOTATIONS:] = [
            f"::notice::{counted(more, 'more finding')} {'is' if more == 1 else 'are'} in the summary of this step"
        ]
    return "".join(line + "\n" for line in lines)


def _command(kind: str, finding: Finding, path: str) -> str:
    properties = [f"title={_property(finding.code)}"]
    if finding.file:
        properties = [f"file={_property(path)}", f"line={finding.line or 1}", *properties]
    return f"::{kind} {','.join(properties)}::{_data(f'{finding.message} {finding.hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_log(text: str) -> str:
    """Return *text* so that the log of a step takes no part of it for a command of its own.

    GitHub looks for ``::`` behind the blanks at the beginning of a line, where a long text may have
    been broken, and for ``##[`` anywhere.
    """
    return re.sub(r"(?m)^([^\S\n]*):(?=:)", r"\1: ", text).replace("##[", "# #[")


def summary(results: Sequence[Result], largest: int | None = None) -> str:
    """Return a section of Markdown for each result; of *largest* bytes, as many as have room."""
    sections: list[str] = []
    size = 0
    for result in results:
        section = _section(result, is_named=len(results) > 1)
        size += len(section.encode()) + 1
        if largest is not None and size > largest:
            more = counted(len(results) - len(sections), "more submission")
            return "\n".join([*sections, f"There is no room for {more} here.\n"])
        sections.append(section)
    return "\n".join(sections)


def _section(result: Result, *, is_named: bool) -> str:
    name = f"{markdown(result.submission)}: " if is_named else ""
    lines = [
        f"### {name}{markdown(result.exercise)}: {_came_to(result)}",
    ]
    if result.steps:
        lines += [
            "",
            "| Step | Command | Expected | Found | Result |",
            "| ---: | --- | --- | --- | --- |",
        ]
    for step in result.steps:
        lines.append(_row(str(step.step), step.command, step))
        lines += [_row("", look.what, look) for look in step.values]
    for finding in result.findings:
        place = f" ({finding.place})" if finding.place else ""
        lines += [
            "",
            f"**{finding.code}**{markdown(place)} {excused(finding)}{markdown(finding.message)}",
            "",
            markdown(finding.hint),
        ]
    for line in [*result.said_to_all, *result.changes_by_hand]:
        lines += ["", markdown(line)]
    return "\n".join(lines) + "\n"


def _came_to(result: Result) -> str:
    words = WORDS[result.counts_as]
    return f"{words}, {points_of(result)}" if result.has_points else words


def _row(number: str, what: str, seen: Step | Look) -> str:
    cells = number, what, seen.expected, seen.seen, MARKS[seen.status]
    return "| " + " | ".join(map(markdown, cells)) + " |"
