"""Who counts in what is said once: every part of a summary and every format agrees with it."""

import csv
import io
import re
from pathlib import Path
from typing import get_args

import pytest

from stillroom.cohort.adjustments import FILE, read_adjustments
from stillroom.cohort.kept_class import summary_of
from stillroom.reports.base import REPORTS, SUMMARIES, About
from stillroom.results.counting import WORDS, CountsAs
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.summary import Summary
from tests.support import records

pytestmark = pytest.mark.fast

ABSENT = Finding(code="no-project", message="There is no project.", hint="Hand it in.")
KINDS = {
    "passed": records.result("passed"),
    "failed": records.result("failed"),
    "absent": records.result("failed").model_copy(update={"findings": (ABSENT,)}),
    "fault": records.fault(),
}
BY_HAND = "name,what,action,value,comment,by\n" + "".join(
    f"{kind} excused,,excuse,,ill,Roe\n{kind} given,,points,7,,\n{kind} both,,points,7,,\n{kind} both,,excuse,,,\n"
    for kind in KINDS
)
COUNTED = {
    "passed": "passed", "passed given": "passed", "failed": "failed", "failed given": "failed",
    "absent": "not-handed-in", "absent given": "by-hand", "fault": "error", "fault given": "by-hand",
    **{f"{kind} {how}": "excused" for kind in KINDS for how in ("excused", "both")},
}  # fmt: skip


@pytest.fixture
def results(tmp_path: Path) -> list[Result]:
    """Every kind of result: as it is, with points by hand, excused, and both."""
    (tmp_path / FILE).write_text(BY_HAND, "utf-8")
    adjustments = read_adjustments(tmp_path)
    made = [
        adjustments.apply(
            result.model_copy(
                update={"submission": f"{kind} {how}".strip(), "about": {"group": "A"}}
            )
        )
        for kind, result in KINDS.items()
        for how in ("", "excused", "given", "both")
    ]
    assert adjustments.left() == []
    return made


@pytest.fixture
def summary(results: list[Result]) -> Summary:
    """The class of these."""
    return summary_of(results)


def test_everybody_is_counted_as_one_thing(results: list[Result], summary: Summary) -> None:
    assert {result.submission: result.counts_as for result in results} == COUNTED
    assert {entry.name: entry.counts_as for entry in summary.results} == COUNTED
    assert set(WORDS) == set(get_args(CountsAs))
    whole = summary.passed, summary.failed, summary.given, summary.not_handed_in, summary.excused, summary.error  # fmt: skip
    assert whole == (2, 2, 2, 1, 8, 1)
    assert sum(whole) == summary.submissions == 16


def test_every_part_of_the_summary_agrees(summary: Summary) -> None:
    """Points: the mean, the distribution, the groups. Verdicts: the rows, the findings, who is stuck."""
    assert sum(summary.distribution) == 6
    assert summary.mean_points == round((10 + 7 + 4 + 7 + 7 + 7) / 6, 2)
    (group,) = summary.groups
    assert (group.submissions, group.passed) == (6, 2)
    assert [row.passed + row.failed + row.blocked for row in summary.rows] == [4, 4, 4]
    assert [finding.submissions for finding in summary.findings] == [2]
    (stuck,) = summary.stuck
    assert stuck.submissions == ("failed", "failed given")
    assert summary.teach[0].startswith("2 of 4 submissions have not passed, and all of them")
    assert [each.submission for each in summary.no_verdict] == ["fault"]
    judged = {name for name, kind in COUNTED.items() if kind in ("passed", "failed")}
    assert {entry.name for entry in summary.results if not entry.reason} == judged
    reasons = {entry.name: entry.reason for entry in summary.results}
    assert reasons["passed excused"] == "excused from the exercise (ill) (by Roe)"
    assert reasons["absent"] == reasons["absent given"] == "There is no project."


@pytest.mark.parametrize("name", sorted(set(SUMMARIES.names()) - {"json", "csv"}))
def test_every_format_for_people_agrees(name: str, summary: Summary) -> None:
    """The headline adds up, and all who are not counted are named with a reason in one place."""
    text = SUMMARIES.find(name).render(summary, About(width=300, plain=True))
    assert (
        "16 submissions: 2 passed, 2 not yet, 2 with points by hand, 1 not handed in, 8 excused and "
        "1 without a verdict."
    ) in text
    missing = re.split(r"Not counted", text)[1].split("By hand")[0]
    for person, kind in COUNTED.items():
        is_there = re.search(rf"(: |\| |>){person}(;| \||<)", missing) is not None
        assert is_there == (kind in ("not-handed-in", "excused", "error")), person
    assert missing.count("excused from the exercise") == 8


def test_the_tables_of_cells_agree(results: list[Result], summary: Summary) -> None:
    """Who has no points that count has an empty cell in each of them."""
    made = {
        "csv": (REPORTS.find("csv").render(results, About()), "points"),
        "summary.csv": (SUMMARIES.find("csv").render(summary, About()), "points"),
        "canvas": (REPORTS.find("canvas").render(results, About()), "02-add-email"),
    }
    for text, column in made.values():
        rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
        cells = {next(iter(row.values())): row[column] for row in rows}
        for person, kind in COUNTED.items():
            is_counted = kind in ("passed", "failed", "by-hand")
            assert (cells[person] not in ("", "EX")) == is_counted, person
    for name, column in (("csv", "status"), ("summary.csv", "counts_as")):
        rows = csv.DictReader(io.StringIO(made[name][0].removeprefix("\ufeff")))
        assert {next(iter(row.values())): row[column] for row in rows} == COUNTED


def test_everybody_is_at_one_place_of_the_class_page(
    results: list[Result], summary: Summary, tmp_path: Path
) -> None:
    """At a step, at the end, at none with a reason, or not counted: whatever became of them."""
    (tmp_path / FILE).write_text("name,what,action\nhalf,column-missing,excuse\n", "utf-8")
    half = read_adjustments(tmp_path).apply(records.result("failed", "half"))
    bare = records.result("failed", "bare").model_copy(update={"steps": ()})
    page = SUMMARIES.find("html").render(summary_of([*results, half, bare]), About())
    where = page.split('id="where"')[1].split("</section>")[0]
    missing = page.split("<h2>Not counted</h2>")[1].split("</section>")[0]
    names = [*COUNTED, "half", "bare"]
    told = re.findall(r"[\w ]+", f"{where};{missing}")
    assert sorted(name for each in told if (name := each.strip()) in names) == sorted(names)
    for words, name in (
        ("Excused at a step, and the steps behind it were not tried", "half"),
        ("At no step that is known", "bare"),
    ):
        assert name in where.split(words)[1].split("<dt>")[0]
