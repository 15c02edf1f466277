"""Turns what the grader met into named findings: the first one is what to mend first."""

import re
from collections.abc import Callable

from stillroom.diagnosis.case import MODELS, Case, Problem, finding
from stillroom.diagnosis.differences import describe
from stillroom.diagnosis.errors import duplicate_revision, explain
from stillroom.result import Finding
from stillroom.schema import Schema, compare
from stillroom.submission import ENVIRONMENT
from stillroom.text import clean, counted, excerpts, listed
from stillroom.workspace import base_files

__all__ = ["Case", "Problem", "advise", "diagnose"]


def diagnose(problem: Problem, case: Case) -> list[Finding]:
    """Return the findings that explain *problem*; never none."""
    if problem.trouble:
        return [explain(problem, case)]
    return _BY_KIND[problem.kind](problem, case)


def advise(case: Case) -> list[Finding]:
    """Return what is worth saying and costs nothing."""
    found = []
    environment = case.submission.environment
    if environment is not None and environment != base_files()[ENVIRONMENT]:
        message = f"{ENVIRONMENT} is not the one of the course. Grading used the course's own."
        hint = "If Alembic behaves differently on this machine than here, look at that file first."
        found.append(finding("environment-changed", message, hint, (ENVIRONMENT, 1), advice=True))
    for path, reason in case.submission.left_out.items():
        message = f"{path} was not taken: {reason}."
        hint = "Only ordinary files of a sane size are graded."
        found.append(finding("file-left-out", message, hint, (path, 1), advice=True))
    return found


def _no_revision(problem: Problem, case: Case) -> list[Finding]:
    declared = case.declared.schema if case.declared else Schema()
    tables = listed(list(declared.tables))
    if not case.plan and not declared.tables:
        message = "There is no revision and no model yet: nothing has been done."
        hint = "Begin with the first row of the exercise's table."
        return [finding("nothing-done", message, hint)]
    if not case.plan:
        message = f"{MODELS} declares {tables}, but migrations/versions/ holds no revision."
        hint = (
            "A model changes no database. Write a revision, and let its upgrade() create the table."
        )
        return [finding("model-without-revision", message, hint, case.model_line(*declared.tables))]
    state = case.states.words(problem.found.schema)
    if compare(problem.found.schema, declared) and declared.tables:
        message = (
            f"{MODELS} declares {case.states.words(declared)}, but the newest revision leaves the database "
            f"at {state}: no revision builds the rest."
        )
        hint = "A model changes no database. Write a new revision for what is new in the model."
        return [
            finding(
                "model-without-revision",
                message,
                hint,
                case.model_line(*_new_columns(problem.found.schema, declared)),
            )
        ]
    message = f"After the newest revision the database is at {state}, and no revision leads on from there."
    hint = "Which command writes the next revision? The older ones stay as they are."
    return [
        finding("revision-missing", message, hint, case.function_line(case.plan[-1], "upgrade"))
    ]


def _new_columns(found: Schema, declared: Schema) -> list[str]:
    """The tables and columns that are declared and not there."""
    known = {
        (name, column) for name, table in found.tables.items() for column in table.column_names
    }
    columns = [
        (name, column) for name, table in declared.tables.items() for column in table.column_names
    ]
    return [column for name, column in columns if (name, column) not in known]


def _state(problem: Problem, case: Case) -> list[Finding]:
    if problem.step.action == "downgrade":
        return _step_back(problem, case)
    expected = case.states[problem.step.state]
    for special in (_never_met, _empty_upgrade, _temporary):
        if found := special(problem, case):
            return found
    found_schema = problem.found.schema
    differences = compare(expected, found_schema, case.states.exact)
    findings = describe(differences, case.revision_line)
    declared = case.declared
    if declared and case.states.is_state(case.exercise.steps[-1].state, declared.schema):
        first = findings[0]
        hint = f"{first.hint} {MODELS} is right already."
        findings[0] = first.model_copy(update={"hint": hint})
    return findings


