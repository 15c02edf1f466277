"""Revision files as text: what stands in them, and where."""

import pytest

from stillroom.submission.line_search import (
    line_calling,
    line_in_function,
    line_matching,
    line_mentioning,
)
from stillroom.submission.revisions import NOT_A_LITERAL, History, RevisionFile
from stillroom.submission.source_tree import DEEPEST, parse

FILE = '''"""Add users."""
from alembic import op

revision = "b"
down_revision: str | tuple[str, ...] | None = ("a", "z")
depends_on = None
a, b = 1, 2
computed = op.f("x")


def upgrade():
    op.create_table("users")


def downgrade():
    """Nothing yet."""
    pass
    ...
    return
'''
OLDER = '''revision: str = "a"
down_revision = None
def upgrade():
    op.execute("""
        CREATE TABLE users (
            Name TEXT
        )""")
    op.execute("insert into users")
def upgrade():
    return 1
'''


def history(**files: str) -> History:
    """Return the history of *files*."""
    return History.of_files(
        {f"migrations/versions/{name}.py": text.encode() for name, text in files.items()}
    )


def revision_file(path: str, content: bytes) -> RevisionFile:
    """Return the revision file with *content*."""
    return RevisionFile(parse(path, content))


def test_the_variables_of_a_file() -> None:
    """Literals come with their values and lines, everything else as something unknown."""
    file = revision_file("b.py", FILE.encode())
    assert file.assigned == {
        "revision": ("b", 4),
        "down_revision": (("a", "z"), 5),
        "depends_on": (None, 6),
        "computed": (NOT_A_LITERAL, 8),
    }
    assert file.revision == "b"
    assert file.parents == ("a", "z")
    assert [file.line_of(name) for name in ("down_revision", "computed", "nothing")] == [5, 8, 1]


@pytest.mark.parametrize(
    ("text", "revision", "parents"),
    [
        ("", None, ()),
        ("revision = 1\ndown_revision = 2", None, ()),
        ("revision = f()\ndown_revision = ['a', None, 'b']", None, ("a", "b")),
        ("revision: str\ndown_revision = 'a'", None, ("a",)),
        ("revision = 'x' # \xe4\ndown_revision = None", "x", ()),
        ("revision = ", None, ()),
        ("revision = 'a\0'", None, ()),
    ],
)
def test_ids_that_are_no_literals(
    text: str, revision: str | None, parents: tuple[str, ...]
) -> None:
    """Only texts are ids; a file that cannot be parsed has none."""
    file = revision_file("x.py", text.encode())
    assert (file.revision, file.parents) == (revision, parents)


def test_a_file_that_does_not_parse_has_a_source_and_nothing_else() -> None:
    """It can still be searched as text."""
    file = revision_file("x.py", b"\xef\xbb\xbfdef upgrade(:\n\xff")
    assert file.tree is None
    assert file.file.source == "def upgrade(:\n\ufffd"
    assert file.assigned == {}
    assert file.function("upgrade") is None
    assert not file.is_empty("upgrade")


def test_a_warning_of_the_parser_is_nobodys_business(recwarn: pytest.WarningsRecorder) -> None:
    """A strange escape in a learner's text does not reach the grader's terminal."""
    assert revision_file("x.py", b'revision = "\\d"').revision == "\\d"
    assert not recwarn.list


@pytest.mark.parametrize(
    ("body", "empty"),
    [
        ("pass", True),
        ("'''Only words.'''", True),
        ("...", True),
        ("return", True),
        ("return None", True),
        ("return 1", True),
        ("return f()", False),
        ("pass; op.f()", False),
        ("x = 1", False),
    ],
)
def test_an_empty_function(body: str, empty: bool) -> None:
    """A function is empty when no statement of it does anything."""
    assert (
        revision_file("x.py", f"def upgrade():\n    {body}".encode()).is_empty("upgrade") == empty
    )


