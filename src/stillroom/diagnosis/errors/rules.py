"""The errors that are recognised, as data.

The texts are those of Python, SQLite, SQLAlchemy 2.1 and Alembic 1.20. The first rule that
matches speaks, so the special ones stand before the general ones.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
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


MEND = "Mend the script and run the command again. The history stays as it is."
MEND_APP = "Mend the file and run the command again."
_ALONE = (
    "Grading has the .py files of app/ and migrations/versions/, and no other files, programs or network. "
    "A revision works on the database through op and its connection."
)
_SMALL = "A revision needs little. Let the database do the work: one statement changes all rows."
_FILE_ERRORS = "FileNotFoundError|PermissionError|IsADirectoryError|NotADirectoryError|OSError"
_NET_ERRORS = "gaierror|URLError|HTTPError|TimeoutError|ConnectError|SSLError|Connection\\w*Error"

RULES = (
    Rule("timeout", "Timeout", r"(?P<limit>.*)", "It did not end within {limit} and was stopped.",
         "Most revisions need less than a second. Is there a loop without an end, or a lock that nobody opens?"),
    Rule("process-exit", "SystemExit|ProcessExit", r"(?P<how>.*)", "The code ended the process before Alembic was done ({how}).",
         "A revision must return to Alembic. Take out sys.exit(), os._exit(), exit() and quit()."),
    Rule("syntax-error", "IndentationError|TabError", r"(?P<what>.*)", "Python cannot read the file: {what}.",
         "The lines of one block start in the same column. " + MEND),
    Rule("syntax-error", "SyntaxError", r"(?P<what>.*)", "Python cannot read the file: {what}.", MEND),
    Rule("encoding-error", "UnicodeDecodeError", r"", "The file is not UTF-8 text.", "Save the file as UTF-8."),
    Rule("not-allowed", "PermissionError|FileNotFoundError|BlockingIOError|CalledProcessError|OSError", r"", "The code starts another program or process.", _ALONE,
         where=r"\b(subprocess|Popen|os\.(system|popen|fork|exec\w*|spawn\w*)|run|call|check_call|check_output|Process|fork|start)\("
               r"|\bsubprocess\.|\bmultiprocessing\."),
    Rule("not-allowed", _NET_ERRORS, r"", "The code uses the network.", _ALONE),
    Rule("not-allowed", "PermissionError", r"", "The code uses the network.", _ALONE, where=r"socket|urlopen|https?\b|connect|smtp|ftp|\.get\(|\.post\("),
    Rule("not-allowed", "FileNotFoundError", r"No usable temporary directory", "There is no folder for temporary files.", _ALONE),
    Rule("not-allowed", "RuntimeError", r"Could not determine home directory", "The code looks for a home directory.", _ALONE),
    Rule("limit-reached", "OSError", r"\[Errno 27\]", "A file grew larger than one command may write.", _SMALL),
    Rule("limit-reached", "MemoryError", r"", "The code needs more memory than one command gets.", _SMALL),
    Rule("limit-reached", "RuntimeError", r"can't start new thread", "The code starts more threads than one command gets.", _SMALL),
    # An absolute path is one of the machine that grades: its last part is enough.
    Rule("not-allowed", "PermissionError|OSError", r"\[Errno (?:1|13|30)\][^:]*: '(?:~?/(?:[^']*/)?)?(?P<name>[^']*)'", "The file {name} cannot be opened or changed here.", _ALONE),
    Rule("not-allowed", _FILE_ERRORS, r"\[Errno \d+\][^:]*: '(?:~?/(?:[^']*/)?)?(?P<name>[^']*)'", "There is no file {name} here.", _ALONE),
    Rule("not-allowed", "PermissionError", r"\[Errno (?:1|13)\]", "The code asks the system for something that grading does not allow.", _ALONE),
    Rule("not-allowed", "EOFError", r"EOF when reading a line", "The code asks a question, and nobody is there to answer it.",
         "A revision runs without anybody at the keyboard. Take input() out."),
    Rule("circular-import", "ImportError", r"cannot import name '(?P<name>[^']*)' from partially initialized module '(?P<module>[^']*)'",
         "Two modules import each other: {name} is not ready yet in {module}.", "Let one of the two modules do without the other."),
    Rule("base-missing", "ImportError", r"cannot import name 'Base' from 'app\.database'",
         "app/database.py has no Base.", "The models and Alembic both need Base from app.database. Put it back."),
    Rule("import-error", "ImportError", r"cannot import name '(?P<name>[^']*)' from '(?P<module>[^']*)'",
         "{module} has no {name} to import.", "Compare the spelling with the module that it comes from."),
    Rule("import-error", "ModuleNotFoundError", r"No module named '(?P<name>migrations(?:\.[\w.]*)?)'",
         "{name} cannot be imported here: only app/ and migrations/versions/ are graded.", "Put what the revision needs into the revision itself."),
    Rule("import-error", "ModuleNotFoundError", r"No module named '(?P<name>[^']*)'",
         "There is no module {name}.", "The project's own modules start with app., such as app.database. Other packages must be those of the project."),
    Rule("missing-import", "NameError", r"name '(?P<name>op|sa|sqlalchemy|sqlmodel|postgresql|mysql|sqlite)' is not defined",
         "{name} is used but not imported.", "Compare the first lines with those of a fresh revision. " + MEND),
    Rule("name-error", "NameError", r"name '(?P<name>false|true|null|none|nullptr|NULL)' is not defined",
         "The name {name} is not defined.", "Python writes False, True and None with a capital letter. " + MEND),
    Rule("name-error", "NameError|UnboundLocalError", r"name '(?P<name>[^']*)' is not defined",
         "The name {name} is not defined.", "Is it misspelt, or is its import missing? " + MEND),
    Rule("unknown-attribute", "AttributeError", r"module 'alembic\.op' has no attribute '(?P<name>[^']*)'",
         "Alembic has no operation op.{name}.", "Compare the name with the list of operations in Alembic's documentation."),
    Rule("unknown-attribute", "AttributeError", r"'BatchOperations' object has no attribute '(?P<name>[^']*)'",
         "Batch mode has no operation {name}.", "Compare the name with the list of batch operations in Alembic's documentation."),
    Rule("batch-without-with", "AttributeError", r"'_GeneratorContextManager' object has no attribute '(?P<name>[^']*)'",
         "op.batch_alter_table() is used without a with statement.", "Batch mode begins with: with op.batch_alter_table(...) as batch_op. The operations stand below it, indented."),
    Rule("unknown-attribute", "AttributeError", r"'(?P<owner>Connection|Engine|MigrationContext|Session)' object has no attribute '(?P<attribute>\w+)'",
         "SQLAlchemy and Alembic have no {attribute}() for the class {owner}.", "A revision works with the functions of op: one for each operation, and op.execute() for SQL.", where=r"^migrations/"),
    Rule("unknown-attribute", "AttributeError", r"module 'sqlalchemy' has no attribute '(?P<name>[^']*)'",
         "SQLAlchemy has no {name}.", "Compare the name of the type, letter case included."),
    Rule("function-missing", "AttributeError", r"module '[^']*' has no attribute '(?P<name>upgrade|downgrade)'",
         "The revision has no function {name}().", "Every revision has both functions: upgrade() and downgrade()."),
    Rule("down-revision-missing", "AttributeError", r"has no attribute 'down_revision'",
         "The revision has no variable down_revision.", "The first revision has down_revision = None; every other one names the revision before."),
    Rule("unknown-argument", "TypeError", r"Additional arguments should be named <dialectname>_<argument>, got '(?P<name>[^']*)'|got an unexpected keyword argument '(?P<other>[^']*)'",
         "There is no argument {name}{other} at this place.", "Compare the spelling, and check which parenthesis the argument stands in."),
    Rule("model-error", "TypeError", r"_declarative_constructor\(\) takes", "The model inherits from Base(), which is an object and no class.",
         "A model inherits from Base itself, without parentheses behind it."),
    Rule("model-error", "TypeError", r"Mapped\(\) takes no arguments", "Mapped is called like a function.", "Mapped takes the Python type in square brackets."),
    Rule("wrong-arguments", "TypeError", r"(?P<name>\w+)\(\) takes \d+ positional arguments? but \d+ were given", "batch_op.{name}() got too many arguments.",
         "In batch mode the table is named already: it is left out here.", where=r"\bbatch\w*\.\w+\("),
    Rule("wrong-arguments", "AttributeError", r"'(?P<kind_of>list|tuple|str|dict)' object has no attribute 'table'", "A {kind_of} of Python stands where a column was expected.",
         "A column is given as sa.Column(...) itself, with nothing around it.", where=r"\badd_column\("),
    Rule("wrong-arguments", "TypeError", r"_set_parent\(\) missing", "A whole column was given where its name was expected.", "An operation that drops something takes names: of the table, and of the column."),
    Rule("wrong-arguments", "TypeError", r"(?P<what>.*(?:missing \d+ required|takes .* positional argument).*)",
         "A function got the wrong arguments: {what}.", "Compare the call with the documentation of what is called.", where=r"^app/"),
    Rule("wrong-arguments", "TypeError", r"(?P<what>.*(?:missing \d+ required|takes .* positional argument).*)",
         "A function got the wrong arguments: {what}.", "Compare the call with Alembic's documentation. upgrade() and downgrade() themselves take none."),
    Rule("base-missing", "AttributeError", r"module 'app\.database' has no attribute 'Base'",
         "app/database.py has no Base.", "The models and Alembic both need Base from app.database. Put it back."),
    Rule("nothing-to-undo", "CommandError", r"Relative revision .* didn't produce",
         "There is no revision to go back over.", "Look at alembic history and alembic current."),
    Rule("table-exists", "OperationalError", r"table \"?(?P<name>[^ \"]*)\"? already exists",
         "The table {name} is there already when the revision creates it.", "What made it before? A table is created once."),
    Rule("index-exists", "OperationalError", r"index \"?(?P<name>[^ \"]*)\"? already exists",
         "The index {name} is there already when the revision creates it.", "What made it before? index=True in a column makes one too, and an index is created once."),
    Rule("column-exists", "OperationalError", r"duplicate column name: (?P<name>.*)",
         "The table has a column {name} already.", "What made it before? A column is added once, and no two have the same name."),
    Rule("index-missing-in-database", "OperationalError", r"no such index: (?P<name>.*)", "There is no index {name}.", "Compare the name with the revision that creates it."),
    Rule("batch-needed", "OperationalError", r"near \"ALTER\": syntax error|Cannot add a (?P<what>UNIQUE|PRIMARY KEY) column|Cannot add a column with non-constant default",
         "SQLite cannot change a table in this way in place.", "Use op.batch_alter_table(): it copies the table."),
    Rule("column-in-use", "OperationalError", r"error in (?P<kind_of>table|index|view|trigger) (?P<name>.*?) after (?:drop column|rename)",
         "The {kind_of} {name} still uses the column.", "Drop what uses the column before the column itself."),
    Rule("version-not-recorded", "OperationalError", r"no such table: alembic_version",
         "Alembic's own table alembic_version is gone.", "Alembic keeps alembic_version. A revision leaves that table alone."),
    Rule("version-not-recorded", "CommandError", r"Online migration expected to match one row",
         "The table alembic_version was changed by the revision itself.", "Alembic keeps alembic_version. A revision leaves that table alone."),
    Rule("no-such-table", "OperationalError", r"no such table: (?P<name>.*)", "The database has no table {name} at this point.",
         "Compare the name with the revision that creates the table, and check which revision comes first."),
    Rule("no-such-table", "NoSuchTableError", r"(?P<name>.*)", "The database has no table {name} at this point.",
         "Compare the name with the revision that creates the table, and check which revision comes first."),
    Rule("database-error", "OperationalError", r"(?P<what>table \S+ has \d+ columns but \d+ values were supplied)", "The database refused a statement: {what}.",
         "Name the columns, after INSERT INTO and after SELECT: as many, and in the same order."),
    Rule("no-such-column", "OperationalError", r"no such column: \"?(?P<name>[^\"]*)|(?P<table>\S+) has no column named (?P<column>.*)", "The database has no column {name}{column} at this point.",
         "Compare the name with the revision that adds the column."),
    Rule("not-null-without-default", "OperationalError", r"Cannot add a NOT NULL column with default value NULL",
         "A NOT NULL column without a default cannot be added to a table that has rows.", "What value would the rows get that are there already? Look at the task: is NULL allowed?"),
    Rule("version-not-recorded", "IntegrityError", r"alembic_version", "The table alembic_version was changed by the revision itself.",
         "Alembic keeps alembic_version. A revision leaves that table alone."),
    Rule("rows-break-constraint", "CommandError", r"leaves rows that refer to a row which does not exist: (?P<what>.*)",
         "A foreign key has rows without their parent: {what}.", "Rows of a child table need their parent row. Keep both, or change the child rows first."),
    Rule("not-null-rows", "IntegrityError", r"NOT NULL constraint failed: (?P<name>.*)", "A row has no value for {name}, which is NOT NULL.",
         "Which value do the rows get that are there already?"),
    Rule("rows-break-constraint", "IntegrityError", r"(?P<what>.*)", "The rows that are there do not fit: {what}.", "Change the rows before the constraint, or leave the constraint out."),
    Rule("batch-needed", "NotImplementedError", r"No support for ALTER of constraints in SQLite",
         "SQLite cannot change a constraint in place.", "Use op.batch_alter_table(): it copies the table."),
    Rule("not-implemented", "NotImplementedError", r"", "The function says that it is not implemented.", "Write what the function has to do: upgrade() makes the step, downgrade() undoes it."),
    Rule("database-locked", "OperationalError", r"database is locked", "The database is locked by another connection.",
         "Use op.get_bind() inside a revision; do not open a second connection."),
    Rule("several-statements", "ProgrammingError|Warning", r"one statement at a time", "One execute holds several SQL statements.",
         "Give each statement an op.execute() of its own."),
    Rule("schema-unknown", "OperationalError", r"unknown database (?P<name>.*)", "SQLite has no schema {name}.", "Leave the schema out: a table stands in the database itself."),
    Rule("sql-syntax", "OperationalError", r"near \"\)\": syntax error", "The table {name} has no columns.",
         "op.create_table() takes the name, and behind it each column as a sa.Column() of its own.", statement=r"^\s*CREATE TABLE (?P<name>\S+) \(\s*\)"),
    Rule("sql-syntax", "OperationalError", r"near (?P<near>.*): syntax error", "The database does not understand the SQL near {near}.", "Compare the statement with SQLite's documentation. " + MEND),
    Rule("database-error", "ProgrammingError", r"Cannot operate on a closed", "The database connection was closed before Alembic was done.",
         "Alembic opens the connection and closes it. A revision leaves it open."),
    Rule("database-error", "OperationalError|ProgrammingError|DatabaseError|InterfaceError", r"(?P<what>.*)", "The database refused a statement: {what}.", "Read the statement and the state of the table before it."),
    Rule("proxy-outside", "NameError", r"Can't invoke function '(?P<name>[^']*)', as the proxy object", "op.{name}() was called while the file was being read.", "Operations stand inside upgrade() and downgrade()."),
    # A process that ran Alembic before has the proxy, but nothing behind it.
    Rule("proxy-outside", "AttributeError", r"^'NoneType' object has no attribute '(?P<name>\w+)'", "op.{name}() was called while the file was being read.",
         "Operations stand inside upgrade() and downgrade().", ("upgrade", "downgrade", "models-load"), where=r"\bop\.\w+\("),
    Rule("not-executable", "ObjectNotExecutableError", r"Not an executable object: (?P<what>.*)", "A plain string was executed: {what}.", "Wrap SQL into sa.text()."),
    Rule("no-primary-key", "ArgumentError", r"could not assemble any primary key columns for mapped table '(?P<name>[^']*)'",
         "The model of table {name} has no primary key.", "Every model needs a column with primary_key=True."),
    Rule("tablename-missing", "InvalidRequestError", r"Class <class '(?:[\w.]*\.)?(?P<name>\w+)'> does not have a __table__ or __tablename__",
         "The model {name} does not say which table it is.", "A model names its table in __tablename__."),
    Rule("duplicate-model", "InvalidRequestError", r"Table '(?P<name>[^']*)' is already defined", "The table {name} is declared twice.", "One table has one model, imported by one name."),
    Rule("constraint-needs-name", "InvalidRequestError|CompileError|ValueError", r"Naming convention including .* token requires|Constraint must have a name|it has no name",
         "A constraint has no name, and needs one here.", "Give the constraint a name, so that a later revision can change or drop it."),
    Rule("constraint-not-found", "ValueError", r"No such constraint: '(?P<name>.*)'", "The table has no constraint {name}.",
         "Compare the name with the revision that creates the constraint."),
    Rule("column-unknown-in-batch", "KeyError", r"^'(?P<name>[^']*)'$", "The table that is being changed has no column {name}.",
         "Compare the spelling with the revision that adds the column.", ("load", "models-load", "look"), where=r"^migrations/.*batch"),
    Rule("bind-parameter", "InvalidRequestError", r"A value is required for bind parameter '(?P<name>[^']*)'",
         "The SQL has :{name}, which is read as a parameter without a value.", "Write a colon that is only text as \\\\: or pass a value."),
    Rule("model-error", "ArgumentError|MappedAnnotationError", r"Type annotation for \"(?P<name>[^\"]*)\" can't be correctly interpreted",
         "The annotation of {name} is not Mapped[...].", "In a model, each column is annotated as Mapped[...] with its Python type.", word="{name}"),
    Rule("model-error", "ArgumentError|MappedAnnotationError", r"inside the '(?P<name>[^']*)' attribute Mapped annotation is the SQLAlchemy type",
         "The annotation of {name} names a type of the database. A Python type was expected.", "Mapped[...] holds the Python type. The type of the database stands in mapped_column().", word="{name}"),
    Rule("model-error", "ArgumentError|MappedAnnotationError", r"Could not locate SQLAlchemy Core type.*?'<class '(?P<type>[^']*)'>'.*?for the '(?P<name>[^']*)' attribute",
         "SQLAlchemy knows no column type for the annotation {type} of {name}.", "Take a plain Python type, such as str or int, or give mapped_column() the type of the database.", word="{name}"),
    Rule("model-error", "ArgumentError", r"__table_args__ value must be", "__table_args__ is no tuple.",
         "A tuple with one element has a comma behind it, inside the parentheses.", word="__table_args__"),
    Rule("wrong-arguments", "ArgumentError", r"Did you mean to say select\(", "select() got a list.",
         "Since SQLAlchemy 2 it takes the columns one by one, without the square brackets."),
    Rule("transaction-in-revision", "InvalidRequestError", r"can't call begin\(\) here", "The revision begins a transaction, and Alembic has begun one before.",
         "Take begin() out, and leave what stands below it. Alembic begins and ends the transaction."),
    Rule("wrong-arguments", "ArgumentError", r"'SchemaItem' object.*expected, got '(?P<name>\d+)'", "The text '{name}' stands where a type was expected.",
         "str() of Python makes a text. The types of the database are those of SQLAlchemy."),
    Rule("wrong-arguments", "ArgumentError", r"'SchemaItem' object.*expected, got \[(?P<what>.*)\]", "A list stands where one thing was expected: [{what}].",
         "Give what is in the list one by one, without the square brackets."),
    Rule("wrong-arguments", "ArgumentError", r"'SchemaItem' object.*expected, got (?P<what>.*)", "{what} stands where a type or a constraint was expected.",
         "A column takes its name, its type, and then arguments with names. Compare the call with SQLAlchemy's documentation of Column."),
    Rule("type-unknown", "CompileError|UnsupportedCompilationError", r"\(in table '(?P<table>[^']*)', column '(?P<name>[^']*)'\).*can't render element of type (?P<type>\w+)",
         "SQLite has no type {type} ({table}.{name}).", "Compare the type with the task. Types of other databases are not known here."),
    Rule("type-unknown", "CompileError|UnsupportedCompilationError", r"can't render element of type (?P<type>\w+)",
         "SQLite has no type {type}.", "Compare the type with the task. Types of other databases are not known here."),
    Rule("type-unknown", "CompileError", r"(?:\(in table '(?P<table>[^']*)', column '(?P<name>[^']*)'\): )?Can't generate DDL for NullType",
         "A column has no type.", "The type stands behind the name of the column. Look at the task."),
    Rule("model-error", "ArgumentError|InvalidRequestError|MappedAnnotationError|NoReferencedTableError|NoForeignKeysError", r"(?P<what>.*)",
         "SQLAlchemy refuses the declaration: {what}", "Compare the declaration with SQLAlchemy's documentation of Column.", where=r"^migrations/"),
    Rule("model-error", "ArgumentError|InvalidRequestError|MappedAnnotationError|NoReferencedTableError|NoForeignKeysError", r"(?P<what>.*)",
         "SQLAlchemy refuses the declaration: {what}", "Compare the declaration with SQLAlchemy's documentation of mapped_column."),
    Rule("recursion", "RecursionError", r"", "A function calls itself without an end.", MEND),
)  # fmt: skip
FALLBACK = Rule("code-error", ".*", r"(?P<what>.*)", "{kind}: {what}", MEND)
