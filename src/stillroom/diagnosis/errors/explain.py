"""Words for the errors that a learner's code raises."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.databases.error_rule import MEND_FILE_AND_RERUN, MEND_SCRIPT_AND_RERUN, ErrorRule
from stillroom.diagnosis.context import Context, Problem, ProblemKind, finding
from stillroom.diagnosis.errors.none_arguments import none_argument
from stillroom.diagnosis.errors.rules import FALLBACK, rules
from stillroom.diagnosis.errors.source import in_the_files
from stillroom.diagnosis.errors.suggestions import likely_function, nearest_name
from stillroom.diagnosis.not_asked import no_constraint, not_asked
from stillroom.diagnosis.orphans import orphans
from stillroom.diagnosis.practices import behind_error
from stillroom.diagnosis.revision_graph import history_mistake
from stillroom.diagnosis.vanished import made_before, was_there
from stillroom.diagnosis.writing_lines import line_writing
from stillroom.results.finding import Finding
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.dead_code import Function
from stillroom.submission.exits import line_that_exits
from stillroom.submission.line_search import line_mentioning
from stillroom.submission.revisions import RevisionFile
from stillroom.util.text import clean, excerpts

_COPY = "_alembic_tmp_"
_EXIT = "process-exit"
_LATER = (ast.FunctionDef, ast.AsyncFunctionDef)
"""What is not run when a file is loaded."""
_UNDER_WAY: dict[ProblemKind, str] = {
    "load": "The revisions cannot be loaded. ",
    "upgrade": "upgrade() of {revision} failed. ",
    "downgrade": "downgrade() of {revision} failed. ",
    "look": "The command failed. ",
    "models-load": "The models cannot be loaded. ",
}


Place = tuple[str, int] | None
"""A file and a line; None where no line is known."""


@dataclass(frozen=True)
class _Recognised:
    """An error, the rule that recognised it, and what the rule has to say."""

    problem: Problem
    trouble: ReportedError
    rule: ErrorRule
    values: dict[str, str]
    """The words of the error that fill the rule's sentence."""
    place: Place
    """Where the learner has to look."""
    opening: str
    """What was going on."""
    sentence: str
    """What is wrong."""

    @property
    def name(self) -> str:
        """The name that the error is about, if it is about one."""
        return next(filter(None, self.values.values()), "")

    def hint(self, place: Place) -> str:
        """What to do next; a file of the application is no script."""
        return (
            self.rule.hint.replace(MEND_SCRIPT_AND_RERUN, MEND_FILE_AND_RERUN)
            if _is_app(place)
            else self.rule.hint
        )


def explain(problem: Problem, context: Context) -> Finding:
    """Return the finding for an error that the learner's code raised."""
    trouble = problem.trouble or ReportedError("Error", "nothing was said")
    frame = _innermost_line(trouble, context)
    return (
        history_mistake(problem, context)
        or in_the_files(trouble, frame, context)
        or _by_the_rules(_read(problem, trouble, frame, context), context)
    )


def _by_the_rules(error: _Recognised, context: Context) -> Finding:
    return (
        _behind_a_practice(error, context)
        or _function_missing(error, context)
        or _explained(error, context)
    )


def _read(problem: Problem, trouble: ReportedError, frame: Place, context: Context) -> _Recognised:
    """Find the rule for an error that was raised at *frame*, and fill in its sentence."""
    line, missing = context.text_at(frame), orphans(problem, context)
    rule, values = recognised(trouble, problem.kind, line, context.states.backend.errors)
    place = (
        _cause(rule, values, trouble, context)
        or _constraint(rule, values, problem, context)
        or frame
        or (_exit(problem, context) if rule.code == _EXIT else None)
        or (missing.place if missing else None)
        or _foreign_key(problem, values, context)
        or _function(problem, values, context)
    )
    if none := none_argument(trouble, rule, frame, context):
        values = values if none[0] is rule else {}
        rule, place = none
    return _Recognised(
        problem, trouble, rule, values, place,
        opening=_opening(problem, context, place),
        sentence=_sentence(rule, trouble, values, line),
    )  # fmt: skip


