"""What went wrong on the way up: nothing there, nothing done, a state that is not reached."""

import ast
from collections.abc import Callable, Mapping, Sequence

from stillroom.course.steps import EMPTY
from stillroom.diagnosis.context import EMPTY_AT_LAST, HIDDEN, MODELS, Context, Problem, finding
from stillroom.diagnosis.errors.source import created_on_import
from stillroom.diagnosis.given import (
    GIVEN_EDITED,
    edit_instead,
    edited_given_revision,
    given_and_gone,
    gone_given_revisions,
    is_as_given,
)
from stillroom.diagnosis.names import shown
from stillroom.diagnosis.practices import BEHIND_HISTORY, BEHIND_NOTHING, behind
from stillroom.diagnosis.responsible import Responsible, responsible
from stillroom.diagnosis.short_lived import dropped_again, temporary_tables
from stillroom.diagnosis.untimely import is_early, timed
from stillroom.diagnosis.way import Way, is_elsewhere, way_to
from stillroom.diagnosis.wording import Described, Words, describe, in_quotes, subject
from stillroom.results.record import Finding
from stillroom.schema.compare import Difference, compare
from stillroom.schema.model import Schema
from stillroom.schema.words import in_words
from stillroom.submission.dead_code import way_to_run
from stillroom.submission.line_search import line_calling, line_matching, line_outside_functions
from stillroom.submission.revisions import RevisionFile
from stillroom.util.text import listed

_TEMPORARY = r"CREATE\s+TEMP(ORARY)?\s+TABLE|prefixes=\[.TEMP"
_STAYS = "What an older revision made stays. Which operation here takes it away?"
_BESIDE = "What an older revision made stays. op.add_column() makes a new column beside it."
_NEW_REVISION = "A model changes no database. Write a new revision for what is new in the model."


def no_revision(problem: Problem, context: Context) -> list[Finding]:
    """The history ends before the exercise does."""
    declared = context.declared.schema if context.declared else Schema()
    if elsewhere := _misplaced(context) or _gone(context):
        return [elsewhere]
    if not context.revision_order:
        return [_nothing(declared, context)]
    if compare(problem.found.schema, declared) and declared.tables:
        return [_not_built(problem.found.schema, declared, context)]
    state = context.states.words(problem.found.schema)
    message = f"After the newest revision the database is at {state}, and no revision leads on from there."
    hint = "Which command writes the next revision? The older ones stay as they are."
    place = context.function_line(context.newest, "upgrade")
    return [finding("revision-missing", message, hint, place)]


def _nothing(declared: Schema, context: Context) -> Finding:
    if not declared.tables:
        message = "There is no revision and no model yet: nothing has been done."
        first = context.exercise.steps[0]
        return finding("nothing-done", message, f"Begin with step {first.step}: {first.command}")
    tables = listed(list(declared.tables))
    message = f"{MODELS} declares {tables}, but migrations/versions/ holds no revision."
    hint = "A model changes no database. Write a revision, and let its upgrade() create the table."
    return finding("model-without-revision", message, hint, context.model_line(*declared.tables))


def _gone(context: Context) -> Finding | None:
    """Given revisions whose files are not there any more."""
    files = gone_given_revisions(context)
    return given_and_gone(files) if files else None


def _gone_from_the_end(origin: Responsible, context: Context) -> Finding | None:
    """A given revision that is gone, where one that was given and is as it was is blamed in its place."""
    if origin.how != "left out" or origin.revision is None:
        return None
    return _gone(context) if is_as_given(origin.revision, context) else None


def _misplaced(context: Context) -> Finding | None:
    """A revision in a file that Alembic does not look at."""
    revision_files = context.submission.revision_files
    for path in sorted(context.submission.files.keys() - revision_files.keys()):
        file = RevisionFile(context.source(path))
        if file.revision and "down_revision" in file.assigned:
            message = f"{path} is a revision, but Alembic does not look for revisions there."
            hint = "A revision is a file of its own, directly in migrations/versions/. Only __init__.py is not read."
            place = path, file.line_of("revision")
            return finding("revision-misplaced", message, hint, place)
    for path in context.submission.elsewhere:
        folder = path.rpartition("/")[0]
        if folder.endswith("versions"):
            message = f"{path} seems to be a revision, but Alembic does not look for revisions in {folder}/."
            hint = "Alembic and the grader read migrations/versions/. Move the file there. Where an alembic.ini names another folder, take it out."
            return finding("revision-misplaced", message, hint, (path, 1))
    return None


