"""What in a revision led to a difference on the way up: it does nothing, undoes itself, or takes too much."""

import ast
from collections.abc import Callable

from stillroom.course.steps import EMPTY
from stillroom.diagnosis.context import EMPTY_AT_LAST, HIDDEN, Context, finding
from stillroom.diagnosis.lost_by_batch import lost_by_batch
from stillroom.diagnosis.names import shown
from stillroom.diagnosis.no_revision import gone, misplaced, not_built
from stillroom.diagnosis.practices import BEHIND_NOTHING, behind
from stillroom.diagnosis.responsible import Responsible
from stillroom.diagnosis.short_lived import dropped_again, temporary_tables
from stillroom.diagnosis.way import Way
from stillroom.diagnosis.wording import Described, in_quotes
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.schema.model import Schema
from stillroom.submission.dead_code import way_to_run
from stillroom.submission.line_search import line_matching
from stillroom.submission.revisions import RevisionFile

_TEMPORARY = r"CREATE\s+TEMP(ORARY)?\s+TABLE|prefixes=\[.TEMP"
_STAYS = "What an older revision made stays. Which operation here takes it away?"
_BESIDE = "What an older revision made stays. op.add_column() makes a new column beside it."


def told_with_cause(described: Described, origin: Responsible, way: Way) -> Finding:
    """Return the finding on a difference with what led to it, or on that where it says more."""
    for special in _SPECIAL:
        if explained := special(described, origin, way):
            return explained
    told = _taken_away(in_quotes(described.finding, way.context), described.difference, origin, way)
    hint = f"{told.hint}{way.context.agreement(described.difference)}"
    return told.model_copy(update={"hint": hint})


