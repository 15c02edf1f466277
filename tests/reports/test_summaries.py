"""Each format of the summary of a cohort, as a pure function of the record."""

import csv
from pathlib import Path

import pytest

from stillroom.cli.output import show_summary
from stillroom.errors import StillroomError
from stillroom.reports.base import SUMMARIES, About
from stillroom.results.summary import NoVerdict, StuckRow, Summary
from tests.support import records


def rendered(name: str, summary: Summary, about: About | None = None) -> str:
    """Return the report called *name*."""
    return SUMMARIES.find(name).render(summary, about or About())


@pytest.mark.parametrize("name", SUMMARIES.names())
def test_every_face_names_who_has_no_verdict(name: str) -> None:
    text = rendered(name, records.summary())
    assert "Chen" in text
    assert text.endswith("\n")


@pytest.mark.parametrize("plain", [False, True])
def test_the_terminal_names_ten_and_counts_the_rest(plain: bool) -> None:
    text = rendered("terminal", records.summary(12), About(width=1000, plain=plain))
    assert "14 submissions: 1 passed, 12 not yet and 1 without a verdict." in text
    assert "learner-9 and 2 more" in text
    assert "learner-10" not in text
    assert "Points of 10: mean 5.5, median 4." in text
    assert ("─" in text) is not plain


def test_names_with_a_comma_are_told_apart() -> None:
    """As Canvas writes them."""
    row = StuckRow(step=2, command="c", submissions=("Berg, Anna", "Okoro, Ben", "Li, Chen"))
    summary = records.summary().model_copy(update={"stuck": (row,)})
    assert "Berg, Anna; Okoro, Ben; Li, Chen" in rendered("markdown", summary)


def test_markdown_names_everybody() -> None:
    text = rendered("markdown", records.summary(12))
    assert "learner-10, learner-11 |" in text
    assert "| Ben | passed | 10 | 10 |  |  |" in text
    assert "| Chen | no verdict |  | 10 |  | grader-fault |" in text


def test_csv_has_the_roster_s_columns_and_no_formula() -> None:
    """No verdict is no zero."""
    text = rendered("csv", records.summary(1))
    assert text.startswith("\ufeffname,")
    rows = list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))
    assert [row["name"] for row in rows] == ["learner-0", "Ben", "Chen"]
    assert [row["points"] for row in rows] == ["4", "10", ""]
    assert rows[1]["group"] == "'=1+1"


def test_json_is_the_record_itself() -> None:
    summary = records.summary()
    assert Summary.model_validate_json(rendered("json", summary)) == summary


@pytest.mark.parametrize(
    ("codes", "says"),
    [
        (["grader-fault"], "Chen: The disk is full. Run this command again."),
        (["grader-fault"] * 2, "2 of 5 without a verdict, such as Chen: The disk is full. Run"),
        (["submission-unreadable"], "Ask again for 1 submission, then run this command again."),
        (["roster-line-unusable"], "Mend 1 line of the roster, then run this command again."),
        (
            ["submission-unreadable", "roster-line-unusable", "roster-line-unusable"],
            "Ask again for 1 submission, mend 2 lines of the roster, then run this command again.",
        ),
        (
            ["submission-unreadable"] * 7,
            "Ask again for 7 submissions, then run this command again.",
        ),
        (["submission-unreadable", "timeout"], "Ask again for 1 submission, then run this command"),
    ],
)
def test_what_cannot_be_read_is_asked_for_before_it_is_tried_again(
    codes: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To repeat the command alone would change nothing; everything else may pass the second time."""
    whole = records.summary()
    *others, chen = whole.results
    faults = tuple(chen.model_copy(update={"findings": (code,)}) for code in codes)
    told = whole.model_copy(update={"results": (*others, *faults), "error": len(codes)})
    with pytest.raises(StillroomError) as error:
        show_summary(told, "json", True, tmp_path / "results")
        raise StillroomError(capsys.readouterr().err)  # only a fault of the grader ends the command
    assert says in str(error.value)


def test_the_last_line_is_short_whatever_names_and_reasons_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The summary has them whole."""
    whole = records.summary()
    *others, chen = whole.results
    unread = chen.model_copy(update={"findings": ("submission-unreadable",)})
    long = NoVerdict(submission="x" * 500, reason="y " * 500)
    told = whole.model_copy(update={"results": (*others, unread), "no_verdict": (long,)})
    show_summary(told, "json", True, tmp_path)
    assert len(capsys.readouterr().err.splitlines()[-1]) < 330
