"""Twelve submissions of a class as their results: every kind of outcome, and text that steers."""

import re
from pathlib import Path

from stillroom.cohort.store import Provenance, Results, StoredResult, file_name
from stillroom.results.finding import Finding
from stillroom.results.record import Result
from stillroom.results.summary import Entry, Summary
from tests.support import records

HOSTILE = "=cmd|' /C x'!A0\n::error file=x::boo\u202e<script>alert(1)</script>,\"|%0A\x1b[31m&#10;]]>##[error]"
"""What a spreadsheet computes, a log obeys, a page runs, and a terminal colours."""


def _with(result: Result, *findings: Finding, **changed: object) -> Result:
    return result.model_copy(update={"findings": findings, **changed})


def _finding(code: str, message: str, file: str | None = None, line: int | None = None) -> Finding:
    return Finding(code=code, message=message, hint="Look at it again.", file=file, line=line)


def _blocked(result: Result) -> Result:
    """Return *result* with the first row failed, and all others blocked."""
    first, *rest = result.steps
    steps = [first.model_copy(update={"status": "failed", "points": 0, "found": "empty"})]
    waits = {
        "status": "blocked",
        "points": 0,
        "found": "",
        "note": "waits for the step that failed",
    }
    steps += [step.model_copy(update=waits) for step in rest]
    return result.model_copy(update={"steps": tuple(steps), "points": 0})


def twelve() -> list[Result]:
    """Return the results, in the order of their names."""
    failed = _blocked(records.result("failed", "x"))
    hostile = records.result("failed", HOSTILE)
    hostile_steps = tuple(
        type(step)(**{**step.model_dump(), "command": HOSTILE, "found": HOSTILE, "note": HOSTILE})
        for step in hostile.steps
    )
    named = {
        "Anna Berg": records.result("passed"),
        "Ben Okoro": records.result("failed"),
        "Chen Li": _with(failed, _finding("upgrade-empty", "The upgrade() is empty.", "migrations/versions/a b.py", 3)),
        "Dora Núñez": records.fault(),
        "Emil 2": _with(failed, _finding("timeout", "alembic upgrade head took longer than 20 s.")),
        "Emil 10": records.with_looks(),
        HOSTILE: _with(
            hostile, _finding("code-error", HOSTILE, HOSTILE, 7), _finding("code-error", HOSTILE, HOSTILE, 7),
            steps=hostile_steps,
        ),
        "Nobody": _with(failed, _finding("no-project", "There is no project to grade: the folder is empty.")),
        "O'Neil, Fay": records.result("passed"),
        "Points Possible": records.result("failed"),
        "Unreadable": records.fault().model_copy(
            update={"findings": (_finding("submission-unreadable", "The archive is encrypted."),)}
        ),
        "雪 Yuki": records.result("passed"),
    }  # fmt: skip
    return [
        Result.model_validate({**result.model_dump(by_alias=True), "submission": name})
        for name, result in named.items()
    ]


def kept(folder: Path) -> Path:
    """Write the twelve as a cohort keeps them, with a roster's columns, and return *folder*."""
    results = twelve()
    entries = [_entry(number, result) for number, result in enumerate(results, 1)]
    with Results(folder) as store:
        for result in results:
            store.put(result.submission, StoredResult.of(result, Provenance(key="", digest="")))
        summary = Summary(
            schema="stillroom/summary/v1", exercise="02-add-email", title="Add a column",
            submissions=12, passed=3, failed=6, error=2, max_points=10, mean_points=None,
            median_points=None, findings=(), stuck=(), shared=(), no_verdict=(), results=tuple(entries),
        )  # fmt: skip
        store.write("summary.json", summary.to_json())
    return folder


def _entry(number: int, result: Result) -> Entry:
    is_known = result.submission != "Nobody"
    about = {"id": f"s{number:03}", "email": f"learner{number}@example.org", "group": "A"}
    name = re.sub(r"[_/\\]", " ", result.submission)  # as Moodle names folders
    moodle = f"{name}_{4700 + number}_assignsubmission_file_"
    return Entry(
        name=result.submission, verdict=result.verdict, status=result.outcome, points=result.points,
        max_points=result.max_points, stuck_at=None, findings=(),
        result=f"results/{file_name(result.submission)}", about=about if is_known else {},
        handed_in=moodle if is_known else "",
    )  # fmt: skip
