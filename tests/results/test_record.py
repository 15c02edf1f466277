"""The record: gradings that never came to a verdict or to a run, and what is kept of the others."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from stillroom.errors import GraderFault
from stillroom.results.finding import Finding
from stillroom.results.provenance import Layers
from stillroom.results.record import Result
from stillroom.results.schema_at import MOST_SHEETS, SchemaAt
from stillroom.results.step import Step
from stillroom.schema.model import Column, Schema, Table


@dataclass(frozen=True)
class Named:
    """An exercise as the record sees it."""

    id: str = "02-add-email"
    title: str = "Add a column"
    points: int = 10


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (GraderFault("the disk is full"), "the disk is full"),
        (RecursionError("too deep"), "RecursionError: too deep"),
    ],
)
def test_a_fault_is_no_verdict_on_the_learner(error: Exception, words: str) -> None:
    """Whatever the error: no points are taken, the sentence says whose fault it is."""
    result = Result.fault("anna", Named(), error, seconds=1.5, isolation=Layers(tier="filter"))
    assert (result.verdict, result.points, result.max_points) == ("error", 0, 10)
    assert (result.seconds, result.isolation.tier) == (1.5, "filter")
    (finding,) = result.findings
    assert finding.code == "grader-fault"
    assert finding.message.endswith(f"this is not a mistake in the submission. {words}")
    assert result.steps == ()


def test_what_was_not_run_has_failed() -> None:
    """The rows are shown as they were given, and nothing was run."""
    step = Step(step=1, command="c", effect="e", expected="users", found="", status="failed")
    finding = Finding(code="no-project", message="There is no project.", hint="Hand it in.")
    result = Result.not_run("lena", Named(), [step], finding)
    assert (result.verdict, result.points, result.sandbox) == ("failed", 0, "nothing was run")
    assert (result.steps, result.findings, result.isolation.tier) == ((step,), (finding,), "none")


def test_a_statement_is_kept_apart_and_stands_in_the_message() -> None:
    """A page shows it as code; whoever reads the record finds both in one member, before the hint."""
    said: dict[str, Any] = {
        "code": "probe-failed",
        "message": "It is\nrefused.",
        "hint": "Look.",
        "advice": False,
    }
    bare, finding = Finding(**said), Finding(**said, statement="DELETE\x1b FROM t")
    assert (bare.message, bare.headline, bare.statement) == ("It is refused.",) * 2 + ("",)
    assert (finding.headline, finding.statement) == ("It is refused.", "DELETE\\x1b FROM t")
    assert finding.message == "It is refused. The statement was: DELETE\\x1b FROM t"
    record = json.loads(Result.not_run("lena", Named(), [], finding).to_json())
    assert list(record["findings"][0])[:3] == ["code", "message", "hint"]
    assert "statement" not in record["findings"][0]
    read = Finding.model_validate(record["findings"][0])
    assert read.message == record["findings"][0]["message"] == finding.message


def test_a_schema_is_kept_cleaned_and_cut() -> None:
    """What a learner has named cannot steer a terminal, and no record is as large as a database."""
    columns = tuple(
        Column(f"c{number}\x1b\ud800", "INTEGER", nullable=True) for number in range(50)
    )
    tables = {f"t{number}": Table(f"t{number}", columns[: number + 1]) for number in range(50)}
    kept = SchemaAt.of("after\x07step 1", Schema(tables))
    assert (len(kept.sheets), len(kept.sheets[-1].lines)) == (MOST_SHEETS, MOST_SHEETS)
    assert kept.more == sum(2 + number for number in range(MOST_SHEETS, 50))
    text = kept.model_dump_json()
    assert "after\\\\x07step 1" in text
    assert "c0\\\\x1b\\\\ud800" in text
    assert SchemaAt.model_validate_json(text) == kept


def test_a_copy_of_a_finding_takes_only_members_that_it_has() -> None:
    """Its message is made of two of them."""
    finding = Finding(code="nothing-done", message="It is so.", hint="Do this.")
    assert finding.model_copy(update={"headline": "It is not."}).message == "It is not."
    with pytest.raises(TypeError, match="no member message"):
        finding.model_copy(update={"message": "It is not."})
