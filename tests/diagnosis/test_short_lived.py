"""What a revision makes and that is gone when it ends: temporary tables, and what it drops again."""

from types import SimpleNamespace

import pytest

from stillroom.diagnosis.short_lived import dropped_again, temporary_tables
from stillroom.submission.revisions import History

CREATE = "op.create_table('t', sa.Column('a', sa.Integer()))"


def context(*lines: str) -> SimpleNamespace:
    """What is looked at, with a revision whose upgrade() has *lines*."""
    body = "".join(f"    {line}\n" for line in lines)
    text = f"revision = '1'\ndef upgrade():\n{body}def downgrade():\n    op.drop_table('t')\n"
    return SimpleNamespace(history=History.of_files({"1.py": text.encode()}))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("op.execute('create temp table T (a int)')", ["T"]),
        ("op.execute('CREATE TEMPORARY TABLE IF NOT EXISTS \"t\" AS SELECT 1')", ["t"]),
        ("op.execute('create table temp.t (a int)')", ["t"]),
        ("op.create_table('t', sa.Column('a b', sa.Integer()), prefixes=['TEMPORARY'])", ["t"]),
        (CREATE, []),
    ],
)
def test_a_temporary_table_is_named(line: str, names: list[str]) -> None:
    """In whatever way it is written."""
    assert [made.name for made in temporary_tables(context(line))] == names  # type: ignore[arg-type]  # all that is looked at


@pytest.mark.parametrize(
    ("lines", "column", "found"),
    [
        ([CREATE, "op.drop_table('t')"], None, [("t", 4)]),
        (["op.execute('CREATE TABLE t (a int)')", "pass", "op.execute('drop table if exists [t]')"], None, [("t", 5)]),
        ([CREATE, "downgrade()"], None, [("t", 4)]),
        (["op.drop_table('t')", CREATE], None, []),
        ([CREATE.replace("'t'", "'t_new'"), "op.drop_table('t')"], None, []),
        ([CREATE, "op.drop_column('t', 'a')"], "a", [("a", 4)]),
        (["op.add_column('t', sa.Column('a'))", "b.drop_column('a')"], "a", [("a", 4)]),
        (["op.add_column('t', sa.Column('a'))", "b.drop_column('b')"], "a", []),
    ],
)  # fmt: skip
def test_what_is_dropped_again_is_named_at_the_line_that_drops_it(
    lines: list[str], column: str | None, found: list[tuple[str, int]]
) -> None:
    """In upgrade() alone, and only behind the line that makes it."""
    made = dropped_again(context(*lines), "1", column)  # type: ignore[arg-type]  # all that is looked at
    assert [(each.name, each.line) for each in made] == found