def _not_built(built: Schema, declared: Schema, context: Context) -> Finding:
    state = context.states.words(built)
    message = (
        f"{MODELS} declares {context.states.words(declared)}, but the newest revision leaves the database "
        f"at {state}: no revision builds the rest."
    )
    place = context.model_line(*_new_columns(built, declared))
    return finding("model-without-revision", message, _NEW_REVISION, place)


def _new_columns(built: Schema, declared: Schema) -> list[str]:
    """The columns that are declared and not there."""

    def columns(schema: Schema) -> list[tuple[str, str]]:
        tables: Mapping[str, object] = schema.tables
        return [(name, column) for name in tables for column in schema.tables[name].column_names]

    known = set(columns(built))
    return [column for name, column in columns(declared) if (name, column) not in known]


def made_on_loading(problem: Problem, context: Context) -> list[Finding]:
    """What is there before any revision runs: code outside of the functions makes it."""
    if created := created_on_import(context):
        return [created]
    tables = list(problem.found.schema.tables)
    are = "is" if len(tables) == 1 else "are"
    message = f"{listed(tables, 'Something')} {are} there before any revision runs: code makes it when its file is loaded."
    hint = "Only upgrade() of a revision makes tables. Look for code outside of the functions, in the revisions and below app/."
    lines = ((file.path, line_calling(file.file, "create_all")) for file in context.history)
    place = next((place for place in lines if place[1]), None) or context.model_line(*tables)
    return [finding("create-all-in-models", message, hint, place)]


def state(problem: Problem, context: Context) -> list[Finding]:
    """The database is not at the state that the row promises."""
    if not context.revision_order:
        return no_revision(problem, context)
    way = way_to(problem, context)
    number = way.path.index(problem.step.state)
    position = way.position(number)
    schema = way.reached[position][1]
    origins: dict[Difference, Responsible] = {}

    def origin_of(difference: Difference) -> Responsible:
        if difference not in origins:
            origins[difference] = responsible(difference, number, way)
        return origins[difference]

    def locate(words: Words, difference: Difference) -> tuple[str, int] | None:
        loose = (
            line_outside_functions(context.history, filter(None, words))
            if _only_looks(problem) and is_elsewhere(problem, context)
            else None
        )
        origin = origin_of(difference)
        within = context.line_within(origin.revision, words) if origin.revision else None
        return loose or within or context.revision_line(words)

    all_described = describe(
        way.expected(number),
        schema,
        context.states,
        locate,
        copy=context.copy_line("upgrade"),
        rest_is_right=way.is_only_mistake,
    )
    too_early = [
        described for described in all_described if way.is_of_later(described.difference, number)
    ]
    first_ones = [described for described in all_described if described not in too_early]
    if too_early:
        revision = origin_of(too_early[0].difference).revision
        if skipped := _too_early(revision, too_early[0], first_ones, number, way):
            return [skipped]
    all_described = [
        timed(described, origin_of(described.difference), number, way)
        for described in (*first_ones, *too_early)
    ]
    if not all_described:
        return made_on_loading(problem, context)
    first = all_described[0]
    origin = origin_of(first.difference)
    if gone := _gone_from_the_end(origin, context):
        return [gone]
    early = is_early(first.difference, number, way)
    if early and (practice := behind(context, [origin.revision], BEHIND_HISTORY)):
        return [practice.finding(f"{first.finding.message} ")]
    told = edit_instead(number, origin.revision, way) or told_with_cause(first, origin, way)
    if told.code != first.finding.code:
        return [told]
    return [told, *(in_quotes(described.finding, context) for described in all_described[1:])]


def told_with_cause(described: Described, origin: Responsible, way: Way) -> Finding:
    """Return the finding on a difference with what led to it, or on that where it says more."""
    for special in _SPECIAL:
        if explained := special(described, origin, way):
            return explained
    told = _taken_away(in_quotes(described.finding, way.context), described.difference, origin, way)
    hint = f"{told.hint}{way.context.agreement(described.difference)}"
    return told.model_copy(update={"hint": hint})