def _never_met(problem: Problem, case: Case) -> list[Finding]:
    """A state that the history skips: an applied revision was edited, or two were made one."""
    if problem.step.action != "revision":
        return []
    later = [step.state for step in case.exercise.steps if step.state != problem.step.state]
    for revision, state in case.trail:
        name = next((name for name in later if case.states.is_state(name, state.schema)), None)
        if name is None:
            continue
        place = case.function_line(revision, "upgrade")
        if len(case.plan) == 1:
            message = (
                f"Revision {revision} alone builds {name}; the state {problem.step.state} is never met. "
                "A revision that was applied must not be edited, nor two made one."
            )
            hint = "Give the first revision back what it was, and put what is new into a revision of its own."
        else:
            message = f"The history reaches {name} at revision {revision} without passing {problem.step.state}."
            hint = "A revision that was applied is never edited. What is new belongs into a later revision."
        return [finding("applied-revision-edited", message, hint, place)]
    return []


def _empty_upgrade(problem: Problem, case: Case) -> list[Finding]:
    """The newest revision does nothing, and the database stopped where it was."""
    empty = [
        file for file in case.history if file.revision in case.plan and file.is_empty("upgrade")
    ]
    if not empty:
        return []
    states = [Schema(), *(state.schema for _, state in case.trail)]
    if not any(case.states.is_state(name, states[-1]) for name in case.states.schemas):
        return []
    file = next((one for one in reversed(empty) if one.revision == case.plan[-1]), empty[-1])
    node = file.function("upgrade")
    state = case.states.words(problem.found.schema)
    message = f"upgrade() of revision {file.revision} is empty: after it the database is still at {state}."
    hint = (
        "A fresh revision does nothing. Put the operation that this step asks for into upgrade()."
    )
    return [finding("upgrade-empty", message, hint, (file.path, node.lineno if node else 1))]


def _temporary(problem: Problem, case: Case) -> list[Finding]:
    """A temporary table is gone when its connection ends, so that nobody can see it."""
    for file in case.history:
        match = re.search(
            r"CREATE\s+TEMP(ORARY)?\s+TABLE|prefixes=\[.TEMP", file.source, re.IGNORECASE
        )
        if match and compare(case.states[problem.step.state], problem.found.schema):
            message = f"Revision {file.revision} creates a temporary table, which is gone when Alembic is done."
            line = file.source[: match.start()].count("\n") + 1
            return [
                finding("table-temporary", message, "Create an ordinary table.", (file.path, line))
            ]
    return []


def _step_back(problem: Problem, case: Case) -> list[Finding]:
    expected, found = case.states[problem.step.state], problem.found.schema
    before = problem.before.schema if problem.before else Schema()
    undone = case.plan[-1] if case.plan else None
    to_base = problem.step.argv[-1:] == ["base"]
    if to_base and len(case.plan) > 1:
        undone = case.plan[0]
    file, place = case.history.of(undone), case.function_line(undone, "downgrade")
    command, state = problem.step.command, case.states.words(found)
    if not compare(before, found):
        empty = file is not None and file.is_empty("downgrade")
        code, reason = (
            ("downgrade-empty", "is empty")
            if empty
            else ("downgrade-does-nothing", "changes nothing")
        )
        if file is not None and empty and file.is_empty("upgrade") and not to_base:
            message = f"The newest revision {undone} does nothing: {command} goes back over it alone, and the database stays at {state}."
            hint = "The revision of this step must be the newest one. Take the empty revision away."
            return [finding("head-does-nothing", message, hint, place)]
        split = _between(case, found)
        message = f"downgrade() of revision {undone} {reason}: after {command} the database is still at {state}."
        hint = "downgrade() undoes what upgrade() of the same revision did. Read upgrade() from its last line up."
        return [finding("downgrade-split" if split and not empty else code, message, hint, place)]
    if not to_base and _between(case, found):
        message = (
            f"{command} ends at {state}, between two states of the exercise: the step is split over "
            f"several revisions, and -1 undoes one revision only. Expected was {problem.step.state}."
        )
        hint = "The whole step belongs into one revision, so that going back one revision undoes the whole step."
        return [finding("downgrade-split", message, hint, place)]
    differences = compare(expected, found, case.states.exact)
    if not found.tables and expected.tables and not to_base:
        message = f"{command} should lead back to {problem.step.state}, but the table {listed(list(expected.tables))} is gone."
        hint = "downgrade() undoes its own revision only, and nothing that an older revision made."
        return [finding("downgrade-too-eager", message, hint, place)]
    subject = f"After {command}: "
    locate = lambda words: case.revision_line(words, "downgrade")
    findings = describe(differences, locate, "downgrade-", subject)
    hint = (
        "downgrade() undoes exactly what upgrade() of the same revision did, no more and no less."
    )
    return [one.model_copy(update={"hint": hint}) for one in findings]


