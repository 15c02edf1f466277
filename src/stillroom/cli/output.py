"""Shows what a command has found: on the terminal, in a file, and to GitHub Actions."""

import os
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from stillroom.cli.run_app import NOT_PASSED, PASSED
from stillroom.errors import StillroomError
from stillroom.reports.base import (
    CLASS,
    FIRST,
    FOLDERS,
    ONE,
    REPORTS,
    SUMMARIES,
    SUMMARY_FOLDERS,
    About,
    Registry,
    scope_of,
)
from stillroom.results.catalogue import GRADER_FAULT, NOT_HANDED_IN, UNREADABLE, UNUSABLE_LINE
from stillroom.util.files import can_write_output, write_files, write_output
from stillroom.util.terminal import colour, folded, width
from stillroom.util.text import clean, counted, listed

if TYPE_CHECKING:
    from stillroom.project.advice import Advice
    from stillroom.results.record import Result
    from stillroom.results.summary import Summary

MOST_PAGES = 10
"""Pages that are named in one sentence."""
LONGEST_NAME, LONGEST_REASON = 40, 160
"""Characters of a name and of a reason in the last line of a command; the summary has them whole."""


def say(text: str) -> None:
    """Write the line or lines of *text* to standard output, broken between words on a terminal."""
    typer.echo(folded(text, sys.stdout))


def advise(advice: "Advice") -> None:
    """Write *advice* as ``say`` does; no command in it is broken."""
    from stillroom.project.advice import on_one_line

    say(advice.spelled(on_one_line))


def format_option(help_: str, *registries: Registry[Any]) -> Any:  # noqa: ANN401 - typer's own type
    """Return the option ``--format``, which offers what any of *registries* has."""
    names = _names(registries)
    return typer.Option(
        "--format", help=help_, metavar=f"[{'|'.join(names)}]", parser=_parser(registries)
    )


def _names(registries: Sequence[Registry[Any]]) -> list[str]:
    return list(dict.fromkeys(name for registry in registries for name in registry.names()))


def _parser(registries: Sequence[Registry[Any]]) -> Callable[[str], str]:
    def parse(name: str) -> str:
        names = _names(registries)
        if name in names:
            return name
        hint = (
            f" It is one of kept results: stillroom report RESULTS --format {name}."
            if name in REPORTS.names()
            else ""
        )
        raise typer.BadParameter(f"{name!r} is not one of {', '.join(map(repr, names))}.{hint}")

    return parse


