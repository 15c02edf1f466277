"""The tables of docs/findings.md are written from the catalogue."""

from stillroom.authoring.findings import with_codes
from stillroom.results.catalogue import CODES

PAGE = """# Findings

Words.

## The rows

Words about rows.

| Code | Old |
| --- | --- |
| `rows-lost` | Wrong. |

More words.

## The models

"""


def test_a_table_is_replaced_and_words_stay() -> None:
    """The first table of a section is that of the catalogue."""
    text = with_codes(PAGE)
    meaning = {code.name: code.meaning for code in CODES}
    assert f"| `rows-lost` | {meaning['rows-lost']} |\n" in text
    assert "Wrong." not in text
    assert "Words about rows.\n\n| Code | What it means |" in text
    assert "|\n\nMore words.\n" in text


def test_a_missing_table_is_added_and_nothing_changes_the_second_time() -> None:
    """A section of the document that has no table gets one."""
    text = with_codes(PAGE)
    assert "`duplicate-model`" in text.partition("## The models")[2]
    assert with_codes(text) == text
