"""What the page shows of a learner: states of a project that are written down, without any process."""

from dataclasses import replace

from stillroom.project.snapshot import revisions
from stillroom.results.finding import Finding
from stillroom.submission.intake import Submission
from stillroom.web.views.learner import Learner
from tests.support import records

FILES = {
    "app/models.py": "class User:\n    pass\n",
    "migrations/versions/a.py": 'revision = "a"\ndown_revision = None\n\n\ndef upgrade():\n    op.x()\n',
    "tests/secret.py": "secret\n",
}


def changed(learner: Learner, **changes: object) -> Learner:
    return replace(learner, live=replace(learner.live, **changes))  # type: ignore[arg-type]


def failed(learner: Learner, *findings: Finding) -> Learner:
    """A learner whose first exercise was checked, with *findings*."""
    result = records.result("failed").model_copy(
        update={"exercise": learner.material.course.ids[0], "findings": findings}
    )
    return changed(learner, result=result, checking=False, checks=1)


def with_files(learner: Learner, files: dict[str, str]) -> Learner:
    """A learner whose project has *files*: path to content."""
    encoded = {path: content.encode() for path, content in files.items()}
    submission = Submission("project", encoded, {})
    revised = {path: text for path, text in encoded.items() if path.startswith("migrations")}
    snapshot = replace(learner.live.snapshot, submission=submission, revisions=revisions(revised))
    return changed(learner, snapshot=snapshot)
