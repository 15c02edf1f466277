"""Commits after the deadline: some of the work, or all of it."""

from collections.abc import Sequence

from stillroom.diagnosis.context import Context, finding
from stillroom.results.catalogue import NOTHING_YET, section_of
from stillroom.results.finding import Finding
from stillroom.submission.intake import Submission
from stillroom.util.text import counted

BY_THEIR_DATES = "The dates are those that the commits have."


def commits_too_late(submission: Submission) -> list[Finding]:
    """Return what to say of the commits of *submission* that came too late; nothing where none did."""
    if not (number := submission.too_late):
        return []
    message = f"{counted(number, 'commit')} after the deadline {'was' if number == 1 else 'were'} not graded."
    hint = f"The last commit up to the deadline was graded. {BY_THEIR_DATES}"
    return [finding("commits-too-late", message, hint, advice=True)]


def everything_too_late(submission: Submission) -> Finding:
    """Return what to say where nothing of *submission* was there at the deadline."""
    later = f"{counted(submission.too_late, 'commit')} came later"
    return finding(
        "handed-in-too-late",
        f"At the deadline, {submission.deadline}, nothing of this exercise was there; {later}.",
        f"Ask your teacher whether the later work counts. {BY_THEIR_DATES}",
    )


def with_deadline(
    mistakes: Sequence[Finding], advice: Sequence[Finding], context: Context
) -> list[Finding]:
    """Return *mistakes* and *advice*; where all of the work came too late, that is what is said of it."""
    if not (mistakes and context.submission.too_late and _is_as_begun(mistakes, context)):
        return [*mistakes, *advice]
    others = [each for each in advice if each.code != "commits-too-late"]
    return [everything_too_late(context.submission), *others]


def _is_as_begun(mistakes: Sequence[Finding], context: Context) -> bool:
    """Tell whether the learner had done nothing of the exercise: neither by the result nor by commits.

    Commits may also be of an earlier exercise; then it takes a result that says that nothing is there.
    """
    codes = [each.code for each in mistakes]
    submission, given = context.submission, context.exercise.given_revision_files
    has_more = len(submission.revision_files) > len(given)
    is_nothing = submission.attempts is None or section_of(codes[0]) == NOTHING_YET
    return codes == context.exercise.definition.start_findings and is_nothing and not has_more
