"""Which texts in double quotes are names, and which are strings."""

import pytest

from stillroom.databases.sqlite.strings import with_strings
from stillroom.schema.sql_tokens import canonical, tokenize


@pytest.mark.parametrize(
    ("sql", "texts"),
    [
        ('"new" = a', "'new' = a"),
        ('"new" = (a)', "'new' = (a)"),
        ('"a" = "b"', "a = 'b'"),
        ('"f"(a), "t".a', 'f(a), t.a'),
        ('x collate "nocase"', 'x collate nocase'),
        ('x as "n"', 'x as n'),
        ('"it""s o\'k"', "'it\"s o''k'"),
        ("`new`", "new"),
        ('"x"', "'x'"),
    ],
)  # fmt: skip
def test_a_text_in_double_quotes_that_is_no_name_is_a_string(sql: str, texts: str) -> None:
    """So SQLite reads it, unless only a name can stand there."""
    assert canonical(with_strings(tokenize(sql), {"a"})) == texts