@pytest.mark.parametrize(
    ("body", "decides"),
    [
        ("op.drop_column('users', 'email')", False),
        ("with op.batch_alter_table('users') as batch:\n        batch.drop_column('email')", False),
        ("op.execute('UPDATE users SET name = email')", False),
        ("rows = op.get_bind().execute(sa.text('SELECT 1')).all()", True),
        ("if context.is_offline_mode():\n        op.f()", True),
        ("for name in names:\n        op.f(name)", True),
        ("op.f(rows()[0])", True),
        ("op.f() if here() else None", True),
    ],
)
def test_a_function_that_goes_on_with_an_answer(body: str, decides: bool) -> None:
    """What it does may be another thing where there are no rows."""
    file = revision_file("x.py", f"def downgrade():\n    {body}\n".encode())
    assert file.decides("downgrade") == decides


def test_the_last_function_of_a_name_is_the_one() -> None:
    """Python keeps the last one, too."""
    file = revision_file("a.py", OLDER.encode())
    assert [getattr(file.function(name), "lineno", None) for name in ("upgrade", "downgrade")] == [
        9,
        None,
    ]
    assert not file.is_empty("downgrade")


def test_a_history_is_sorted_and_knows_its_files() -> None:
    """Files come in the order of their names, and are found by their ids."""
    both = history(b=FILE, a=OLDER)
    assert [file.revision for file in both] == ["a", "b"]
    assert both.of("b") is both.files[1]
    assert both.of("c") is None
    assert both.of(None) is None
    assert history(x="").of(None) is None


def test_where_a_word_stands() -> None:
    """The newest file with the first word wins; only strings of the function itself count."""
    older = OLDER.replace("def upgrade():\n    return 1\n", "")
    both = history(b=FILE, a=older)
    assert line_in_function(both, ["users"], "upgrade") == ("migrations/versions/b.py", 12)
    assert line_in_function(both, ["name", "users"], "upgrade") == ("migrations/versions/a.py", 6)
    assert line_in_function(both, ["nothing"], "upgrade") is None
    assert line_in_function(both, ["users"], "downgrade") is None


@pytest.mark.parametrize(
    ("text", "word", "line"),
    [
        ("x = 'a name'\ny = 'name'", "name", 2),
        ("f('name')\ng('name')", "name", 1),
        ("class User:\n    id: int\n    name: str", "User", 1),
        ("class User:\n    id: int\n    name: str", "name", 3),
        ("class User:\n    pass\n\nname = 1", "name", 4),
        ("a = b = 1\nname, x = 1, 2", "name", None),
        ("x = 'first'\ny = '''one\ntwo NAME three'''\nz = 'name too'", "name", 3),
        ("x = 1\ny = b'name'", "name", None),
        ("name()", "name", None),
    ],
)
def test_the_line_of_a_word(text: str, word: str, line: int | None) -> None:
    """A string or a name that is the word comes before a text that holds it."""
    assert line_mentioning(parse("x.py", text.encode()), word) == line


def test_comments_are_blanked_and_all_else_stays_where_it_was() -> None:
    """A word in a comment is no code; a mark in a text is no comment."""
    file = parse("x.py", b"a = 1  # one\nb = '# two'  # three\nc = 3\n")
    assert file.code == "a = 1       \nb = '# two'         \nc = 3\n"
    assert parse("x.py", b"def f(:  # one\n  'x\n").code.count("\n") == 2


def test_the_lines_of_a_function() -> None:
    """A function holds its first line, its last line and what is between them."""
    file = revision_file("b.py", FILE.encode())
    assert [line for line in range(1, 25) if file.line_is_in_function(line, "upgrade")] == [11, 12]
    assert [line for line in range(1, 25) if file.line_is_in_function(line, "downgrade")] == [
        15,
        16,
        17,
        18,
        19,
    ]
    assert not file.line_is_in_function(1, "nothing")
    assert [file.line_of_function(name) for name in ("upgrade", "nothing")] == [11, 1]


