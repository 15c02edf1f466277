"""The tokens of SQL, and the one spelling of all that mean the same."""

import pytest

from stillroom.schema.sql_tokens import canonical, split, tokenize


@pytest.mark.parametrize(
    ("sql", "kinds", "texts"),
    [
        ("a-- b\nc/* d */e/* f", ["word", "word", "word"], ["a", "c", "e"]),
        ("'a''b' \"c\"\"d\" `e``f` [g]", ["string", "name", "name", "name"], ["a'b", 'c"d', "e`f", "g"]),
        ("[a[[b] [[]", ["name", "name"], ["a[[b", "["]),
        ("x'0F' 0x1f 1.5e-3 .5 7.", ["blob", "number", "number", "number", "number"],
         ["x'0F'", "0x1f", "1.5e-3", ".5", "7."]),
        ("a->>b->c||d<<e>>f<=g>=h<>i!=j==k=l", ["word", "mark"] * 11 + ["word"],
         list("a") + ["->>", "b", "->", "c", "||", "d", "<<", "e", ">>", "f", "<=", "g", ">=", "h", "!=", "i", "!=", "j", "=", "k", "=", "l"]),
    ],
)  # fmt: skip
def test_tokens(sql: str, kinds: list[str], texts: list[str]) -> None:
    """Blanks and comments go, quotes are undone, and a mark has one spelling."""
    tokens = tokenize(sql)
    assert [token.kind for token in tokens] == kinds
    assert [token.text for token in tokens] == texts


@pytest.mark.parametrize(
    ("sql", "text"),
    [
        ("((A))", "a"),
        ("(a) + (b)", "(a) + (b)"),
        ("( ( a + b ) * c )", "(a + b) * c"),
        ("LOWER ( A , B )", "lower(a, b)"),
        ("()", ""),
        ("(", "("),
        ('"A b" . "c" || \'X\'', '"a b".c || \'X\''),
        ('"a""b"', '"a""b"'),
        ('"null" is null', '"null" is null'),
        ("x = -1", "x = - 1"),
        ("A.B<>0X1F", "a.b != 0x1f"),
    ],
)  # fmt: skip
def test_one_spelling(sql: str, text: str) -> None:
    """Two spellings of one expression become the same text."""
    assert canonical(tokenize(sql)) == text


def test_split_at_commas_that_stand_in_no_parenthesis() -> None:
    """A comma in a parenthesis belongs to what it stands in."""
    pieces = split(tokenize("a (b, (c, d)), e, , f (g)"))
    assert [" ".join(token.text for token in piece) for piece in pieces] == [
        "a ( b , ( c , d ) )", "e", "", "f ( g )",
    ]  # fmt: skip
