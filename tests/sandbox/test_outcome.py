"""What a child and its attendant say is read as a stranger's words."""

import json

import pytest

from stillroom.sandbox.outcome import LONGEST_CODE, LONGEST_WORDS, Outcome, Senseless

pytestmark = pytest.mark.fast

SENSELESS: list[dict[str, object]] = [
    {},
    {"closed": True},
    {"status": "0"},
    {"status": 0.5},
    {"status": 0, "handover": {"": 7}},
    {"status": 0, "handover": {"": "é"}},
]


@pytest.mark.parametrize("answer", SENSELESS, ids=repr)
def test_an_answer_without_sense_is_as_good_as_none(answer: dict[str, object]) -> None:
    """Where the process that answers is not shut off, a stranger may answer in its place."""
    with pytest.raises(Senseless):
        Outcome.read(answer, 1.0)


def _outcome(**report: object) -> Outcome:
    return Outcome.read({"status": 70, "report": json.dumps(report)}, 1.0)


@pytest.mark.parametrize(
    ("code", "kept"),
    [("X" * 5000, "X" * LONGEST_CODE), (7, ""), (None, ""), (["SQLITE_ERROR"], "")],
)
def test_the_name_of_an_error_is_a_text_of_limited_length(code: object, kept: str) -> None:
    """A learner's code can report whatever it likes."""
    trouble = _outcome(error={"kind": "E", "message": "", "code": code}).trouble
    assert trouble is not None
    assert trouble.code == kept


@pytest.mark.parametrize("depth", [*range(5, 400, 7), *range(400, 4000, 400)])
def test_a_message_that_is_lists_in_lists_is_some_text(depth: int) -> None:
    """However deep they are: what can be parsed may still be too deep to be shown."""
    report = f'{{"error": {{"kind": "E", "message": {"[" * depth}{"]" * depth}}}}}'
    trouble = Outcome.read({"status": 70, "report": report}, 1.0).trouble
    assert trouble is not None
    assert len(trouble.message) <= LONGEST_WORDS
