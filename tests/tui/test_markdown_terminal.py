"""Markdown as it is drawn in a terminal."""

import pytest

from stillroom.tui.markdown_terminal import MarkdownTerminal

pytestmark = pytest.mark.fast

LONG = (
    "https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.create_table"
)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
@pytest.mark.parametrize("around", ["{}", "Read it: {}. Then go on.", "* a\n* see {}, and\n"])
def test_an_address_is_never_broken(
    columns: int, around: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can open the halves of one."""
    monkeypatch.setenv("COLUMNS", str(columns))
    drawn = MarkdownTerminal(plain=False).rendered(around.format(f"{LONG} and {LONG}x"))
    assert LONG in drawn.split()
    assert any(word.startswith(f"{LONG}x") for word in drawn.split())
    assert "\u2801" not in drawn
