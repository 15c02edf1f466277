"""Given revisions that are not as they were given: the text proves it, and the state shows what it did."""

from collections.abc import Sequence

from stillroom.diagnosis.context import Context, finding
from stillroom.diagnosis.way import Way
from stillroom.diagnosis.wording import describe
from stillroom.results.finding import Finding
from stillroom.submission.revisions import RevisionFile
from stillroom.submission.source_tree import fingerprint
from stillroom.util.text import listed

GIVEN_EDITED = (
    "A revision that was applied is never edited. Give it back what it was; what is new belongs "
    "into a later revision."
)


def edited_given_revision(last: str | None, context: Context) -> str | None:
    """Return the first given revision, up to *last*, that goes up otherwise than at the start."""
    order = context.revision_order
    upto = order[: order.index(last) + 1] if last in order else ()
    return next((revision for revision in upto if _is_edited(revision, context)), None)


def applied_and_edited(revision: str | None, context: Context) -> bool:
    """Tell whether a revision was given, was applied where the exercise begins, and is not as it was given."""
    if revision is None or context.given.of(revision) is None or not _is_edited(revision, context):
        return False
    order, begin = context.revision_order, context.exercise.definition.begin.revision
    if begin is None or begin not in order:
        return False
    return revision in order[: order.index(begin) + 1]


def _is_edited(revision: str, context: Context) -> bool:
    """Tell whether a given revision says something else; its way back may be what the task asks for."""
    given, file = context.given.of(revision), context.history.of(revision)
    return bool(given and file) and _way_up(given) != _way_up(file)


def is_as_given(revision: str, context: Context) -> bool:
    """Tell whether a revision was given, and goes up as it did then."""
    return context.given.of(revision) is not None and not _is_edited(revision, context)


def _way_up(file: RevisionFile | None) -> str:
    return fingerprint(file.file, but_for="downgrade") if file else ""


def edit_instead(number: int, revision: str | None, way: Way) -> Finding | None:
    """Return the finding on an edited given revision, where *revision*, which is given too, is blamed.

    *number* is that of the expected state that was missed. Where *revision* is as it was given, it
    did what it should: what the last of the given revisions leaves behind is told instead.
    """
    context = way.context
    order = [name for name, _ in way.reached]
    given = [name for name in order if name and context.given.of(name)]
    edited = edited_given_revision(given[-1], context) if given else None
    if edited is None or revision not in given or _is_edited(revision, context):
        return None
    described = describe(
        way.expected(number),
        way.reached[order.index(given[-1])][1],
        context.states,
        lambda words, _: context.line_within(edited, words),
        rest_is_right=lambda _: False,
    )
    if not described:
        return None
    told = described[0].finding
    message = f"Revision {edited} was given with this exercise, and is not as it was given. {told.headline}"
    place = (told.file, told.line) if told.file else None
    return finding("applied-revision-edited", message, GIVEN_EDITED, place)


def given_and_gone(
    files: Sequence[RevisionFile], code: str = "frozen-revision-edited", besides: str = ""
) -> Finding:
    """Return the finding on given *files* that are not there any more."""
    is_one = len(files) == 1
    names = listed([file.revision or "" for file in files])
    subject = (
        f"The file of revision {names} is" if is_one else f"The files of revisions {names} are"
    )
    message = (
        f"{subject} gone. {'It was' if is_one else 'They were'} given with this exercise{besides}."
    )
    paths, them = listed([file.path for file in files]), "it" if is_one else "them"
    hint = f"Bring {paths} back, as Git or your editor still has {them}. A reset of the exercise lays {them} again."
    return finding(code, message, hint, None)


def gone_given_revisions(context: Context) -> list[RevisionFile]:
    """Return the given revisions of which neither the id nor the file is there."""
    paths = {file.path for file in context.history}
    return [
        file
        for file in context.given
        if file.path not in paths and context.history.of(file.revision) is None
    ]
