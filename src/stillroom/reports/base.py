"""What a report is, and which ones there are.

A report is a module of ``reports/results/`` or ``reports/summaries/``, called as its format is: to
add one, put it there. It renders; it neither writes nor exits.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from stillroom.results.record import Result
    from stillroom.results.summary import Summary

FIRST = "terminal"
"""The format that stands first and is the one without ``--format``."""
ONE, CLASS = "one submission", "a class"
"""What the ``scope`` of a report says, where it has one: that it holds one submission and no more, or
only the kept results of a class."""


@dataclass(frozen=True)
class About:
    """What a report needs beside the record: the width in columns, colours, and the next step."""

    width: int = 100
    """Columns of the terminal."""
    colour: bool = False
    plain: bool = False
    """No boxes and one line after the other, for screen readers."""
    next_step: str = ""
    """A sentence on what comes next."""
    task: str = ""
    """What of the task belongs beside the result, ready to be shown."""
    assignment: str = ""
    """What a gradebook calls the exercise, if not by its id and its title."""
    moment: str = ""
    """The time of the report, such as ``2026-11-20T14:32:01Z``, for formats that hold one."""
    surroundings: Mapping[str, str] = field(default_factory=dict)
    """The environment of the command: what a classroom system says there of a submission."""
    results: "Mapping[str, Result]" = field(default_factory=dict)
    """Beside a summary: its results by the names of the submissions, as far as they are at hand."""


class Report(Protocol):
    """A format of results.

    Its module may name a ``scope``, and a function ``missing(results)`` that returns a sentence on
    each learner whom it leaves out.
    """

    is_document: bool
    """Whether it is a document for programs, always UTF-8, rather than text for this terminal."""

    def render(self, results: "Sequence[Result]", about: About) -> str:
        """Return the report of *results*, in the order given."""


class FolderReport(Protocol):
    """A format of results that is several files: a folder, or one zip archive of them."""

    is_document: bool
    """Always True."""

    def files(self, results: "Sequence[Result]", about: About) -> Mapping[str, bytes]:
        """Return the files by their paths."""


class SummaryReport(Protocol):
    """A format of the summary of a cohort."""

    is_document: bool
    """Whether it is a document for programs, always UTF-8, rather than text for this terminal."""

    def render(self, summary: "Summary", about: About) -> str:
        """Return the report of *summary*."""


class SummaryFolderReport(Protocol):
    """A format of the summary that can be one text, and several files as well."""

    def files(self, summary: "Summary", about: About) -> Mapping[str, bytes]:
        """Return the files by their paths."""


R = TypeVar("R")


class Registry(Generic[R]):
    """The reports of one kind: the modules of a package."""

    def __init__(self, package: str) -> None:
        """Name the *package*; its modules are imported when they are asked for."""
        self._package = package

    def names(self) -> list[str]:
        """Return the formats that there are, without importing any of them."""
        folders = import_module(self._package).__path__
        files = [file for folder in folders for file in os.listdir(folder)]
        modules = {file.removesuffix(".py") for file in files if file.endswith(".py")}
        formats = {module.replace("_", "-") for module in modules - {"__init__"}}
        return sorted(formats, key=lambda name: (name != FIRST, name))

    def find(self, name: str) -> R:
        """Return the report called *name*; raises LookupError where there is none."""
        if name not in self.names():
            raise LookupError(name)
        return cast("R", import_module(f"{self._package}.{name.replace('-', '_')}"))


def scope_of(report: Report | FolderReport) -> str:
    """Return ``ONE``, ``CLASS``, or nothing where *report* holds whatever there is."""
    scope: str = getattr(report, "scope", "")
    return scope


def missing(report: Report | FolderReport, results: "Sequence[Result]") -> list[str]:
    """Return a sentence on each learner whom *report* leaves out."""
    sentences: list[str] = getattr(report, "missing", lambda _: [])(results)
    return sentences


REPORTS = Registry[Report]("stillroom.reports.results")
FOLDERS = Registry[FolderReport]("stillroom.reports.results")
"""The same formats: those of them that are several files."""
SUMMARIES = Registry[SummaryReport]("stillroom.reports.summaries")
SUMMARY_FOLDERS = Registry[SummaryFolderReport]("stillroom.reports.summaries")
"""The same formats: those of them that can be several files."""
