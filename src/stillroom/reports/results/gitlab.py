"""GitLab's code quality report: the findings at their lines, shown in a merge request.

Each finding has a fingerprint of its own: GitLab shows one of those that have the same. Tests are
shown by GitLab from JUnit XML (``--format junit``).
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from stillroom.reports.base import About
from stillroom.reports.places import place
from stillroom.reports.words import excused
from stillroom.results.finding import Finding
from stillroom.results.record import Result

is_document = True
NO_FILE = "."
"""The path of a finding about the project as a whole."""


def render(results: Sequence[Result], about: About) -> str:
    """Return the list of all findings."""
    issues: dict[str, dict[str, Any]] = {}
    for result in results:
        for finding in result.findings:
            issue = _issue(result, finding, about, issues)
            issues[issue["fingerprint"]] = issue
    return json.dumps(list(issues.values()), ensure_ascii=False, indent=2) + "\n"


def _issue(
    result: Result, finding: Finding, about: About, before: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    path = place(result, finding, about) or NO_FILE
    text = f"{excused(finding)}{finding.message} {finding.hint}"
    fingerprint = _digest(result.submission, path, finding.code, text)
    while fingerprint in before:
        fingerprint = _digest(fingerprint)
    return {
        "description": text,
        "check_name": finding.code,
        "fingerprint": fingerprint,
        "severity": "info" if finding.advice or finding.excused else "major",
        "location": {"path": path, "lines": {"begin": max(1, finding.line or 1)}},
    }


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode()).hexdigest()
