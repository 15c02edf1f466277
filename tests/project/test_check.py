"""What the check of a project says comes next: the first finding says whether to mend or to begin."""

from pathlib import Path

import pytest

from stillroom.course.course import Course
from stillroom.project import check as module
from stillroom.results.record import Finding
from stillroom.sandbox.runner import Runner
from stillroom.submission.intake import Submission
from tests.support import records


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("revision-missing", "Do what the first finding says, then run: "),
        ("column-missing", "Mend the first finding, then run: "),
        ("downgrade-column-missing", "Mend the first finding, then run: "),
    ],
)
def test_nothing_is_mended_where_nothing_is_there_yet(
    code: str, words: str, course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are right so far are not called broken."""
    finding = Finding(code=code, message="It is so.", hint="Do this.")
    result = records.result().model_copy(update={"findings": (finding,)})
    monkeypatch.setattr(module, "take_in", lambda *_: Submission("one", {}, {}))
    monkeypatch.setattr(module, "grade", lambda *_: result)
    _, upcoming = module.check(tmp_path, course, course.ids[0], Runner())
    assert upcoming.spelled().startswith(words)
