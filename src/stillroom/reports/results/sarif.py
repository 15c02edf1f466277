"""SARIF 2.1.0, for code scanning and editors: a run for each submission, a result for each finding."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from stillroom import __version__
from stillroom.reports.base import About
from stillroom.reports.places import place
from stillroom.results.catalogue import CODES
from stillroom.results.finding import Finding
from stillroom.results.record import Result

is_document = True
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MEANINGS = {code.name: code.meaning for code in CODES}


def render(results: Sequence[Result], about: About) -> str:
    """Return the log of all submissions."""
    runs = [_run(result, about) for result in results]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": runs}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(result: Result, about: About) -> dict[str, Any]:
    codes = list(dict.fromkeys(finding.code for finding in result.findings))
    rules = [{"id": code, "shortDescription": {"text": _MEANINGS[code]}} for code in codes]
    return {
        "tool": {"driver": {"name": "stillroom", "version": __version__, "rules": rules}},
        "automationDetails": {"id": f"stillroom/{result.exercise}/{quote(result.submission)}"},
        "results": [_found(result, finding, about, codes) for finding in result.findings],
        "properties": {
            "submission": result.submission, "exercise": result.exercise, "verdict": result.verdict,
            "points": result.points, "max_points": result.max_points, "by_hand": result.changes_by_hand,
        },
    }  # fmt: skip


def _found(result: Result, finding: Finding, about: About, codes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": "note" if finding.advice else "error",
        "message": {"text": f"{finding.message} {finding.hint}"},
    }
    if path := place(result, finding, about):
        location: dict[str, Any] = {"artifactLocation": {"uri": quote(path)}}
        if finding.line:
            location["region"] = {"startLine": max(1, finding.line)}
        found["locations"] = [{"physicalLocation": location}]
    if finding.excused:
        found["suppressions"] = [{"kind": "external", "status": "accepted"}]
    return found