def _behind_a_practice(error: _Recognised, context: Context) -> Finding | None:
    """The finding for something that no revision should do, where that led to the error."""
    practice = behind_error(error.problem, context)
    if practice is None:
        return None
    own_error = practice.practice.code == "alembic-in-revision"
    reason = error.opening if own_error else f"{error.opening}{error.sentence} "
    return practice.finding(reason, sent(error.trouble))


def _function_missing(error: _Recognised, context: Context) -> Finding | None:
    """The finding for a revision without upgrade() or downgrade(), with what was meant to be it."""
    if error.rule.code != "function-missing":
        return None
    suggestion, place = likely_function(error.place, context, error.values["name"])
    message, statement = f"{error.sentence}{suggestion}", sent(error.trouble)
    return finding(error.rule.code, message, error.hint(place), place, statement=statement)


def _explained(error: _Recognised, context: Context) -> Finding:
    """The finding as the rule has it, with what became of the name that is missing."""
    code, name, trouble = error.rule.code, error.name, error.trouble
    suggestion = nearest_name(trouble, code, name, error.problem.found.schema)
    hint = error.hint(error.place)
    if needless := not_asked(code, trouble.statement, error.place, context):
        hint = needless
    if made := made_before(code, name, error.problem, context):
        hint = made
    if needless_drop := no_constraint(code, error.place, error.problem, context):
        hint = needless_drop
    if code == "constraint-not-found" and (short := _own_name(name, error.problem, context)):
        suggestion = f" The naming convention made that name of {short}."
        hint = 'op.f("...") says that a name is complete, and the convention leaves it alone. Compare with the revision that creates the constraint.'
    if gone := was_there(code, name, trouble.statement, error.problem, context):
        suggestion, hint = f" {gone[0]}", gone[1]
    sentence = error.sentence
    if missing := orphans(error.problem, context):
        code, hint = missing.code or code, missing.hint or hint
        sentence = missing.sentence or sentence
    message = f"{error.opening}{sentence}{suggestion}"
    place: tuple[str, int | None] | None = error.place
    is_known = code != _EXIT or trouble.frames or _exit(error.problem, context)
    if place and not is_known:  # the function is right for all that is known
        place = place[0], None
    return finding(code, message, hint, place, statement=sent(trouble))


def _is_app(place: Place) -> bool:
    return place is not None and place[0].startswith("app/")


def _cause(
    rule: ErrorRule, values: dict[str, str], trouble: ReportedError, context: Context
) -> Place:
    """The line that an error is about, where the error itself comes up at another one."""
    if rule.code == "circular-import":
        # The circle begins where the module that is not ready imports another one.
        module = values["module"].replace(".", "/")
        paths = (f"{module}.py", f"{module}/__init__.py")
        return next((frame for frame in reversed(trouble.frames) if frame[0] in paths), None)
    word = rule.word.format(**values).rpartition(".")[2]
    return context.model_line(word) if word else None


def _running(problem: Problem, context: Context) -> tuple[RevisionFile | None, Function | None]:
    """The file of the revision that ran, and its function, as far as they are there."""
    file = context.history.of(context.running(problem))
    return file, file.function(problem.function) if file else None


def _constraint(
    rule: ErrorRule, values: dict[str, str], problem: Problem, context: Context
) -> Place:
    """The line that drops a constraint; batch mode raises its errors where the block begins."""
    file, function = _running(problem, context)
    if rule.code != "constraint-not-found" or file is None or function is None:
        return None
    for word in (values["name"], _own_name(values["name"], problem, context)):
        if word and (line := line_mentioning(file.file, (word, "drop"), function)):
            return file.path, line
    return None


