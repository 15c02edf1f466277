"""What GitHub Actions shows: annotations at the learner's lines, and the step summary.

Formats: workflow commands of the GitHub documentation; ten errors are shown per step, so the
tenth says how many more there are. The summary is GitHub's Markdown.
"""

import os
from collections.abc import Sequence
from pathlib import PurePath

from stillroom.reports.words import MARKS, markdown
from stillroom.results.record import Finding, Look, Result, Step

MOST_ANNOTATIONS = 9


def annotations(results: Sequence[Result], workspace: str | None = None) -> str:
    """Return one workflow command per finding, with paths from the root of the repository."""
    lines = [
        _command(
            "notice" if finding.advice else "error", finding, _place(result, finding, workspace)
        )
        for result in results
        for finding in result.findings
    ]
    more = len(lines) - MOST_ANNOTATIONS
    if more > 0:
        lines[MOST_ANNOTATIONS:] = [
            f"::notice::{more} more findings are in the summary of this step"
        ]
    return "".join(line + "\n" for line in lines)


def _place(result: Result, finding: Finding, workspace: str | None) -> str:
    path = PurePath(os.path.abspath(result.submission), finding.file or "")
    root = workspace or os.getcwd()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else finding.file or ""


def _command(kind: str, finding: Finding, path: str) -> str:
    properties = [f"title={_property(finding.code)}"]
    if finding.file:
        properties = [f"file={_property(path)}", f"line={finding.line or 1}", *properties]
    return f"::{kind} {','.join(properties)}::{_data(f'{finding.message} {finding.hint}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def summary(results: Sequence[Result]) -> str:
    """Return the Markdown for the step summary."""
    return "\n".join(_section(result) for result in results)


def _section(result: Result) -> str:
    lines = [
        f"### {markdown(result.exercise)}: {result.verdict}, {result.points} of {result.max_points} points",
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
            f"**{finding.code}**{markdown(place)} {markdown(finding.message)}",
            "",
            markdown(finding.hint),
        ]
    return "\n".join(lines) + "\n"


def _row(number: str, what: str, seen: Step | Look) -> str:
    cells = number, what, seen.expected, seen.found, MARKS[seen.status]
    return "| " + " | ".join(map(markdown, cells)) + " |"
