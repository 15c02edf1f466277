"""A solution is told in what is published, also where it was copied with other spacing, quotes or order."""

import pytest

from stillroom.authoring.canaries import Canary, canary, squeezed, squeezed_code

pytestmark = pytest.mark.fast

BEFORE = b"import sqlalchemy as sa\n\nLIMIT = 40\n"
SOLUTION = b'''"""Add wines."""

import sqlalchemy as sa

revision = "0001"
LIMIT = 40


def upgrade() -> None:
    """Make the table."""
    # A wine is known by its label.
    op.create_table("wines", sa.Column("label", sa.String(40), nullable=False))
    op.create_index("ix_wines_label", "wines", ["label"])


def downgrade() -> None:
    op.drop_table("wines")
'''
CREATE = SOLUTION.splitlines()[11].strip()
INDEX = SOLUTION.splitlines()[12].strip()


@pytest.fixture
def wines() -> Canary:
    """What gives the solution away."""
    found = canary("0001.py", SOLUTION, [squeezed_code(BEFORE)])
    assert found is not None
    return found


def test_what_is_new_gives_it_away(wines: Canary) -> None:
    """No import, no id, no docstring, and nothing that was there before."""
    assert [statement[:12] for statement in wines.statements] == [
        b"op.create_ta",
        b"op.create_in",
        b"op.drop_tabl",
    ]


@pytest.mark.parametrize(
    "copy",
    [
        SOLUTION.replace(b"\n", b"\r\n"),
        SOLUTION.replace(b'"', b"'").replace(b"    # A wine is known by its label.\n", b""),
        SOLUTION.replace(b'"wines", sa', b'"wines",  # the table\n        sa'),
        b"```python\n" + INDEX + b"\n" + CREATE + b"\n```\n",
        b'{"answer": "' + SOLUTION.replace(b'"', b'\\"').replace(b"\n", b" ") + b'"}',
    ],
    ids=["line ends", "quotes and comments", "a comment inside", "in a page", "in JSON"],
)
def test_a_near_copy_is_told(copy: bytes, wines: Canary) -> None:
    """Whatever kind of file it is in."""
    assert wines.is_in(squeezed_code(b"# x\n" + copy))


@pytest.mark.parametrize(
    "other",
    [BEFORE, INDEX, CREATE.replace(b"wines", b"casks") + b"\n" + INDEX, b"def broken(:\n", b""],
    ids=["what was there", "a part", "another table", "no Python", "nothing"],
)
def test_what_is_no_copy_is_let_pass(other: bytes, wines: Canary) -> None:
    """A line of it may be shown, such as in a hint."""
    assert not wines.is_in(squeezed_code(other))


def test_too_little_is_told_only_as_a_whole() -> None:
    """A file of a line or two is in many a project; a start that has most of it is no copy."""
    assert canary("x.py", b'op.drop_table("wines")\n', []) is None
    broken = SOLUTION.replace(b"sa.String(40)", b"sa.Text()").replace(b"drop_table", b"drop_tabel")
    given = canary("0001.py", SOLUTION, [], given=squeezed_code(SOLUTION.replace(INDEX, b"pass")))
    assert given is not None and given.statements == ()
    assert given.is_in(squeezed(SOLUTION)) and not given.is_in(squeezed_code(broken))
