"""What a class tells of its exercise, counted from results that were never graded."""

import pytest

from stillroom.cohort.items import Items, distribution, groups
from stillroom.cohort.kept_class import summary_of
from stillroom.cohort.teaching import teach
from stillroom.results.adjustment import Adjustment
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.summary import RowCount
from stillroom.submission.intake import Attempts
from tests.support import records

pytestmark = pytest.mark.fast


def with_code(name: str, code: str) -> Result:
    """Return a failed result of *name* that begins with the finding *code*."""
    finding = Finding(code=code, message=f"{code} of somebody", hint="h")
    return records.result("failed", name).model_copy(
        update={"findings": (finding, records.FINDING)}
    )


def counted(*results: Result, hours: float | None = None) -> Items:
    """Return the counts of *results*, each of which took so many *hours*."""
    items = Items(lambda code: "Of NULL" if code == "column-nullable" else "")
    attempts = None if hours is None else Attempts(2, 0, round(hours * 3600))
    for result in results:
        items.add(result, attempts)
    return items


def test_each_row_and_each_finding_is_counted() -> None:
    items = counted(with_code("ben", "column-nullable"), records.result("passed", "chen"), hours=2)
    items.add(with_code("anna", "column-nullable"), Attempts(2, 0, 4 * 3600))
    items.add(with_code("dora", "rows-lost"), None)
    outcomes = [(row.step, row.passed, row.failed, row.blocked, row.hours) for row in items.rows()]
    assert outcomes == [(1, 4, 0, 0, None), (2, 1, 3, 0, 3.0), (3, 1, 0, 3, None)]
    first, second, third = items.findings()
    assert (first.code, first.submissions, first.hours) == ("column-missing", 3, 3.0)
    assert (second.code, second.submissions, second.example) == ("column-nullable", 2, "anna")
    assert (second.section, second.lesson) == ("The schema is different", "Of NULL")
    assert (third.code, third.hours) == ("rows-lost", None)
    (stuck,) = items.stuck(["dora", "anna", "ben", "nobody"])
    assert (stuck.step, stuck.submissions) == (2, ("dora", "anna", "ben"))


def test_the_example_is_what_most_have() -> None:
    """Whoever they are, and in whatever order they are graded."""
    rare = with_code("aaron", "rows-lost")
    rare = rare.model_copy(
        update={
            "findings": tuple(each.model_copy(update={"headline": "odd"}) for each in rare.findings)
        }
    )
    for results in ((rare, with_code("zoe", "rows-lost"), with_code("ben", "rows-lost")),) * 2:
        items = counted(*results)
        found = next(each for each in items.findings() if each.code == "rows-lost")
        assert (found.example, found.message) == ("ben", "rows-lost of somebody")


def test_the_hints_that_were_seen_are_counted() -> None:
    """Of those who are stuck at a row, and of those who have a finding; whoever says nothing adds nothing."""
    items = Items(lambda _: "")
    for name, hints in (("anna", [1, 2]), ("ben", [1]), ("chen", [4, 1]), ("dora", ())):
        items.add(with_code(name, "rows-lost"), None, hints)
    items.add(records.result("passed"), None, [1, 2, 3])
    assert [row.hints for row in items.rows()] == [(), (3, 1, 0, 1), ()]
    assert {finding.hints for finding in items.findings()} == {(3, 1, 0, 1)}


def test_what_to_teach_again_is_three_sentences_that_name_nobody() -> None:
    items = counted(
        with_code("anna", "column-nullable"), with_code("ben", "column-nullable"),
        with_code("chen", "nothing-done"), with_code("dora", "nothing-done"), with_code("emil", "nothing-done"),
        records.result("passed", "fatima"),
    )  # fmt: skip
    where, why, what = items.teach()
    assert where == (
        "5 of 6 submissions have not passed, and all of them are stuck at step 2, alembic downgrade base, "
        "which should lead to empty."
    )
    assert why == (
        'For 2 of them, what to mend first is of the kind "The schema is different", most often '
        "column-nullable (2): NULL is allowed where it should not be, or the other way round."
    )
    assert what == (
        'Show the part "Of NULL" of the lesson again, and let the class say what is wrong here: '
        "column-nullable of somebody"
    )


def test_one_learner_is_told_as_one() -> None:
    where, why, _ = counted(with_code("anna", "rows-lost"), records.result("passed")).teach()
    assert where.startswith("1 of 2 submissions has not passed, and is stuck at step 2")
    assert why.startswith("For it, what to mend first")
    first = with_code("anna", "rows-lost")
    early = records.result("failed", "ben").model_copy(update={"steps": ()})
    where = counted(first, early).teach()[0]
    assert where.startswith("2 of 2 submissions have not passed, and 1 of them is stuck at step 2")


def test_too_little_work_is_told_where_nothing_else_is() -> None:
    """A finding that no part of the lesson explains is shown at its row."""
    _, why, what = counted(with_code("anna", "nothing-done")).teach()
    assert "Nothing there yet" in why
    assert what.startswith("Show step 2 again")


def test_nothing_is_to_be_taught_where_all_have_passed_or_nobody_is_judged() -> None:
    assert counted().teach() == ()
    assert len(counted(records.result("passed")).teach()) == 1
    row = RowCount(step=1, command="c", expected="e", max_points=1, passed=0, failed=1, blocked=0)
    assert len(teach(1, 0, [row], {}, [])) == 1


def test_groups_and_the_distribution_count_who_has_a_verdict() -> None:
    results = [
        result.model_copy(update={"about": {"group": group}})
        for result, group in (
            (records.result("failed", "anna"), "10"), (records.result("passed", "ben"), "2"),
            (records.result("passed", "chen"), "10"), (records.fault("dora"), "2"),
        )
    ]  # fmt: skip
    summary = summary_of(results)
    assert [
        (group.name, group.submissions, group.passed, group.mean_points) for group in summary.groups
    ] == [
        ("2", 1, 1, 10.0),
        ("10", 2, 1, 7.0),
    ]
    assert groups(summary.results) == summary.groups
    assert (
        summary.distribution == distribution([4, 10, 10], 10) == (0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 2)
    )


def test_no_distribution_is_longer_than_anybody_would_look_at() -> None:
    assert len(distribution([5, 10**9], 1000)) == 1001
    assert distribution([5], 10**9) == ()


def test_points_that_were_given_make_nobody_stuck() -> None:
    """Who handed in nothing, and has points by hand, counts in the mean alone."""
    absent = Finding(code="no-project", message="There is no project.", hint="Hand it in.")
    given = Adjustment(action="points", value="7")
    results = [
        records.result("failed", "anna").model_copy(update={"findings": (absent,)}),
        records.fault("ben"),
        records.result("passed", "chen"),
    ]
    summary = summary_of(
        [result.model_copy(update={"adjustments": (given,), "points": 7}) for result in results]
    )
    assert (summary.mean_points, summary.stuck, summary.findings) == (7.0, (), ())
    assert [row.passed + row.failed + row.blocked for row in summary.rows] == [1, 1, 1]
    assert [entry.stuck_at for entry in summary.results] == [None, None, None]
