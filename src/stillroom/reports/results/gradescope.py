"""Gradescope's ``results.json``: one document for one submission.

Source: the specification of Gradescope's autograders (gradescope-autograders.readthedocs.io/specs).
A test is ``passed`` or ``failed`` there; one that gives no points has no score.
"""

import json
from collections.abc import Sequence
from typing import Any

from stillroom.reports.base import ONE, About
from stillroom.reports.scores import told
from stillroom.reports.words import plain_feedback
from stillroom.results.record import Result
from stillroom.results.step import Step

is_document = True
scope = ONE


def render(results: Sequence[Result], about: About) -> str:
    """Return the document of the one result, on one line."""
    return "".join(json.dumps(_document(result), ensure_ascii=False) + "\n" for result in results)


def _document(result: Result) -> dict[str, Any]:
    return {
        "score": result.points,
        "execution_time": round(result.seconds),
        "output": plain_feedback(result),
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
        "output": told(step),
    }
    return test | ({"score": step.points, "max_score": step.max_points} if step.max_points else {})
