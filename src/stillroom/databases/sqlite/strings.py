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

    *names* are folded.
    """
    return [
        string(token.text)
        if token.raw[:1] == '"' and fold(token.text) not in names and not _is_called(tokens, index)
        else token
        for index, token in enumerate(tokens)
    ]


def _is_called(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the token stands where only a name can: f(), t.c, COLLATE c, AS n."""
    before, after = tokens[max(index - 1, 0)], tokens[index + 1 : index + 2]
    return before.is_word("COLLATE", "AS") or any(
        token.is_mark("(") or token.is_mark(".") for token in after
    )