def _own_name(name: str, problem: Problem, context: Context) -> str | None:
    """Return the shorter name in the running function that the naming convention made *name* of."""
    file, function = _running(problem, context)
    texts = {
        node.value
        for node in (file.file.walk(function) if file and function else ())
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    if name in texts:
        return None
    return max(
        (text for text in texts if text and name.endswith(f"_{text}")), key=len, default=None
    )


def _exit(problem: Problem, context: Context) -> Place:
    """The line that ends the process, which leaves nobody to say it: first where the code ran."""
    running, function = _running(problem, context)
    if running and function and problem.kind in ("upgrade", "downgrade"):
        for parts in ([function], None):
            if line := line_that_exits(running.file, parts):
                return running.path, line
    files = [*(file.file for file in context.history), *context.application]
    if problem.kind == "models-load":
        files = context.application
    for file in files:
        body = file.tree.body if file.tree else []
        if line := line_that_exits(file, [each for each in body if not isinstance(each, _LATER)]):
            return file.path, line
    found = ((file.path, line_that_exits(file)) for file in files)
    return next(((path, line) for path, line in found if line), None)


def _foreign_key(problem: Problem, values: dict[str, str], context: Context) -> Place:
    """The line that writes a foreign key to the table of an error, where nothing else names a line."""
    if "parent" not in values:
        return None
    revision, verbs = context.running(problem), [r"foreign_?key|\bREFERENCES\b"]
    return line_writing(context, revision, problem.function, verbs, values["parent"])


def _function(problem: Problem, values: dict[str, str], context: Context) -> Place:
    """Where to look when no line of the learner's own is known."""
    if problem.kind == "models-load":
        return context.model_line(*values.values())
    return context.function_line(context.running(problem), problem.function)


def _opening(problem: Problem, context: Context, place: Place) -> str:
    """What was going on, unless the error is in the application and would be there anyway."""
    if _is_app(place):
        return ""
    file = next((file for file in context.history if place and file.path == place[0]), None)
    revision = problem.revision or (file.revision if file else None)
    running = f"revision {revision}" if revision else "a revision"
    return _UNDER_WAY[problem.kind].format(revision=running)


def sent(trouble: ReportedError) -> str:
    """Return the SQL behind an error as a message shows it; nothing where there was none."""
    if not trouble.statement or trouble.statement.startswith("PRAGMA"):
        return ""  # what looks after the foreign keys is no statement of the learner's
    return excerpts(clean(trouble.statement), "", 160)[0]


def recognised(
    trouble: ReportedError, kind: str, line: str, of_database: Sequence[ErrorRule]
) -> tuple[ErrorRule, dict[str, str]]:
    """Return the rule for an error that was raised at *line*, and the words that fill its sentence.

    *kind* is that of the problem, *of_database* are the rules of the database that is used.
    """
    error = trouble.kind, trouble.message, trouble.code, trouble.statement or "", line
    is_of_text = _is_of_text(trouble, line)
    for rule in rules(of_database):
        is_left_out = kind in rule.not_while or (rule.is_of_file and is_of_text)
        values = None if is_left_out else rule.values(*error)
        if values is not None:
            if trouble.kind == "IntegrityError":  # batch mode copies into a table of its own
                values = {name: value.replace(_COPY, "") for name, value in values.items()}
            limit = 300 if rule is FALLBACK else 200
            return rule, {name: clean(value, limit) for name, value in values.items()}
    raise AssertionError("the last rule recognises every error")


def _is_of_text(trouble: ReportedError, line: str) -> bool:
    """Tell whether running code met a text that cannot be read; a file is read by an import."""
    if not line or re.search(r"\bimport", line):
        return False
    # Behind the lines that were run comes the place that Python could not read; a text has no file.
    places = [path for path, _ in trouble.frames]
    return trouble.kind == "UnicodeDecodeError" or (len(places) > 1 and not places[-1])


def _sentence(rule: ErrorRule, trouble: ReportedError, values: dict[str, str], line: str) -> str:
    """What the rule says; for an error without a text, that, and the line that raised it."""
    if "{what}" not in rule.says or values["what"].strip("() "):
        return rule.says.format(kind=trouble.kind, **values)
    code = clean(line.partition(": ")[2])
    return f"{trouble.kind}, without a message." + (f" The line is: {code}" if code else "")


def _innermost_line(trouble: ReportedError, context: Context) -> Place:
    """The innermost line of the learner's own files."""
    own = [frame for frame in trouble.frames if frame[0] in context.submission.files]
    if trouble.kind == "RecursionError" and (
        circle := {each for each in own if own.count(each) > 1}
    ):
        return min(circle)  # where it ends depends on how deep the grader's own code was
    if own:
        return own[-1]
    named = re.search(r"([\w.-]+)(?:\.py|_py\b)", trouble.message)
    for path in sorted(context.submission.files) if named else ():
        if named and path.endswith(f"/{named.group(1)}.py"):
            return path, 1
    return None
