"""The learner's files as tabs: the one that matters, with what was found at its lines."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote, urlencode

from stillroom.course.exercise import VERSIONS
from stillroom.results.catalogue import NOTHING_YET, section_of
from stillroom.results.finding import Finding
from stillroom.util.text import indented
from stillroom.web.views.learner import Learner
from stillroom.web.views.steps import steps

MODELS = "app/models.py"
MOST_LINES = 400  # of a file that are shown
LINES_BEFORE = 60  # of these, before the line that is named

Kind = Literal["mistake", "advice", "todo"]


@dataclass(frozen=True)
class FileTab:
    """A file that can be chosen."""

    path: str
    name: str
    query: str
    """What the address of the page says to choose it."""
    is_chosen: bool
    has_mistake: bool


@dataclass(frozen=True)
class Found:
    """What was found: a mistake, advice, or what is to be done."""

    finding: Finding
    kind: Kind


@dataclass(frozen=True)
class CodeLine:
    """A line of the file, and what was found in it."""

    number: int
    text: str
    found: tuple[Found, ...] = ()


@dataclass(frozen=True)
class Code:
    """The file that is shown, the others that can be, and what was found."""

    tabs: tuple[FileTab, ...]
    path: str
    absolute: str
    """Its path on this machine."""
    editor: str
    """An address that opens it, at the line of the first finding, in an editor that takes such addresses."""
    line: int
    """The line to look at; 0 where none is named."""
    lines: tuple[CodeLine, ...]
    elsewhere: tuple[Found, ...]
    """What was found in no line that is shown here; nothing while that is looked for anew."""


def code(learner: Learner) -> Code:
    """Return the file that was asked for; else the one with the first mistake, else the newest."""
    submission = learner.live.snapshot.submission
    files = submission.files if submission is not None else {}
    result = learner.live.result
    findings = result.findings if result is not None else ()
    paths = _paths(learner, findings)
    chosen = _chosen(learner, paths, findings)
    has_begun = any(line.mark for line in steps(learner).lines)
    found = [
        Found(each, _kind(each, learner, has_begun))
        for each in findings
        if section_of(each.code) != NOTHING_YET  # it stands beside the task
    ]
    texts = [
        indented(text) for text in files.get(chosen, b"").decode("utf-8", "replace").splitlines()
    ]
    here = [
        each
        for each in found
        if each.finding.file == chosen and _still_stands(each.finding, texts, learner.live.checking)
    ]
    named = here[0].finding.line or 0 if here else 0
    lines = _lines(texts, here, named)
    shown = [each for line in lines for each in line.found]
    absolute = learner.project.absolute() / chosen if chosen else learner.project.absolute()
    mistakes = {each.finding.file for each in found if each.kind == "mistake"}
    return Code(
        tabs=tuple(
            FileTab(
                path, Path(path).name, urlencode({"file": path}), path == chosen, path in mistakes
            )
            for path in paths
        ),
        path=chosen,
        absolute=str(absolute),
        editor=editor_address(absolute, named),
        line=named,
        lines=lines,
        elsewhere=tuple(each for each in found if each not in shown and not learner.live.checking),
    )


def _kind(finding: Finding, learner: Learner, has_begun: bool) -> Kind:
    """What the exercise begins with is no mistake, before anything was done."""
    if finding.advice:
        return "advice"
    is_of_the_start = finding.code in learner.exercise.definition.start_findings
    return "todo" if is_of_the_start and not has_begun else "mistake"


def editor_address(path: Path, line: int) -> str:
    """Return the address with which VS Code, and what is made of it, opens *path*."""
    place = path.as_posix() if path.as_posix().startswith("/") else f"/{path.as_posix()}"
    return f"vscode://file{quote(place)}" + (f":{line}" if line else "")


def _paths(learner: Learner, findings: tuple[Finding, ...]) -> list[str]:
    """The models, the revisions in their order, and every other file that a finding names."""
    snapshot = learner.live.snapshot
    if snapshot.submission is None:
        return []
    files = snapshot.submission.files
    chain = [revision.path for revision in snapshot.chain]
    others = sorted(revision.path for revision in snapshot.revisions if revision.path not in chain)
    named = [each.file for each in findings if each.file]
    return [path for path in dict.fromkeys([MODELS, *chain, *others, *named]) if path in files]


def _chosen(learner: Learner, paths: list[str], findings: tuple[Finding, ...]) -> str:
    if learner.asked.file in paths:
        return learner.asked.file
    named = [each.file for each in findings if each.file in paths and each.line]
    revisions = [path for path in paths if path.startswith(VERSIONS)]
    return next(iter(filter(None, [*named, *revisions[-1:], *paths])), "")


def _still_stands(finding: Finding, texts: list[str], checking: bool) -> bool:
    """Tell whether the line of *finding* reads as it did when it was checked.

    Where that is not known, it is taken to be so as long as nothing is being checked.
    """
    line = finding.line or 0
    if not 0 < line <= len(texts):
        return False
    was = next((each.text for each in finding.excerpt if each.number == line), None)
    return not checking if was is None else was.strip() == texts[line - 1].strip()


def _lines(texts: list[str], found: list[Found], named: int) -> tuple[CodeLine, ...]:
    first = max(0, named - LINES_BEFORE) if len(texts) > MOST_LINES else 0
    return tuple(
        CodeLine(number, text, tuple(each for each in found if each.finding.line == number))
        for number, text in enumerate(texts[first : first + MOST_LINES], first + 1)
    )