def can_draw_boxes() -> bool:
    """Return whether the encoding of standard output has the characters that boxes are made of."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return encoding.startswith("utf")


def check_writable(output: Path | None, format_: str = FIRST) -> None:
    """Say that a report cannot be written before the work is done, not after."""
    is_folder = output is not None and output.suffix.lower() != ".zip" and _makes_files(format_)
    if is_folder and output is not None and output.exists() and not output.is_dir():
        raise StillroomError(
            f"{output}: is a file; name a folder, or an archive that ends with .zip"
        )
    if output is not None and not is_folder and not can_write_output(output):
        raise StillroomError(
            f"{output}: cannot be written; name a file in a folder that exists and can be written"
        )


def show_progress(number: int, total: int) -> None:
    """Say on a terminal that *number* of *total* submissions are graded."""
    if total > 1 and sys.stderr.isatty():
        end = "\n" if number == total else ""
        sys.stderr.write(f"\rgraded {number} of {total}{end}")
        sys.stderr.flush()


def show_results(
    results: "Sequence[Result]",
    format_: str,
    output: Path | None,
    plain: bool,
    next_step: str,
    task: str = "",
) -> int:
    """Write *results* and return the exit status that they mean; raises StillroomError for a fault."""
    refuse_scope(format_, len(results))
    show_kept(results, format_, output, about_report(plain or output is not None, next_step, task))
    _print_for_github(results)
    faulty = [result for result in results if result.verdict == "error"]
    for result in faulty:
        sentence = f"{result.submission}: {result.findings[0].message}"
        if result.findings[0].code == GRADER_FAULT:
            raise StillroomError(sentence)
        typer.echo(f"stillroom: {sentence}", err=True)
    if len(results) > 1 and all(map(_is_missed, results)):
        raise StillroomError("nothing here can be graded; give the folders or archives of projects")
    return PASSED if all(result.verdict == "passed" for result in results) else NOT_PASSED


def _is_missed(result: "Result") -> bool:
    codes = {finding.code for finding in result.findings}
    return not codes.isdisjoint({*NOT_HANDED_IN, UNREADABLE})


def refuse_scope(format_: str, submissions: int, *, is_class: bool = False) -> None:
    """Raise StillroomError where *format_* cannot hold what there is; *is_class*: kept results."""
    scope = scope_of(REPORTS.find(format_))
    if scope == CLASS and not is_class:
        raise StillroomError(
            f"{format_} is a format for a class: grade it with cohort, then: stillroom report RESULTS "
            f"--format {format_}; formats for here are {_formats_for(submissions)}"
        )
    if scope == ONE and submissions > 1:
        raise StillroomError(
            f"{format_} holds one submission, and here are {submissions}; "
            f"formats for several are {_formats_for(submissions, is_class=is_class)}"
        )


def _formats_for(submissions: int, *, is_class: bool = False) -> str:
    refused = {"" if is_class else CLASS, ONE if submissions > 1 else ""} - {""}
    return listed(name for name in REPORTS.names() if scope_of(REPORTS.find(name)) not in refused)


def _makes_files(format_: str) -> bool:
    """Return whether *format_* is several files, and not one text."""
    return hasattr(REPORTS.find(format_), "files")


def show_kept(
    results: "Sequence[Result]",
    format_: str,
    output: Path | None,
    about: About,
) -> None:
    """Write *results* to *output* or to standard output, and judge nothing."""
    if _makes_files(format_):
        if output is None:
            raise StillroomError(
                f"{format_} is several files; name a folder or a zip archive for them with --output"
            )
        write_files(output, FOLDERS.find(format_).files(results, about))
        return
    report = REPORTS.find(format_)
    _show(report.render(results, about), output, report.is_document)


def show_class(summary: "Summary", format_: str, output: Path | None, about: About) -> None:
    """Write *summary* to *output* or to standard output, and judge nothing."""
    if output is not None and takes_files(output, format_):
        files = SUMMARY_FOLDERS.find(format_).files(summary, about)
        write_files(output, files)
        if older := _older_pages(output, files):
            names = listed(older, most=MOST_PAGES)
            _note(
                f"{output}: of an earlier report, and of nobody here: {names}; delete what nobody needs"
            )
        return
    report = SUMMARIES.find(format_)
    _show(report.render(summary, about), output, report.is_document)


def _older_pages(output: Path, files: Mapping[str, bytes]) -> list[str]:
    """Return the pages in the folder *output* that are none of *files*, though they lie beside them."""
    folders = {output / Path(name).parent for name in files if "/" in name}
    new = {unicodedata.normalize("NFC", Path(name).name) for name in files}
    there = (page.name for folder in folders for page in folder.glob("*.html"))
    return sorted(name for name in there if unicodedata.normalize("NFC", name) not in new)


def takes_files(output: Path, format_: str) -> bool:
    """Tell whether a class goes to *output* as several files: to a folder, or to an archive."""
    if not hasattr(SUMMARIES.find(format_), "files"):
        return False
    is_new_folder = not output.exists() and not output.suffix
    return output.is_dir() or is_new_folder or output.suffix.lower() == ".zip"


def _show(text: str, output: Path | None, is_document: bool) -> None:
    if output is not None:
        write_output(output, text)
    else:
        _print(text, is_document)


def show_summary(summary: "Summary", format_: str, plain: bool, folder: Path) -> int:
    """Show the summary of a cohort and return its exit status; raises StillroomError for a fault.

    *folder* is where the results are kept.
    """
    report = SUMMARIES.find(format_)
    _print(report.render(summary, about_report(plain)), report.is_document)
    for remark in summary.remarks:
        _note(f"{folder}: {remark}")
    if summary.no_verdict:
        first = summary.no_verdict[0]
        which = "such as " if summary.error > 1 else ""
        sentence = (
            f"{summary.error} of {summary.submissions} without a verdict, {which}"
            f"{clean(first.submission, LONGEST_NAME)}: {clean(first.reason, LONGEST_REASON)} "
            f"{_when_to_repeat(summary)}"
        )
        errors = [entry for entry in summary.results if entry.counts_as == "error"]
        is_fault = any(GRADER_FAULT in entry.findings for entry in errors)
        if is_fault or summary.error == summary.submissions:
            raise StillroomError(sentence)
        _note(sentence)
    return PASSED if summary.passed + summary.excused == summary.submissions else NOT_PASSED


def _note(sentence: str) -> None:
    """Write *sentence* to standard error, broken between words on a terminal."""
    typer.echo(folded(f"stillroom: {sentence}", sys.stderr), err=True)


def _when_to_repeat(summary: "Summary") -> str:
    """Say what makes sense before the command is repeated: what cannot be read is read no better then."""
    errors = [entry for entry in summary.results if entry.counts_as == "error"]
    unreadable = sum(UNREADABLE in entry.findings for entry in errors)
    lines = sum(UNUSABLE_LINE in entry.findings for entry in errors)
    before = [
        *([f"Ask again for {counted(unreadable, 'submission')}"] if unreadable else []),
        *([f"mend {counted(lines, 'line')} of the roster"] if lines else []),
    ]
    sentence = ", ".join(
        [*before, "then run this command again" if before else "run this command again"]
    )
    return f"{sentence[0].upper()}{sentence[1:]}."


def about_report(plain: bool, next_step: str = "", task: str = "", assignment: str = "") -> About:
    """Return what a report needs to know of this terminal, this moment and this environment."""
    return About(
        width(),
        colour() and not plain,
        plain,
        next_step,
        task,
        assignment=assignment,
        moment=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        surroundings=os.environ,
    )


def _print(text: str, is_document: bool) -> None:
    """Write *text* to standard output; a document is UTF-8, whatever the terminal is."""
    binary = getattr(sys.stdout, "buffer", None)
    if is_document and binary is not None:
        sys.stdout.flush()
        binary.write(text.encode())
    else:
        sys.stdout.write(_as_log(text) if _is_in_github() else text)
    sys.stdout.flush()


def _as_log(text: str) -> str:
    from stillroom.reports.github import as_log

    return as_log(text)


def _is_in_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _print_for_github(results: "Sequence[Result]") -> None:
    """In GitHub Actions: annotations on stderr, which the runner reads too, and the summary."""
    if not _is_in_github():
        return
    from stillroom.reports import github

    sys.stderr.write(github.annotations(results, about_report(plain=True)))
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with open(summary, "a", encoding="utf-8") as file:
            file.write(github.summary(results, github.LARGEST_SUMMARY))