def _between(case: Case, found: Schema) -> bool:
    """Tell whether *found* is a state that the way up passed and that no milestone names."""
    if any(case.states.is_state(name, found) for name in case.states.schemas):
        return False
    return any(
        name != "downgrade" and not compare(state.schema, found) for name, state in case.trail
    )


def _heads(problem: Problem, case: Case) -> list[Finding]:
    if twins := duplicate_revision(case):
        return [twins]
    heads = problem.detail.split(", ")
    files = [file for file in case.history if file.revision in heads]
    parents = {parent for file in files for parent in file.parents}
    follow = f" Both follow {listed(sorted(parents))}." if len(parents) == 1 else ""
    message = f"The history has {len(heads)} heads: {listed(heads)}.{follow} upgrade head needs exactly one."
    hint = "Let one of them follow the other: change its down_revision. Revisions that others have applied are merged instead."
    newest = max(files, key=lambda file: file.path, default=None)
    place = (newest.path, newest.line_of("down_revision")) if newest else None
    return [finding("two-heads", message, hint, place)]


def _version(problem: Problem, case: Case) -> list[Finding]:
    place = case.function_line(problem.revision, "upgrade")
    what = f"revision {problem.revision}" if problem.revision else problem.step.command
    message = f"Alembic's own record did not move with {what}: alembic_version holds {listed(list(problem.found.versions))}."
    hint = (
        "Revisions leave the table alembic_version alone, and do not stamp or commit on their own."
    )
    return [finding("version-not-recorded", message, hint, place)]


def _rows(problem: Problem, case: Case) -> list[Finding]:
    change = problem.rows[0]
    function = "downgrade" if problem.step.action == "downgrade" else "upgrade"
    revision = problem.revision or (case.plan[-1] if case.plan else None)
    place = case.function_line(revision, function)
    table, rows = change.table, counted(change.count, "row")
    before, after = excerpts(clean(repr(change.before)), clean(repr(change.after)))
    sentences = {
        "lost": (f"{rows} of {table} were in the database before {problem.step.command} and are gone now."
                 if change.count != 1 else f"1 row of {table} was in the database before {problem.step.command} and is gone now."),
        "added": f"{rows} of {table} came from the revision: the task adds none.",
        "changed": f"The rows of {table} were changed: {table}.{change.column} was {before}, and is {after} now.",
        "renumbered": f"The rows of {table} got other keys: {table}.{change.column} was {before}, and is {after} now.",
    }  # fmt: skip
    hint = {
        "lost": "Change the table that is there. Dropping and creating it again loses what is in it.",
        "added": "A revision of the schema leaves the rows as they are.",
        "changed": "Values of old columns stay as they are. Look for UPDATE, and for the order of columns in INSERT ... SELECT.",
        "renumbered": "When rows are copied, their key is copied with them.",
    }[change.kind]
    return [finding(f"rows-{change.kind}", sentences[change.kind], hint, place)]


def _models(problem: Problem, case: Case) -> list[Finding]:
    expected, declared = case.states[problem.step.state], problem.found.schema
    if expected.tables and not declared.tables:
        message = f"{MODELS} declares no table on Base.metadata; the revisions build {listed(list(expected.tables))}."
        hint = "Write the model as a class that inherits from Base of app.database."
        return [finding("model-missing", message, hint, case.model_line())]
    differences = compare(expected, declared, case.states.exact)
    subject = f"The revisions are right, but {MODELS} declares something else. "
    return describe(differences, lambda words: case.model_line(*words), "model-", subject)


def _unreadable(problem: Problem, case: Case) -> list[Finding]:
    message = f"The database cannot be read after the revisions ran: {problem.detail}."
    hint = "A revision changes the database through Alembic only, and leaves its file alone."
    return [finding("database-unreadable", message, hint, case.revision_line([]))]


_BY_KIND: dict[str, Callable[[Problem, Case], list[Finding]]] = {
    "no-revision": _no_revision,
    "state": _state,
    "heads": _heads,
    "version": _version,
    "rows": _rows,
    "models": _models,
    "unreadable": _unreadable,
}
