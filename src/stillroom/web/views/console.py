"""The console: the commands that were run, each with how it ended in one sentence, and those to click."""

import re
from dataclasses import dataclass

from stillroom.course.table import sharing_with, steps_of
from stillroom.databases.registry import default_backend
from stillroom.diagnosis.errors.explain import recognised
from stillroom.diagnosis.errors.rules import FALLBACK
from stillroom.sandbox.outcome import ReportedError
from stillroom.util.text import clean
from stillroom.web.run_command import Ran
from stillroom.web.typed_command import Refused
from stillroom.web.views.learner import Chip, Learner

LONGEST_SHOWN = 10  # lines of output that are not folded
ALWAYS = ("alembic upgrade head", "alembic downgrade -1", "alembic current", "alembic history")
"""The commands that can be clicked in every exercise, where the course teaches their kind."""

_EXCEPTION = re.compile(r"^(?:[\w.]+\.)?(?P<kind>[A-Z]\w*): (?P<text>.*)$")
_OF_DRIVER = re.compile(r"^\(\w+\.(?P<kind>\w+)\) (?P<text>.*)$")
_OF_ALEMBIC = re.compile(r"^(?:FAILED|ERROR \[[\w.]+\]|Error): ?(?P<text>.+)$")
_OF_HISTORY = re.compile(r"Revision \S+ referenced from .* is not present")
"""The warning that Alembic gives before it fails with the bare name of a revision."""
_FRAME = re.compile(r'^ *File "(.+)", line \d+, in ', re.MULTILINE)
_IN_ALEMBIC = re.compile(r"[\\/]site-packages[\\/]alembic[\\/]")
_OF_LEARNER = re.compile(r"[\\/]versions[\\/]|[\\/]app[\\/]\w+\.py$")
_BARE = re.compile(r"(?:Value|Assertion|Type|Index|Attribute)Error\b")
WRONG_WORDS = (
    "Alembic cannot use what stands behind the command. Mend it, and run it again. "
    "Behind the command, --help shows what may stand there."
)
_OF_USAGE = re.compile(r"^alembic.*: error: (?P<text>.+)$")


_OF_A_COMMAND = (
    (
        r"Path doesn't exist: .*|Can't find Python file .*env\.py",
        "The folder of the migrations, or its env.py, is gone. Bring it back as it was, from Git or from a new copy of the project.",
    ),
    (
        r"database is locked",
        "Another command or program changes the database now. Wait until that has ended, or end it. Then run this again.",
    ),
    (
        r"unable to open database file",
        "There is no folder for the database, or nobody may write to it. Look at DATABASE_URL.",
    ),
    (
        r"Multiple head(?: revision)?s are present",
        "The history has more than one head, and this needs exactly one. The finding says how they become one.",
    ),
    (
        r"(?:Can't locate revision identified by|No such revision or branch) '(?P<revision>[^']*)'",
        "No file has the revision {revision}. If your database is at it, bring its file back, or reset the database.",
    ),
    (
        r"Target database is not up to date",
        "Your database is not at the newest revision, and this compares with it. First run: alembic upgrade head",
    ),
    (
        r"Relative revision -\d+ didn't produce",
        "So many steps back there are not: the database is nearer to the beginning.",
    ),
    (
        r"Relative revision \+\d+ didn't produce",
        "So many steps on there are not: the database is nearer to the newest revision.",
    ),
    (
        r"Destination (?P<revision>\S+) is not a valid downgrade target",
        "There is no way back to {revision}: your database is not past it. This says where it is: alembic current",
    ),
    (
        r"Revision (?P<revision>\S+) is not a head revision",
        "Another revision follows {revision} already, so nothing is put behind it. Name a head, or none.",
    ),
    (
        r"Requested revision (?P<newer>\S+) overlaps with other requested revisions (?P<older>\S+)",
        "{newer} and {older} stand on one line of the history. Name the newer one only.",
    ),
    (
        r"elf-loop is detected in revisions \((?P<revision>[^)]*)\)",
        "The revision {revision} follows itself. Look at its down_revision.",
    ),
    (
        r"ycle is detected in revisions \((?P<revisions>[^)]*)\)",
        "The revisions {revisions} follow one another in a circle. Look at their down_revision.",
    ),
    (r"unrecognized arguments: (?P<words>.+)", "Alembic does not know {words} here."),
    (
        r"the following arguments are required: (?P<words>.+)",
        "Something is missing behind the command: {words}.",
    ),
    (
        r"argument (?P<option>\S+): expected (?:one|at least one) argument",
        "A value is missing behind {option}.",
    ),
    (
        r"Range revision not allowed",
        "One revision is named here, such as head, and not two with a colon.",
    ),
    (
        r"History range requires",
        "A range has a colon between its two ends, such as base:head. One end may be left out.",
    ),
    (
        r"Requested range (?P<range>\S+) does not refer to",
        "{range} is no way up the history: the older revision stands before the colon.",
    ),
    (
        r"downgrade with --sql requires",
        "With --sql, a downgrade names where it begins and where it ends, such as head:base.",
    ),
    (r"Duplicate head revisions specified", "The same revision is named twice."),
    (
        r"Revision (?P<revision>\S+) referenced from .* is not present",
        "A revision follows {revision}, and no file has that revision. Look at down_revision.",
    ),
)
"""What an error means that a command met, and no check: it works on a copy, which is nobody else's."""