def _only_looks(problem: Problem) -> bool:
    """Tell whether the row runs no revision: only code outside of the functions ran."""
    return problem.step.action in ("edit", "look", "rest")


def _too_early(
    revision: str | None, early: Described, others: Sequence[Described], number: int, way: Way
) -> Finding | None:
    """A state that the history skips: an applied revision was edited, or two were made one.

    *revision* brings what belongs to a later state than that of *number*, *early* is the first of it;
    *others* are the differences that no later state explains.
    """
    context, name = way.context, way.path[number]
    later = way.path[way.later(number) or number]
    without = f"without passing {name}"
    if practice := behind(context, [revision], BEHIND_HISTORY):
        return practice.finding(f"The history reaches {later} {without}. ")
    if created := created_on_import(context):
        return created
    if others:
        return None
    place = (early.finding.file, early.finding.line) if early.finding.file else None
    if len(context.revision_order) == 1:
        message = (
            f"Revision {revision} alone builds {later}; the state {name} is never met. "
            "A revision that was applied must not be edited, nor two made one."
        )
        hint = "Give the first revision back what it was, and put what is new into a revision of its own."
    elif edited := edited_given_revision(revision, context):
        file = context.history.of(edited)
        about = (
            "it changes nothing"
            if file and file.is_empty("upgrade")
            else f"{subject(early.difference)} {_moves(early.difference)} too early"
        )
        message = (
            f"Revision {edited} was given with this exercise, and is not as it was given: {about}."
        )
        place = context.line_within(
            edited, [in_words(early.difference).name, early.difference.table]
        )
        return finding("applied-revision-edited", message, GIVEN_EDITED, place)
    else:
        about = subject(early.difference)
        message = f"The history reaches {later} at revision {revision} {without}: {about} {_moves(early.difference)} too early."
        hint = "A revision that was applied is never edited. What is new belongs into a later revision."
    order = [name for name, _ in way.reached]
    begin = way.position(number - 1) + 1 if number else 1
    before = range(begin, order.index(revision)) if revision in order else ()
    if idle := next((index for index in before if way.idle(index)), None):
        idle_revision = order[idle]
        message += f" Revision {idle_revision} before it changes nothing."
        place = context.function_line(idle_revision, "upgrade")
    return finding("applied-revision-edited", message, hint, place)


def _moves(difference: Difference) -> str:
    sides = difference.expected is None, difference.found is None
    return {(True, False): "comes", (False, True): "goes"}.get(sides, "changes")


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
    message = f"upgrade() of revision {origin.revision} makes {name}, and drops it again. {described.finding.message}"
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
        return described.finding.message
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
    return _misplaced(context) or _gone(context) or _not_built(newest, declared, context)


def _below_the_with(described: Described, origin: Responsible, way: Way) -> Finding | None:
    """What is not as expected, where operations of batch mode stand below their block."""
    file = way.context.history.of(origin.revision)
    below = file.below_the_with("upgrade") if file else None
    if file is None or below is None or described.difference.kind.endswith("extra"):
        return None
    why, line = below
    told = described.finding
    message = f"{told.message} upgrade() of revision {file.revision} {why}."
    changes = {"message": message, "hint": way_to_run(why), "file": file.path, "line": line}
    return told.model_copy(update=changes)


_SPECIAL: tuple[Callable[[Described, Responsible, Way], Finding | None], ...] = (
    _temporary,
    _dropped_again,
    _idle_upgrade,
    _below_the_with,
    _step_not_built,
)


def _taken_away(told: Finding, difference: Difference, origin: Responsible, way: Way) -> Finding:
    """Say which revision took away what is missing, or gave it another name, where it was there before."""
    if origin.how != "took away" or origin.revision is None:
        return told
    took, hint = "took it away", _STAYS
    if difference.kind == "column-missing" and (new := _renamed_to(difference, origin, way)):
        took, hint = f"renamed it to {new}", _BESIDE
    message = f"{told.message} Revision {origin.revision} {took}."
    return told.model_copy(update={"message": message, "hint": hint})


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
