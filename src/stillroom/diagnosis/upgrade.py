"""What went wrong on the way up: a state that is not reached, or is skipped."""

from collections.abc import Callable, Sequence
from functools import cache

from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.errors.source import created_on_import
from stillroom.diagnosis.given import (
    GIVEN_EDITED,
    edit_instead,
    edited_given_revision,
    is_as_given,
)
from stillroom.diagnosis.no_revision import gone, no_revision
from stillroom.diagnosis.practices import BEHIND_HISTORY, behind
from stillroom.diagnosis.responsible import Responsible, responsible
from stillroom.diagnosis.untimely import is_early, timed
from stillroom.diagnosis.upgrade_causes import told_with_cause
from stillroom.diagnosis.way import Way, is_elsewhere, way_to
from stillroom.diagnosis.wording import Described, Words, describe, in_quotes, subject
from stillroom.results.finding import Finding
from stillroom.schema.compare import Difference
from stillroom.schema.words import in_words
from stillroom.submission.line_search import line_calling, line_outside_functions
from stillroom.util.text import listed


def _gone_from_the_end(origin: Responsible, context: Context) -> Finding | None:
    """A given revision that is gone, where one that was given and is as it was is blamed in its place."""
    if origin.how != "left out" or origin.revision is None:
        return None
    return gone(context) if is_as_given(origin.revision, context) else None


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

    @cache
    def origin_of(difference: Difference) -> Responsible:
        return responsible(difference, number, way)

    all_described = _described(problem, number, way, origin_of)
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
    if lost := _gone_from_the_end(origin, context):
        return [lost]
    early = is_early(first.difference, number, way)
    if early and (practice := behind(context, [origin.revision], BEHIND_HISTORY)):
        return [practice.finding(f"{first.finding.headline} ")]
    told = edit_instead(number, origin.revision, way) or told_with_cause(first, origin, way)
    if told.code != first.finding.code:
        return [told]
    return [told, *(in_quotes(described.finding, context) for described in all_described[1:])]


def _described(
    problem: Problem, number: int, way: Way, origin_of: Callable[[Difference], Responsible]
) -> list[Described]:
    """Each difference of what was reached from the expected state of that *number*, at its line."""
    context = way.context

    def locate(words: Words, difference: Difference) -> tuple[str, int] | None:
        loose = (
            line_outside_functions(context.history, filter(None, words))
            if _only_looks(problem) and is_elsewhere(problem, context)
            else None
        )
        origin = origin_of(difference)
        within = context.line_within(origin.revision, words) if origin.revision else None
        return loose or within or context.revision_line(words)

    return describe(
        way.expected(number),
        way.reached[way.position(number)][1],
        context.states,
        locate,
        copy=context.copy_line("upgrade"),
        rest_is_right=way.is_only_mistake,
    )


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
    is_alone = len(context.revision_order) == 1
    if not is_alone and (edited := edited_given_revision(revision, context)):
        return _edited_and_early(edited, early, context)
    place = (early.finding.file, early.finding.line) if early.finding.file else None
    if is_alone:
        message = (
            f"Revision {revision} alone builds {later}; the state {name} is never met. "
            "A revision that was applied must not be edited, nor two made one."
        )
        hint = "Give the first revision back what it was, and put what is new into a revision of its own."
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


def _edited_and_early(edited: str, early: Described, context: Context) -> Finding:
    """The given revision *edited* is not as it was given, and brings *early* what comes later."""
    file = context.history.of(edited)
    about = (
        "it changes nothing"
        if file and file.is_empty("upgrade")
        else f"{subject(early.difference)} {_moves(early.difference)} too early"
    )
    message = (
        f"Revision {edited} was given with this exercise, and is not as it was given: {about}."
    )
    place = context.line_within(edited, [in_words(early.difference).name, early.difference.table])
    return finding("applied-revision-edited", message, GIVEN_EDITED, place)


def _moves(difference: Difference) -> str:
    sides = difference.expected is None, difference.found is None
    return {(True, False): "comes", (False, True): "goes"}.get(sides, "changes")
