"""The few words on a problem in a table."""

from typing import get_args

import pytest

from stillroom.diagnosis.context import ProblemKind
from stillroom.diagnosis.in_short import WORDS
from tests.support import records

pytestmark = pytest.mark.fast


def test_every_problem_has_words() -> None:
    assert set(WORDS) == set(get_args(ProblemKind))


def test_a_row_says_what_is_wrong_where_the_words_are_the_same() -> None:
    """And only there."""
    row = records.result().steps[1]
    assert row.seen == "users"
    same = row.model_copy(update={"found": "empty", "note": "no new revision"})
    assert same.seen == "empty, but no new revision"
    assert same.model_copy(update={"status": "passed"}).seen == "empty"
