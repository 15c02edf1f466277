"""The tables of docs/findings.md, which are written from the catalogue of codes."""

import re

from stillroom.results.catalogue import CODES, SECTIONS


def with_codes(text: str) -> str:
    """Return the text of docs/findings.md with the tables that the catalogue holds.

    The table of a section is the first one below its heading; all other text stays as it is.
    """
    for section in SECTIONS:
        text = _with_table(text, section)
    return text


def _with_table(text: str, section: str) -> str:
    first_table = rf"(^## {re.escape(section)}\n(?:(?!## |\|).*\n)*)(?:\|.*\n?)*"
    table = _table(section)
    return re.sub(first_table, lambda match: f"{match.group(1)}{table}", text, flags=re.MULTILINE)


def _table(section: str) -> str:
    """The codes of one section as a table of Markdown."""
    rows = [f"| `{code.name}` | {code.meaning} |" for code in CODES if code.section == section]
    return "\n".join(["| Code | What it means |", "| --- | --- |", *rows, ""])
