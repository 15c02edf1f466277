"""What several reports share: the words for a status, and Markdown."""

import re

from stillroom.results.record import Finding, Result

MARKS = {"passed": "PASS", "failed": "FAIL", "blocked": "BLOCKED"}


def markdown(text: str) -> str:
    """Escape everything that Markdown or HTML could read as more than text."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = re.sub(r"([\\`*_{}\[\]()#+!|~@:$-])", r"\\\1", text)
    return re.sub(r"(www)\.", r"\1\\.", text, flags=re.IGNORECASE)


def graded_with(result: Result) -> str:
    """Return what *result* was graded with: packages with their versions; empty where nothing ran."""
    named = {name: version for name, version in result.versions.items() if name != "database"}
    words = [f"{name} {version}" for name, version in named.items()]
    return ", ".join([*words, result.versions.get("database", "")]).removesuffix(", ")


def told(finding: Finding) -> str:
    """Return a finding as two lines: where and what it is, and what to do next."""
    place = f"{finding.place}: " if finding.place else ""
    excused = "Excused. " if finding.excused else ""
    return f"{excused}{place}{finding.message}\n{finding.hint}"


def plain_feedback(result: Result) -> str:
    """Return what a learner should read of *result*, without any mark-up."""
    changes = "\n".join(result.changes_by_hand)
    return "\n\n".join([*map(told, result.findings), *([changes] if changes else [])])
