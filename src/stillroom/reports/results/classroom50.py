"""Classroom 50's ``result.json`` (``classroom50/result/v1``), one document for one submission.

Where the submission is from stands in the environment of the autograder: ``CLASSROOM``,
``ASSIGNMENT``, ``OWNER`` or ``USERNAME``, ``ASSIGNMENT_TYPE``, ``SUBMISSION_TAG``, ``COMMIT_URL``,
``RELEASE_URL`` and ``REVIEW_URL``. Elsewhere it is what the result knows of the clone that was graded:
the owner, the commit and its date. Without either the document is whole, too, and names the exercise.
Scores are whole numbers that add up.
"""

import json
from collections.abc import Sequence
from typing import Any

from stillroom.reports.base import ONE, About
from stillroom.reports.scores import names, scores, told
from stillroom.results.provenance import Origin
from stillroom.results.record import Result

is_document = True
scope = ONE
LONGEST_NAME = 100  # bytes of UTF-8


def render(results: Sequence[Result], about: About) -> str:
    """Return the document of the one result."""
    return "".join(
        json.dumps(_document(result, about), ensure_ascii=False, indent=2) + "\n"
        for result in results
    )


def _document(result: Result, about: About) -> dict[str, Any]:
    known = about.surroundings.get
    origin = result.origin or Origin()
    name = result.submission or "unnamed"
    tag = known("SUBMISSION_TAG") or f"submit/{_moment_and_commit(origin) or name}"
    commit = known("COMMIT_URL") or origin.commit_address or origin.commit or tag
    tests = _tests(result)
    if changes := result.changes_by_hand:
        tests[0]["by-hand"] = changes  # other members are kept as they are in a test alone
    document = {
        "schema": "classroom50/result/v1",
        "classroom": known("CLASSROOM") or "stillroom",
        "assignment": known("ASSIGNMENT") or result.exercise,
        "assignment_type": "group" if known("ASSIGNMENT_TYPE") == "group" else "individual",
        "owner": known("OWNER") or known("USERNAME") or origin.owner or name,
        "submission": tag,
        "commit": commit,
        "release": known("RELEASE_URL") or tag,
        "review": known("REVIEW_URL") or commit,
        "datetime": origin.committed or about.moment or "1970-01-01T00:00:00Z",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
    if about.moment:
        document["graded_at"] = about.moment
    return document


def _moment_and_commit(origin: Origin) -> str:
    """Return both as Classroom 50 names a submission: ``2026-11-20T14-32-05Z-a1b2c3d``."""
    if not (origin.committed and origin.commit):
        return ""
    return f"{origin.committed.replace(':', '-')}-{origin.commit[:7]}"


def _tests(result: Result) -> list[dict[str, Any]]:
    if not result.steps:
        message = result.findings[0].message if result.findings else ""
        return [_test("grading", result.verdict == "passed", 0, result.max_points, message)]
    return [
        _test(name, step.status == "passed", score, step.max_points, told(step))
        for name, step, score in zip(names(result), result.steps, scores(result), strict=True)
    ]


def _test(name: str, has_passed: bool, score: int, most: int, message: str) -> dict[str, Any]:
    short = name.encode()[:LONGEST_NAME].decode(errors="ignore")
    test = {"test-name": short, "passed": has_passed, "score": score, "max-score": most}
    return test if has_passed else test | {"message": message}
