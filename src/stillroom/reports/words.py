"""What several reports share: the words for a status, and Markdown."""

import re

from stillroom.results.finding import Finding
from stillroom.results.record import Result

MARKS = {"passed": "PASS", "failed": "FAIL", "blocked": "BLOCKED"}


_ALWAYS = re.compile(r"[\\`*{}\[\]#|~@$]")
_AT_A_PLACE = re.compile(
    r"(?<![^\W_])_|_(?![^\W_])"  # inside a word it is no emphasis
    r"|:(?=\S)"  # an address, or the name of an emoji
    r"|^[-+]|^\d+(?P<point>[.)])(?!\d)"  # a list
    r"|(?<=www)\.",
    re.IGNORECASE,
)


def markdown(text: str) -> str:
    """Escape what Markdown or HTML could read as more than text, and leave alone what it could not.

    *text* is one line, so that a person can read it as it is, too.
    """
    text = _ALWAYS.sub(r"\\\g<0>", text)
    text = _AT_A_PLACE.sub(_escaped, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped(found: re.Match[str]) -> str:
    whole, point = found[0], found["point"]
    return f"{whole[:-1]}\\{point}" if point else f"\\{whole}"


def graded_with(result: Result) -> str:
    """Return what *result* was graded with: packages with their versions; empty where nothing ran."""
    named = {name: version for name, version in result.versions.items() if name != "database"}
    words = [f"{name} {version}" for name, version in named.items()]
    return ", ".join([*words, result.versions.get("database", "")]).removesuffix(", ")


def told(finding: Finding) -> str:
    """Return a finding as two lines: where and what it is, and what to do next."""
    place = f"{finding.place}: " if finding.place else ""
    return f"{excused(finding)}{place}{finding.message}\n{finding.hint}"


def excused(finding: Finding) -> str:
    """Return what stands before a finding that somebody has excused; nothing before any other one."""
    return "Excused. " if finding.excused else ""


def plain_feedback(result: Result) -> str:
    """Return what a learner should read of *result*, without any mark-up."""
    changes = "\n".join([*result.said_to_all, *result.changes_by_hand])
    return "\n\n".join([*map(told, result.findings), *([changes] if changes else [])])
