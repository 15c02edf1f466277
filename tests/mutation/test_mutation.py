"""The mutation run itself: a recorded grading repeats exactly, and survivors are judged."""

from pathlib import Path
from unittest.mock import patch

import pytest

from mutation.recordings import record, same_again
from mutation.survivors import KNOWN, Mutant, judge, known
from stillroom.course.course import Course
from tests.corpus.test_corpus import MISTAKES, sample_submission


def test_a_recording_repeats_without_a_child_and_notices_a_mistake(
    root: Path, course: Course
) -> None:
    """The same code gives the same record; a comparison that is blind does not."""
    folder = MISTAKES / "02-add-email" / "email-not-null"
    submission = sample_submission(root, course, folder)
    made, left_out = record([("02-add-email", submission)], course)
    recording = made["02-add-email/email-not-null"]
    assert left_out == []
    with patch("subprocess.Popen", side_effect=AssertionError("a child was started")):
        assert same_again(recording, course)
        with patch("stillroom.databases.expected.compare", return_value=[]):
            assert not same_again(recording, course)


@pytest.mark.parametrize(
    ("living", "status", "says"),
    [
        (["explained"], 0, "1 survive, 0 of them unexplained; 0 stale"),
        (["explained", "new"], 1, "2 survive, 1 of them unexplained; 0 stale"),
        ([], 0, "0 survive, 0 of them unexplained; 1 stale"),
    ],
)
def test_a_survivor_needs_a_reason(
    living: list[str],
    status: int,
    says: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without one the run ends with status 1; a reason that is not needed any more is named."""
    list_ = tmp_path / "survivors.toml"
    list_.write_text(
        '[[survivor]]\nmodule = "m.py"\nfunction = "f"\nline = "a"\nbecomes = ["explained"]\n'
        'reason = "It is equal."\n'
    )
    with patch("mutation.survivors.KNOWN", list_):
        assert judge([Mutant("m.py", "f", "a", one) for one in living], ["m.py"]) == status
        assert judge([], ["other.py"]) == 0
    assert says in capsys.readouterr().out


def test_every_known_survivor_has_a_reason() -> None:
    """The list can be read, and a reason is a sentence."""
    assert all(reason.endswith(".") for reason in known(KNOWN.read_text("utf-8")).values())