@pytest.mark.parametrize(
    ("function", "why"),
    [
        ("def upgrade():\n    op.f()\n    return", None),
        ("def upgrade():\n    return", None),
        ("def upgrade():\n    x = 1\n    return\n    op.f()", ("returns before its operations", 3)),
        ("def upgrade():\n    op.f()\n    op.g", ("names an operation and does not call it", 3)),
        ("def upgrade():\n    f", ("names an operation and does not call it", 2)),
        ("def upgrade():\n    'words'\n    op.f()", None),
        ("async def upgrade():\n    op.f()", ("is an async function, which Alembic does not await", 1)),
        ("def other():\n    return\n    op.f()", None),
        ("async def add():\n    op.add_column()\ndef upgrade():\n    add()",
         ("calls add(), an async function, and does not await it", 4)),
        ("def upgrade():\n    def add():\n        yield op.add_column()\n    add()",
         ("calls add(), a generator because of its yield, and does not run it", 4)),
        ("def upgrade():\n    with op.batch_alter_table('t') as b:\n        pass\n    b.add_column(x)",
         ("uses b below its with block, where nothing runs any more", 4)),
        ("def upgrade():\n    with op.batch_alter_table('t') as b:\n        pass",
         ("has a with block of batch mode without an operation", 2)),
        ("def upgrade():\n    with op.batch_alter_table('t') as b:\n        b.add_column(x)", None),
        ("def upgrade():\n    steps = [lambda: op.add_column('t', x)]",
         ("collects its operations and does not run them", 2)),
        ("def upgrade():\n    steps = []\n    steps.append(ops.AddColumnOp('t', x))",
         ("collects its operations and does not run them", 3)),
        ("def upgrade():\n    return [op.add_column, 't', x]",
         ("collects its operations and does not run them", 2)),
        ("def upgrade():\n    for step in [op.drop_table]:\n        step('t')", None),
        ("def upgrade():\n    run(op.drop_table)", None),
        ("def upgrade():\n    for step in [lambda: op.add_column('t', x)]:\n        step()", None),
        ("def upgrade():\n    op.invoke(ops.AddColumnOp('t', x))", None),
        ("def upgrade():\n    sql = 'ALTER TABLE t ADD x'", ("writes SQL and does not execute it", 2)),
        ("def upgrade():\n    sql = 'ALTER TABLE t ADD x'\n    op.execute(sql)", None),
    ],
)  # fmt: skip
def test_code_that_never_runs(function: str, why: tuple[str, int] | None) -> None:
    """The reason why a function does nothing though there is code in it, with its line."""
    assert revision_file("x.py", function.encode()).why_it_never_runs("upgrade") == why


def test_a_pattern_in_the_function_comes_first() -> None:
    """A pattern that stands elsewhere is found where no function of that name has it."""
    text = "def downgrade():\n    op.f()\nSQL = 1\ndef upgrade():\n    op.f()\n    SQL\n"
    both = history(a="a = 1\n", b=text)
    places = [
        line_matching(both, *asked) for asked in ((r"op\.f", "upgrade"), ("SQL = 1", "upgrade"))
    ]
    assert [(place[0].path, place[1]) for place in places if place] == [
        ("migrations/versions/b.py", 5),
        ("migrations/versions/b.py", 3),
    ]
    assert line_matching(both, "nothing", "upgrade") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("def f():\n    g()\nx.g()\nx.g()", 3),
        ("if a:\n    x.y.g(1)\ng()", 2),
        ("x.g()\ndef f():\n    g()", 1),
        ("f = lambda: g()\nx.g", None),
        ("g(", None),
    ],
)
def test_the_line_of_a_call(text: str, line: int | None) -> None:
    """The first line that runs when the file is imported."""
    assert line_calling(parse("x.py", text.encode()), "g") == line


def test_a_file_over_a_limit_still_has_its_ids() -> None:
    """What else names its revision can say so."""
    deep = f"x = {'-' * DEEPEST}1".encode()
    file = revision_file("x.py", b"revision: str = 'b'\ndown_revision = ('a', 'z')\n" + deep)
    assert file.tree is None
    assert (file.revision, file.parents) == ("b", ("a", "z"))
    assert file.line_of("down_revision") == 2
    assert file.function("upgrade") is None
