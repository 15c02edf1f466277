"""Takes out of errors what differs each time: the grader's temporary folders, addresses in memory."""

import re
from dataclasses import replace

from stillroom.sandbox.outcome import ReportedError
from stillroom.sandbox.tempdir import PREFIX

# A folder of the grader ends in a name that the tempfile module made up.
_MADE_UP = rf"(?:tmp|{PREFIX})[a-z0-9_]{{8}}"
_BEFORE = r"[^\s'\"=(<]*[/\\]"
_CUTS = (
    (re.compile(rf"{_BEFORE}{_MADE_UP}(?:[/\\]project)?(?![\w/\\])"), "."),
    (re.compile(rf"(?:{_BEFORE})?{_MADE_UP}[/\\](?:project[/\\])?"), ""),
    # Some texts are shortened in the middle of such a name.
    (re.compile(r"\.\.\.[\w/\\-]*[/\\](?=project[/\\]|database\.db)"), "..."),
    (re.compile(r" at 0x[0-9a-fA-F]+"), ""),
)  # fmt: skip


def without_places(text: str) -> str:
    """Return *text* with paths as they are in the project, and without addresses."""
    for pattern, instead in _CUTS:
        text = pattern.sub(instead, text)
    return text


def without_places_in(trouble: ReportedError) -> ReportedError:
    """Return *trouble* with every text so."""
    return replace(
        trouble,
        message=without_places(trouble.message),
        statement=trouble.statement and without_places(trouble.statement),
        chain=tuple((kind, without_places(text)) for kind, text in trouble.chain),
    )
