"""Gradescope's ``results.json``: one line of JSON for each submission; an autograder writes the one that it has.

Source: the specification of Gradescope's autograders (gradescope-autograders.readthedocs.io/specs).
A test is ``passed`` or ``failed`` there; one that gives no points has no score.
"""

import json
from collections.abc import Sequence
from typing import Any

from stillroom.reports.base import About
from stillroom.results.record import Finding, Result, Step

is_document = True


def render(results: Sequence[Result], about: About) -> str:
    """Return a document of one line for each result."""
    return "".join(json.dumps(_document(result), ensure_ascii=False) + "\n" for result in results)


def _document(result: Result) -> dict[str, Any]:
    return {
        "score": result.points,
        "execution_time": round(result.seconds),
        "output": "\n\n".join(map(_told, result.findings)),
        "output_format": "text",
        "test_output_format": "text",
        "tests": [_test(step) for step in result.steps],
        "extra_data": {
            "submission": result.submission,
            "exercise": result.exercise,
            "verdict": result.verdict,
        },
    }


def _test(step: Step) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": f"{step.step}. {step.command}",
        "number": str(step.step),
        "status": "passed" if step.status == "passed" else "failed",
        "output": step.note or f"expected {step.expected}, found {step.found or 'nothing'}",
    }
    return test | ({"score": step.points, "max_score": step.max_points} if step.max_points else {})


def _told(finding: Finding) -> str:
    place = f"{finding.file}:{finding.line}: " if finding.file and finding.line else ""
    return f"{place}{finding.message}\n{finding.hint}"
