"""Results and classes for their pages: everything that a page can show, and hostile text in all of it."""

from dataclasses import dataclass

from stillroom.reports.base import About
from stillroom.results.finding import Finding, SourceLine
from stillroom.results.record import Result
from stillroom.results.schema_at import SchemaAt
from stillroom.schema.model import Column, Schema, Table
from tests.support import records

EVIL = "<script>alert(1)</script><img src=//x.example>'\"&{{ 7*7 }}"

ABSENT = Finding(code="no-project", message="There is no project.", hint="Hand it in.")


@dataclass(frozen=True)
class Named:
    """An exercise."""

    id: str = "02-add-email"
    title: str = "Add a column"
    points: int = 10


def schema(*columns: str) -> Schema:
    """Return a schema of one table that has *columns*."""
    made = tuple(Column(name, "INTEGER", nullable=True) for name in columns)
    return Schema({"users": Table("users", made)})


def whole_result() -> Result:
    """Return a failed result with all that a page can show, and hostile text wherever there is text."""
    result = records.with_looks()
    finding = records.FINDING.model_copy(
        update={
            "headline": f"No column. {EVIL}", "excerpt": (SourceLine(number=7, text=f"    x = {EVIL}"),),
        }
    )  # fmt: skip
    step = result.steps[1].model_copy(update={"found": EVIL, "command": EVIL})
    return result.model_copy(
        update={
            "submission": EVIL, "title": EVIL, "findings": (finding, records.ADVICE),
            "steps": (result.steps[0], step, *result.steps[2:]),
            "before": SchemaAt.of("before step 2", schema("id")),
            "after": SchemaAt.of("after step 2", schema("id", EVIL)),
        }
    )  # fmt: skip


def class_of(number: int = 3) -> list[Result]:
    """Return the results of a class in two groups, with one who handed in nothing and one without a verdict."""
    stuck = [
        whole_result().model_copy(update={"submission": f"Anna {index} {EVIL}"})
        for index in range(number)
    ]
    absent = Result.not_run("Dora", Named(), (), ABSENT)
    results = [*stuck, records.result("passed", "Ben"), records.fault("Chen"), absent]
    groups = [{"group": EVIL if index else "B"} for index in range(len(results))]
    return [
        result.model_copy(update={"about": group})
        for result, group in zip(results, groups, strict=True)
    ]


def shown(results: list[Result]) -> About:
    """Return what the page of a class has beside its summary."""
    return About(results={result.submission: result for result in results})
