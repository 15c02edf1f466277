"""Python's own errors: files that it cannot read, names and imports, arguments, recursion."""

import sqlalchemy.dialects

from stillroom.databases.error_rule import MEND_SCRIPT_AND_RERUN, ErrorRule

_DIALECTS = "|".join(sorted(sqlalchemy.dialects.__all__))

RULES = (
    ErrorRule(
        "syntax-error",
        "IndentationError|TabError",
        r"(?P<what>.*)",
        "Python cannot read the file: {what}.",
        "The lines of one block start in the same column. " + MEND_SCRIPT_AND_RERUN,
        is_of_file=True,
    ),
    ErrorRule(
        "syntax-error",
        "SyntaxError",
        r"(?P<what>.*)",
        "Python cannot read the file: {what}.",
        MEND_SCRIPT_AND_RERUN,
        is_of_file=True,
    ),
    ErrorRule(
        "encoding-error",
        "UnicodeDecodeError",
        r"",
        "The file is not UTF-8 text.",
        "Save the file as UTF-8.",
        is_of_file=True,
    ),
    ErrorRule(
        "circular-import",
        "ImportError",
        r"cannot import name '(?P<name>[^']*)' from partially initialized module '(?P<module>[^']*)'",
        "Two modules import each other: {name} is not ready yet in {module}.",
        "Let one of the two modules do without the other.",
    ),
    ErrorRule(
        "base-missing",
        "ImportError",
        r"cannot import name 'Base' from 'app\.database'",
        "app/database.py has no Base.",
        "The models and Alembic both need Base from app.database. Put it back.",
    ),
    ErrorRule(
        "import-error",
        "ImportError",
        r"cannot import name '(?P<name>[^']*)' from '(?P<module>[^']*)'",
        "{module} has no {name} to import.",
        "Compare the spelling with the module that it comes from.",
    ),
    ErrorRule(
        "import-error",
        "ModuleNotFoundError",
        r"No module named '(?P<name>migrations(?:\.[\w.]*)?)'",
        "{name} cannot be imported here: only app/ and migrations/versions/ are graded.",
        "Put what the revision needs into the revision itself.",
    ),
    ErrorRule(
        "missing-import",
        "NameError",
        rf"name '(?P<name>op|sa|sqlalchemy|{_DIALECTS})' is not defined",
        "{name} is used but not imported.",
        "Compare the first lines with those of a fresh revision. " + MEND_SCRIPT_AND_RERUN,
    ),
    ErrorRule(
        "name-error",
        "NameError",
        r"name '(?P<name>false|true|null|none|nullptr|NULL)' is not defined",
        "The name {name} is not defined.",
        "Python writes False, True and None with a capital letter. " + MEND_SCRIPT_AND_RERUN,
    ),
    ErrorRule(
        "name-error",
        "NameError|UnboundLocalError",
        r"name '(?P<name>[^']*)' is not defined",
        "The name {name} is not defined.",
        "Is it misspelt, or is its import missing? " + MEND_SCRIPT_AND_RERUN,
    ),
    ErrorRule(
        "wrong-arguments",
        "TypeError",
        r"(?P<what>.*(?:missing \d+ required|takes .* positional argument).*)",
        "A function got the wrong arguments: {what}.",
        "Compare the call with the documentation of what is called.",
        where=r"^app/",
    ),
    ErrorRule(
        "wrong-arguments",
        "TypeError",
        r"(?P<what>.*(?:missing \d+ required|takes .* positional argument).*)",
        "A function got the wrong arguments: {what}.",
        "Compare the call with Alembic's documentation. upgrade() and downgrade() themselves take none.",
    ),
    ErrorRule(
        "base-missing",
        "AttributeError",
        r"module 'app\.database' has no attribute 'Base'",
        "app/database.py has no Base.",
        "The models and Alembic both need Base from app.database. Put it back.",
    ),
    ErrorRule(
        "not-implemented",
        "NotImplementedError",
        r"",
        "The function says that it is not implemented.",
        "Write what the function has to do: upgrade() makes the step, downgrade() undoes it.",
    ),
    ErrorRule(
        "recursion",
        "RecursionError",
        r"^(?!.*during (?:compilation|ast construction))",
        "A function calls itself without an end.",
        MEND_SCRIPT_AND_RERUN,
    ),
)
