"""Records that were never graded, for whoever shows them."""

from stillroom.results.finding import Finding
from stillroom.results.provenance import Layers
from stillroom.results.record import Result
from stillroom.results.step import Look, Step
from stillroom.results.summary import (  # fmt: skip
    CommonFinding,
    Entry,
    NoVerdict,
    SharedRevision,
    StuckRow,
    Summary,
)

FINDING = Finding(
    code="column-missing", message="The table users has no column 雪.", hint="Add it.",
    file="migrations/versions/0002_add.py", line=7,
)  # fmt: skip
ADVICE = Finding(
    code="file-left-out", message="A link was not taken.", hint="Copy it.", advice=True
)


def result(verdict: str = "failed", submission: str = "anna") -> Result:
    """Return a result of two rows: one that passed, and one of the *verdict*."""
    has_passed = verdict == "passed"
    steps = (
        Step(step=1, command="alembic upgrade head", effect="e", expected="users", found="users",
             status="passed", points=4, max_points=4),
        Step(step=2, command="alembic downgrade base", effect="e", expected="empty",
             found="empty" if has_passed else "users",
             status="passed" if has_passed else "failed", points=6 if has_passed else 0,
             max_points=6),
        Step(step=3, command="alembic upgrade head", effect="e", expected="users",
             found="users" if has_passed else "", status="passed" if has_passed else "blocked",
             note="an earlier step failed"),
    )  # fmt: skip
    return Result.model_validate(
        {
            "schema": "stillroom/result/v1", "submission": submission, "exercise": "02-add-email",
            "title": "Add a column", "verdict": verdict, "points": 10 if has_passed else 4,
            "max_points": 10, "sandbox": "full", "isolation": Layers(tier="full"), "seconds": 0.3,
            "steps": steps, "findings": (ADVICE,) if has_passed else (FINDING, ADVICE),
        }
    )  # fmt: skip


def with_looks() -> Result:
    """Return a failed result whose second row was also looked at for values, and for a probe."""
    result_ = result()
    looks = (
        Look(what="values of users", expected="2 rows", found="as expected", status="passed"),
        Look(what="a user | without a name", expected="refused", found="accepted", status="failed"),
    )
    first, second, *rest = result_.steps
    steps = (first, second.model_copy(update={"values": looks}), *rest)
    return result_.model_copy(update={"steps": steps})


def fault(submission: str = "anna") -> Result:
    """Return a result without a verdict."""
    exercise = type("Named", (), {"id": "02-add-email", "title": "Add a column", "points": 10})()
    return Result.fault(submission, exercise, RecursionError("too deep"))


def summary(names: int = 3) -> Summary:
    """Return the summary of a class: *names* who are stuck, Ben who has passed, Chen without a verdict."""
    stuck = tuple(f"learner-{number}" for number in range(names))
    entries = [
        *(Entry(name=name, verdict="failed", status="failed", points=4, max_points=10, stuck_at=2,
                findings=("column-missing",), result=f"results/{name}.json") for name in stuck),
        Entry(name="Ben", verdict="passed", status="passed", points=10, max_points=10, stuck_at=None, findings=(),
              result="results/ben.json", about={"group": "=1+1"}),
        Entry(name="Chen", verdict="error", status="error", points=0, max_points=10, stuck_at=None,
              findings=("grader-fault",), result="results/chen.json"),
    ]  # fmt: skip
    return Summary(
        schema="stillroom/summary/v1", exercise="02-add-email", title="Add a column",
        submissions=names + 2, passed=1, failed=names, error=1, max_points=10, mean_points=5.5,
        median_points=4.0,
        findings=(CommonFinding(code="column-missing", submissions=names, example="learner-0",
                                message="The table users has no column 雪."),),
        stuck=(StuckRow(step=2, command="alembic downgrade base", submissions=stuck),),
        shared=(SharedRevision(revisions=("a1",), submissions=stuck, identical=(stuck,)),),
        no_verdict=(NoVerdict(submission="Chen", reason="The disk is full."),),
        results=tuple(entries),
    )  # fmt: skip
