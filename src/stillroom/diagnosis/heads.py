"""A history with more heads than one, and how it gets to one."""

from collections.abc import Sequence

from stillroom.diagnosis.context import Context, Problem, finding
from stillroom.diagnosis.revision_graph import duplicate_revision
from stillroom.results.finding import Finding
from stillroom.submission.revisions import NOT_A_LITERAL, RevisionFile
from stillroom.util.text import listed


def several_heads(problem: Problem, context: Context) -> list[Finding]:
    """Return the finding for a history with more heads than one, of which Alembic needs exactly one."""
    if twins := duplicate_revision(context):
        return [twins]
    heads = problem.heads
    files = [file for file in context.history if file.revision in heads]
    message = f"The history has {len(heads)} heads: {listed(heads)}.{_how(files, heads)} upgrade head needs exactly one."
    hint = "Let one of them follow the other: change its down_revision. Revisions that others have applied are merged instead."
    if all(context.given.of(head) for head in heads):
        hint = "They were given, and stay as they are. Which command writes a revision that follows all heads?"
    elif follows := _follow_the_given(files, context):
        hint = follows
    newest = max(files, key=lambda file: file.path, default=None)
    place = (newest.path, newest.line_of("down_revision")) if newest else None
    return [finding("two-heads", message, hint, place)]


def _how(files: Sequence[RevisionFile], heads: Sequence[str]) -> str:
    """What *heads*, which stand in *files*, follow: a sentence with a blank before it, or nothing."""
    parents = [
        file.parents for file in files if file.value_of("down_revision") is not NOT_A_LITERAL
    ]
    if len(parents) == len(heads) and len(set(parents)) == 1:
        (shared,) = set(parents)
        all_ = "Both" if len(heads) == 2 else "All"
        return f" {all_} {f'follow {listed(shared)}' if shared else 'follow no revision'}."
    if first := [file for file in files if file.value_of("down_revision") in (None, (), [])]:
        verb = "follows" if len(first) == 1 else "follow"
        return f" {listed([file.revision or '' for file in first])} {verb} no revision."
    return ""


def _follow_the_given(heads: Sequence[RevisionFile], context: Context) -> str:
    """What the learner's own one of *heads* follows where the others were given; else nothing."""
    own = [file for file in heads if not context.given.of(file.revision)]
    given = [file.revision or "" for file in heads if file not in own]
    if len(own) != 1 or not given:
        return ""
    wanted = {*own[0].parents, *given}
    before = {name: context.history.upto(name) - {name} for name in wanted}
    last = sorted(name for name in wanted if not any(name in all_ for all_ in before.values()))
    quoted = [f'"{name}"' for name in last]
    value = quoted[0] if len(last) == 1 else f"({', '.join(quoted)})"
    were = "was" if len(given) == 1 else "were"
    return f"{listed(given)} {were} given with this exercise. Let {own[0].revision} follow {listed(last)}: down_revision = {value}"