@dataclass(frozen=True)
class RunView:
    """A command that was run, or is running."""

    number: int
    command: str
    status: Chip
    sentence: str
    """Why it failed; empty where it did not."""
    output: str
    is_folded: bool
    is_running: bool


@dataclass(frozen=True)
class Console:
    """The commands that were run, and those to click."""

    runs: tuple[RunView, ...]
    is_running: bool


@dataclass(frozen=True)
class Prompt:
    """The line to type into: what stands in it, and why that was refused."""

    examples: tuple[str, ...]
    typed: str = ""
    refused: str = ""
    meant: str = ""


def console(learner: Learner) -> Console:
    """Return the commands that were run."""
    runs = tuple(map(_run_view, learner.runs))
    return Console(runs, any(run.is_running for run in runs))


def prompt(learner: Learner) -> Prompt:
    """Return the line to type into, with a line that was refused kept in it."""
    asked = learner.asked.refused
    refused = asked if isinstance(asked, Refused) else None
    return Prompt(
        examples=tuple(learner.commands),
        typed=refused.line if refused else "",
        refused=str(refused) if refused else "",
        meant=refused.meant if refused else "",
    )


def clicks(learner: Learner) -> tuple[str, ...]:
    """Return the commands to click: those of the exercise first, then those that are always there."""
    exercise, known = learner.exercise, learner.commands
    steps = steps_of(sharing_with(learner.material.course, exercise))
    own = [step.command for step in steps if step.argv and step.is_of(exercise.id)]
    kinds = {command.split()[1] for command in known}
    always = [command for command in ALWAYS if command.split()[1] in kinds]
    return tuple(dict.fromkeys([*own, *always]))


def _run_view(ran: Ran) -> RunView:
    sentence = "" if ran.good or ran.is_running or ran.ended else failure(ran.output)
    if ran.is_running:
        status = Chip("running", "wait")
    elif ran.good:
        status = Chip("done", "right")
    else:
        status = Chip(ran.ended or "failed", "wrong" if not ran.ended else "wait")
    return RunView(
        number=ran.number,
        command=ran.command,
        status=status,
        sentence=sentence,
        output=ran.output,
        is_folded=bool(sentence) or len(ran.output.splitlines()) > LONGEST_SHOWN,
        is_running=ran.is_running,
    )


def failure(output: str) -> str:
    """Return the error at the end of *output* as one sentence, in the words of a finding if it has any."""
    if _is_about_words(output):
        return WRONG_WORDS
    for line in reversed(output.splitlines()):
        if said := _OF_ALEMBIC.match(line) or _OF_USAGE.match(line):
            return _explained("CommandError", said["text"])
        if said := _EXCEPTION.match(line):
            if said["kind"] == "KeyError" and (warned := _OF_HISTORY.search(output)):
                return _explained("CommandError", warned[0])
            if said["kind"] == "RevisionError":
                return _explained("CommandError", said["text"])
            inner = _OF_DRIVER.match(said["text"])
            return _explained(*(inner or said).group("kind", "text"))
    return ""


def _is_about_words(output: str) -> bool:
    """Tell whether Alembic itself stumbled, with an error of Python's, over what it was told to do."""
    files = _FRAME.findall(output)
    if not files or not _IN_ALEMBIC.search(files[-1]) or any(map(_OF_LEARNER.search, files)):
        return False
    last = next((line for line in reversed(output.splitlines()) if line.strip()), "")
    return _BARE.match(last) is not None


def _explained(kind: str, text: str) -> str:
    for pattern, says in _OF_A_COMMAND:
        if met := re.search(pattern, text):
            return says.format(
                **{name: clean(value, 60) for name, value in met.groupdict().items()}
            )
    error = ReportedError(clean(kind, 80), clean(text, 300))
    rule, values = recognised(error, "upgrade", "", default_backend().errors)
    if rule is FALLBACK and kind == "CommandError":
        return error.message
    return rule.says.format(**{"kind": error.kind, **values})