def _temporary(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """A temporary table is gone when its connection ends, so that nobody can see it."""
    if (
        described.difference.kind not in ("table-missing", "view-missing")
        or origin.how != "left out"
    ):
        return None
    missing, known = described.difference.table, temporary_tables(way.context)
    likely = [made for made in known if made.name == missing] or (known if origin.idle else [])
    if likely:
        file, line = likely[0].file, likely[0].line
        message = f"Revision {file.revision} creates {likely[0].name} as a temporary {likely[0].what}, which is gone when Alembic is done."
    elif not known and (unnamed := line_matching(way.context.history, _TEMPORARY, "upgrade")):
        file, line = unnamed
        message = f"Revision {file.revision} creates a temporary table, which is gone when Alembic is done: {missing} is missing."
    else:
        return None
    hint = f"Create an ordinary {described.difference.kind.partition('-')[0]}."
    return finding("table-temporary", message, hint, (file.path, line))


def _dropped_again(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """A revision that makes what is missing, and takes it away in the same breath."""
    difference = described.difference
    if origin.how == "took away" or difference.kind not in ("table-missing", "column-missing"):
        return None
    column = difference.name if difference.kind == "column-missing" else None
    made = dropped_again(way.context, origin.revision, column)
    missing = column or difference.table
    likely = [each for each in made if each.name == missing] or (made if origin.idle else [])
    if not likely:
        return None
    name = f"{difference.table}.{column}" if column else likely[0].name
    message = f"upgrade() of revision {origin.revision} makes {name}, and drops it again. {described.finding.headline}"
    hint = "upgrade() makes the step, and no more. What undoes it stands in downgrade()."
    code = "upgrade-does-nothing" if origin.idle else described.finding.code
    return finding(code, message, hint, (likely[0].file.path, likely[0].line))


def _idle_upgrade(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """The revision that should have made what is missing does nothing."""
    file = way.context.history.of(origin.revision)
    if file is None or origin.how != "left out" or not origin.idle:
        return None
    schema = next(schema for revision, schema in way.reached if revision == origin.revision)
    state = way.context.states.words(schema)
    still = f"after it the database is still {state if state == EMPTY else f'at {state}'}."
    missing = f"{still} {_missing(described)}"
    return _empty_upgrade(file, missing) or _does_nothing(file, missing, way.context)


def _missing(described: Described) -> str:
    """What is missing, in one sentence: where nothing was done, no old name is a misspelt new one."""
    difference = described.difference
    if not difference.kind.endswith(("misspelt", "renamed")):
        return described.finding.headline
    right = difference.expected if isinstance(difference.expected, str) else difference.name
    old = (
        f", and {shown(difference.found)} is still there"
        if isinstance(difference.found, str)
        else ""
    )
    if difference.kind.startswith("table"):
        return f"The table {shown(right or difference.table)} is missing{old}."
    return f"The column {shown(difference.table)}.{shown(right or '')} is missing{old}."


def _empty_upgrade(file: RevisionFile, missing: str) -> Finding | None:
    if not file.is_empty("upgrade"):
        return None
    says = "is empty" if not file.is_defined_twice("upgrade") else EMPTY_AT_LAST
    message = f"upgrade() of revision {file.revision} {says}: {missing}"
    hint = (
        "A fresh revision does nothing. Put the operation that this step asks for into upgrade()."
    )
    return finding("upgrade-empty", message, hint, (file.path, file.line_of_function("upgrade")))


_WHICH_LINE = "It has code, but the database is as it was. Which line should change it, and does that line run?"


def _does_nothing(file: RevisionFile, missing: str, context: Context) -> Finding:
    why, line = file.why_it_never_runs("upgrade") or ("", file.line_of_function("upgrade"))
    so = f"{why}, so it changes nothing" if why else "changes nothing"
    message = f"upgrade() of revision {file.revision} {so}: {missing}"
    if practice := behind(context, [file.revision], BEHIND_NOTHING):
        return practice.finding(f"{message} ")
    hint = way_to_run(why) or _WHICH_LINE
    if not why and (caught := file.line_hiding_errors("upgrade")):
        hint, line = HIDDEN, caught
    return finding("upgrade-does-nothing", message, hint, (file.path, line))


def _step_not_built(_: Described, origin: Responsible, way: Way) -> Finding | None:
    """Every revision did its work, and one is missing that builds what the models declare."""
    context = way.context
    if origin.how != "left out" or origin.steps or context.wrong_in_models:
        return None
    newest = way.reached[-1][1]
    declared = context.declared.schema if context.declared else Schema()
    return misplaced(context) or gone(context) or not_built(newest, declared, context)


def _below_the_with(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """What is not as expected, where operations of batch mode stand below their block."""
    file = way.context.history.of(origin.revision)
    below = file.below_the_with("upgrade") if file else None
    if file is None or below is None or described.difference.is_extra:
        return None
    why, line = below
    told = described.finding
    message = f"{told.headline} upgrade() of revision {file.revision} {why}."
    changes = {"headline": message, "hint": way_to_run(why), "file": file.path, "line": line}
    return told.model_copy(update=changes)


_SPECIAL: tuple[Callable[[Described, Responsible, Way], Finding | None], ...] = (
    _temporary,
    _dropped_again,
    _idle_upgrade,
    _below_the_with,
    lost_by_batch,
    _step_not_built,
)


def _taken_away(told: Finding, difference: Difference, origin: Responsible, way: Way) -> Finding:
    """Say which revision took away what is missing, or gave it another name, where it was there before."""
    if origin.how != "took away" or origin.revision is None:
        return told
    took, hint = "took it away", _STAYS
    if difference.kind == "column-missing" and (new := _renamed_to(difference, origin, way)):
        took, hint = f"renamed it to {new}", _BESIDE
    message = f"{told.headline} Revision {origin.revision} {took}."
    return told.model_copy(update={"headline": message, "hint": hint})


def _renamed_to(difference: Difference, origin: Responsible, way: Way) -> str | None:
    """The new name that upgrade() of the revision gives to a column that should stay."""
    file = way.context.history.of(origin.revision)
    function = file.function("upgrade") if file else None
    for call in file.file.walk(function) if file and function else ():
        if not isinstance(call, ast.Call):
            continue
        texts = [node.value for node in call.args if isinstance(node, ast.Constant)]
        for word in call.keywords:
            is_name = word.arg in ("new_column_name", "name") and difference.name in texts
            if is_name and isinstance(word.value, ast.Constant):
                return str(word.value.value)
    return None
