"""How an error of a learner's code is recognised, as data, and the words for it."""

import re
from dataclasses import dataclass

MEND_SCRIPT_AND_RERUN = (
    "Mend the script and run the command again. You need no new revision and no new database."
)
MEND_FILE_AND_RERUN = "Mend the file and run the command again."
"""What stands in the place of MEND_SCRIPT_AND_RERUN for a file of the application."""


@dataclass(frozen=True)
class ErrorRule:
    """An error, by the kind of the exception and its text; named groups fill the sentence."""

    code: str
    kind: str
    text: str
    says: str
    hint: str
    not_while: tuple[str, ...] = ()
    """The kinds of problems that the rule says nothing about."""
    where: str = ""
    """What the learner's own line must have, which is given as ``path: text``."""
    statement: str = ""
    """What the SQL behind the error must have."""
    word: str = ""
    """What to look for in the models, where the error itself stands at another line; it may be the
    name of a group."""
    database_code: str = ""
    """The database's own name of the error, as a pattern; empty where the text alone tells."""
    is_of_file: bool = False
    """Whether the rule speaks of a file that cannot be read, and of no text that a function is given."""

    def values(
        self, kind: str, text: str, database_code: str, statement: str, line: str
    ) -> dict[str, str] | None:
        """Return the named groups of an error that the rule recognises; None for any other error.

        *line* is the learner's own line, as ``path: text``.
        """
        if not re.fullmatch(self.kind, kind) or not re.search(self.where, line):
            return None
        if self.database_code and not re.fullmatch(self.database_code, database_code):
            return None
        in_text, in_statement = re.search(self.text, text), re.search(self.statement, statement)
        if in_text is None or in_statement is None:
            return None
        return {
            name: value or ""
            for name, value in {**in_statement.groupdict(), **in_text.groupdict()}.items()
        }
