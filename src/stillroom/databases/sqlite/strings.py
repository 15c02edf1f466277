"""Texts in double quotes: SQLite takes one for a string where no such name is known.

https://www.sqlite.org/quirks.html#double_quoted_string_literals_are_accepted
"""

from collections.abc import Container, Sequence

from stillroom.schema.sql_tokens import Token, fold


def string(text: str) -> Token:
    """Return the string *text* as a token."""
    return Token("string", text, "'" + text.replace("'", "''") + "'")


def with_strings(tokens: Sequence[Token], names: Container[str]) -> list[Token]:
    """Return *tokens* with every text in double quotes that is no name as the string that it is.

    *names* are folded. What is given a name in *tokens* themselves has that name everywhere in them.
    """
    given = {fold(token.text) for index, token in enumerate(tokens) if _is_given(tokens, index)}
    return [
        string(token.text)
        if token.raw[:1] == '"'
        and fold(token.text) not in names
        and fold(token.text) not in given
        and not _is_called(tokens, index)
        else token
        for index, token in enumerate(tokens)
    ]


def _is_given(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token is a name that is given or belongs to one: t.c, AS n, n AS (...)."""
    if tokens[index].kind not in ("word", "name"):
        return False
    before, after = tokens[max(index - 1, 0)], tokens[index + 1 : index + 3]
    return (
        before.is_word("AS")
        or any(token.is_mark(".") for token in after[:1])
        or (len(after) == 2 and after[0].is_word("AS") and after[1].is_mark("("))
    )


def _is_called(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token stands where only a name can: f(), t.c, COLLATE c, AS n."""
    before, after = tokens[max(index - 1, 0)], tokens[index + 1 : index + 2]
    return before.is_word("COLLATE", "AS") or any(
        token.is_mark("(") or token.is_mark(".") for token in after
    )
