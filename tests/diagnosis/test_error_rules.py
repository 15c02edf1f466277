"""Each rule by which an error is recognised is reached by some error, and says what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from stillroom.databases.error_rule import ErrorRule
from stillroom.databases.sqlite.backend import BACKEND
from stillroom.diagnosis.errors.explain import recognised
from stillroom.diagnosis.errors.rules import FALLBACK, rules
from stillroom.sandbox.outcome import ReportedError

MIGRATION, MODEL = "migrations/versions/b.py:     ", "app/models.py:     "


@dataclass(frozen=True)
class Example:
    """An error, and what is said of it."""

    code: str
    says: str
    kind: str
    message: str = ""
    line: str = f"{MIGRATION}op.f()"
    name: str = ""
    """The database's own name of the error."""
    statement: str = ""
    problem: str = "upgrade"


E = Example
OPERATIONAL, PROGRAMMING, ARGUMENT, INVALID = (
    "OperationalError",
    "ProgrammingError",
    "ArgumentError",
    "InvalidRequestError",
)
EXAMPLES = [
    # Isolation
    E("timeout", "did not end within 20 s", "Timeout", "20 s"),
    E("process-exit", "ended the process", "SystemExit", "1"),
    E("not-allowed", "another program", "PermissionError", "[Errno 1] Operation not permitted", f"{MIGRATION}subprocess.run(x)"),
    E("not-allowed", "uses the network", "gaierror", "[Errno -3] Temporary failure in name resolution"),
    E("not-allowed", "uses the network", "PermissionError", "[Errno 1] Operation not permitted", f"{MIGRATION}socket.socket()"),
    E("not-allowed", "no folder app/static", "RuntimeError", "Directory 'app/static' does not exist", f"{MODEL}StaticFiles(x)"),
    E("not-allowed", "home directory", "RuntimeError", "Could not determine home directory."),
    E("limit-reached", "A file grew", "OSError", "[Errno 27] File too large"),
    E("limit-reached", "more memory", "MemoryError"),
    E("limit-reached", "more threads", "RuntimeError", "can't start new thread"),
    E("limit-reached", "The history has 150 revisions; at most 100", "TooManyRevisions", "150 revisions; at most 100 are graded", problem="load"),
    E("not-allowed", "The file a.json cannot", "OSError", "[Errno 30] Read-only file system: '/home/ada/a.json'"),
    E("not-allowed", "no file app/a.sql", "FileNotFoundError", "[Errno 2] No such file or directory: 'app/a.sql'"),
    E("not-allowed", "asks the system", "PermissionError", "[Errno 1] Operation not permitted", f"{MIGRATION}os.kill(x)"),
    E("not-allowed", "asks a question", "EOFError", "EOF when reading a line"),
    # SQLAlchemy
    E("unknown-attribute", "no commit() for the class MigrationContext", "AttributeError", "'MigrationContext' object has no attribute 'commit'"),
    E("unknown-attribute", "SQLAlchemy has no Strin", "AttributeError", "module 'sqlalchemy' has no attribute 'Strin'"),
    E("unknown-argument", "no argument nulable", "TypeError", "Additional arguments should be named <dialectname>_<argument>, got 'nulable'"),
    E("model-error", "inherits from Base()", "TypeError", "_declarative_constructor() takes 1 positional argument but 4 were given"),
    E("model-error", "Mapped is called", "TypeError", "Mapped() takes no arguments"),
    E("wrong-arguments", "A whole column", "TypeError", "SchemaItem._set_parent() missing 1 required positional argument"),
    # what SQLAlchemy 1, or a library around it, let people write
    E("wrong-arguments", "in square brackets behind a row", "TypeError", "tuple indices must be integers or slices, not str"),
    E("wrong-arguments", "into a dictionary", "TypeError", "cannot convert dictionary update sequence element #0 to a sequence"),
    E("unknown-attribute", "A row has no items()", "AttributeError", "Could not locate column in row for column 'items'"),
    E("unknown-attribute", "The row has no column nme", "AttributeError", "Could not locate column in row for column 'nme'"),
    E("wrong-arguments", "the value of owner", "TypeError", "Connection.execute() got an unexpected keyword argument 'owner'"),
    E("wrong-arguments", "no values for parameters", "TypeError", "execute() takes 2 positional arguments but 3 were given", f"{MIGRATION}op.execute(x, y)"),
    E("wrong-arguments", "in a tuple or a list", ARGUMENT, "List argument must consist only of dictionaries"),
    E("not-executable", "several statements", "ObjectNotExecutableError", "Not an executable object: ['SELECT 1']"),
    E("unknown-attribute", "An engine has no execute()", "AttributeError", "'Engine' object has no attribute 'execute'", f"{MODEL}engine.execute(x)"),
    E("unknown-argument", "no argument bind", "TypeError", "MetaData.__init__() got an unexpected keyword argument 'bind'", f"{MODEL}MetaData(bind=x)"),
    E("unknown-argument", "no argument autoload", "TypeError", "Additional arguments should be named <dialectname>_<argument>, got 'autoload'"),
    E("unknown-argument", "no argument encoding", "TypeError", "Invalid argument(s) 'encoding' sent to create_engine(), using"),
    E("unknown-argument", "no autocommit=True", ARGUMENT, "autocommit=True is no longer supported"),
    E("wrong-arguments", "insert() got its values", "TypeError", "TableClause.insert() takes 1 positional argument but 2 were given"),
    E("wrong-arguments", "update() has no such argument", "TypeError", "update() got an unexpected keyword argument 'whereclause'"),
    E("wrong-arguments", "case() got a list", ARGUMENT, 'The "whens" argument to case(), when referring to a sequence of items'),
    E("unknown-attribute", "Boat.query is of another library", "AttributeError", "type object 'Boat' has no attribute 'query'"),
    E("model-error", "declarative_base itself", "TypeError", "function() argument 'code' must be code, not str", MODEL),
    E("model-error", "BaseModel of Pydantic", "TypeError", "metaclass conflict: the metaclass of a derived class must be", MODEL),
    E("model-error", "more than one type", "TypeError", "Too many arguments for <class 'sqlalchemy.orm.base.Mapped'>; actual 2", MODEL),
    E("model-error", "berth has the argument 'init' of a dataclass", ARGUMENT, "Attribute 'berth' on class <class 'app.models.Boat'> includes dataclasses argument(s): 'init' but class does not"),
    E("model-error", "and berth, which has no default", INVALID, "TypeError(\"non-default argument 'berth' follows default argument\")"),
    E("model-error", "names Crew, and no model", INVALID, "expression 'Crew' failed to locate a name ('Crew'). If this"),
    E("model-error", "the attribute boat of another model", INVALID, "Mapper 'Mapper[Crew(crew)]' has no property 'boat'."),
    E("model-error", "refers to the table boat, which no model declares", "NoReferencedTableError", "Foreign key associated with column 'crew.boat_id' could not find table 'boat' with which"),
    E("model-error", "without a foreign key", "NoForeignKeysError", "Could not determine join condition between parent/child tables on relationship Boat.crew - there are no foreign keys"),
    E("wrong-arguments", "type int of Python", ARGUMENT, "Argument 'arg' is expected to be one of type '<class 'str'>' or '<class 'x'>', got '<class 'int'>'"),
    E("transaction-in-revision", "another isolation level", INVALID, "isolation_level may not be altered unless rollback()"),
    E("wrong-arguments", "CursorResult is awaited", "TypeError", "object CursorResult can't be used in 'await' expression"),
    E("no-such-table", "boats is read from the database when the file is imported", "NoSuchTableError", "boats", f"{MODEL}Table('boats')"),
    E("no-such-table", "boats is asked for when the file is imported", OPERATIONAL, "no such table: boats", f"{MODEL}connection.execute(x)"),
    E("sql-syntax", "no IF NOT EXISTS for columns", OPERATIONAL, 'near "EXISTS": syntax error', statement="ALTER TABLE boats ADD COLUMN IF NOT EXISTS berth TEXT"),
    E("batch-needed", "cannot change a constraint", OPERATIONAL, 'near "CONSTRAINT": syntax error', statement="ALTER TABLE boats ADD CONSTRAINT x UNIQUE (berth)"),
    E("sql-syntax", "CONCURRENTLY is SQL of another database", OPERATIONAL, 'near "x": syntax error', statement="CREATE INDEX CONCURRENTLY x ON boats (berth)"),
    E("sql-syntax", "two colons", OPERATIONAL, 'unrecognized token: ":"', statement="SELECT ''::text"),
    E("foreign-key-differs", "A foreign key of crew refers to a column of boats", OPERATIONAL, 'foreign key mismatch - "crew" referencing "boats"'),
    E("database-error", "no collation utf8mb4_bin", OPERATIONAL, "no such collation sequence: utf8mb4_bin"),
    E("database-error", "no function now()", OPERATIONAL, "unknown function: now()"),
    E("database-error", "keeps no comments", "UnsupportedCompilationError", "can't render element of type <class 'alembic.ddl.base.ColumnComment'>"),
    E("no-such-table", "no table t", "NoSuchTableError", "t"),
    E("not-executable", "plain string", "ObjectNotExecutableError", "Not an executable object: 'SELECT 1'"),
    E("no-primary-key", "model of table t", ARGUMENT, "Mapper could not assemble any primary key columns for mapped table 't'"),
    E("tablename-missing", "The model User", INVALID, "Class <class 'app.models.User'> does not have a __table__ or __tablename__ specified"),
    E("duplicate-model", "The table t is declared twice", INVALID, "Table 't' is already defined for this MetaData instance."),
    E("constraint-needs-name", "has no name, and needs one", "ValueError", "Constraint must have a name"),
    E("bind-parameter", "The SQL has :x", INVALID, "A value is required for bind parameter 'x'"),
    E("model-error", "annotation of User.name is not", ARGUMENT, "Type annotation for \"User.name\" can't be correctly interpreted"),
    E("model-error", "names a type of the database", ARGUMENT, "The type provided inside the 'name' attribute Mapped annotation is the SQLAlchemy type"),
    E("model-error", "no column type for the annotation dict of name", ARGUMENT,
      "Could not locate SQLAlchemy Core type when resolving '<class 'dict'>' for the 'name' attribute"),
    E("model-error", "__table_args__ is no tuple", ARGUMENT, "__table_args__ value must be a tuple"),
    E("wrong-arguments", "None stands where a name", ARGUMENT, "__contains__ requires a string argument"),
    E("wrong-arguments", "select() got a list", ARGUMENT, "Did you mean to say select("),
    E("transaction-in-revision", "begins a transaction", INVALID, "can't call begin() here unless rollback() or commit() is called first."),
    E("wrong-arguments", "The text '50' stands", ARGUMENT, "'SchemaItem' object, such as a 'Column' expected, got '50'"),
    E("wrong-arguments", "A list stands", ARGUMENT, "'SchemaItem' object, such as a 'Column' expected, got [1]"),
    E("wrong-arguments", "int stands where a type", ARGUMENT, "'SchemaItem' object, such as a 'Column' expected, got int"),
    E("model-error", "refuses this: odd", ARGUMENT, "odd"),
    E("model-error", "refuses this: odd", ARGUMENT, "odd", f"{MODEL}x"),
    # Alembic
    E("unknown-attribute", "no operation op.creat_table", "AttributeError", "module 'alembic.op' has no attribute 'creat_table'"),
    E("unknown-attribute", "Batch mode has no operation add", "AttributeError", "'BatchOperations' object has no attribute 'add'"),
    E("batch-without-with", "without a with statement", "AttributeError", "'_GeneratorContextManager' object has no attribute 'add_column'"),
    E("function-missing", "no function upgrade()", "AttributeError", "module 'b_py' has no attribute 'upgrade'"),
    E("down-revision-missing", "no variable down_revision", "AttributeError", "module 'b_py' has no attribute 'down_revision'"),
    E("wrong-arguments", "batch_op.drop_column() got too many", "TypeError",
      "drop_column() takes 2 positional arguments but 3 were given", f"{MIGRATION}batch_op.drop_column(1, 2)"),
    E("wrong-arguments", "A list of Python", "AttributeError", "'list' object has no attribute 'table'", f"{MIGRATION}op.add_column('t', [c])"),
    E("nothing-to-undo", "no revision to go back over", "CommandError", "Relative revision -1 didn't produce 1 migrations", problem="downgrade"),
    E("version-not-recorded", "alembic_version is gone", OPERATIONAL, "no such table: alembic_version", name="SQLITE_ERROR"),
    E("version-not-recorded", "was changed by the revision", "CommandError", "Online migration expected to match one row when updating"),
    E("version-not-recorded", "was changed by the revision", "IntegrityError", "UNIQUE constraint failed: alembic_version.version_num",
      name="SQLITE_CONSTRAINT_PRIMARYKEY"),
    E("rows-break-constraint", "rows without their parent: pets", "CommandError", "leaves rows that refer to a row which does not exist: pets"),
    E("constraint-needs-name", "dropped without its name", "IndexError", "list index out of range",
      f"{MIGRATION}op.drop_constraint(None, 'users', type_='foreignkey')"),
    E("constraint-needs-name", "dropped without its name", "ValueError", "No such constraint: 'uq_users_'", f"{MIGRATION}b.drop_constraint(None, type_='unique')"),
    E("constraint-needs-name", "dropped without its name", "ValueError", "No such constraint: 'uq_users_'", f"{MIGRATION}with op.batch_alter_table('t') as b:"),
    E("constraint-needs-name", "dropped without its name", "ValueError", "No such constraint: 'None'", f"{MIGRATION}with op.batch_alter_table('t') as b:"),
    E("constraint-not-found", "no constraint uq_users_name", "ValueError", "No such constraint: 'uq_users_name'", f"{MIGRATION}with op.batch_alter_table('t') as b:"),
    E("wrong-arguments", "None stands where a name", "AssertionError", "use quoted_name.construct() for None passthrough", f"{MIGRATION}op.drop_table(None)"),
    E("wrong-arguments", "None stands where a name", "AttributeError", "'NoneType' object has no attribute 'replace'", f"{MIGRATION}op.rename_table(None, 'x')"),
    E("wrong-arguments", "None stands where a name", "KeyError", "None", f"{MIGRATION}with op.batch_alter_table('t') as b:"),
    E("wrong-arguments", "None stands where a column", "AttributeError", "'NoneType' object has no attribute 'table'", f"{MIGRATION}op.add_column('t', None)"),
    E("wrong-arguments", "A text stands where a table", "AttributeError", "'str' object has no attribute 'insert'", f"{MIGRATION}op.bulk_insert('t', [])"),
    E("proxy-outside", "op.create_table() was called", "NameError",
      "Can't invoke function 'create_table', as the proxy object has not yet been established", problem="load"),
    E("proxy-outside", "op.create_table() was called", "AttributeError", "'NoneType' object has no attribute 'create_table'",
      f"{MIGRATION}op.create_table(", problem="load"),
    E("constraint-not-found", "no constraint c", "ValueError", "No such constraint: 'c'"),
    E("column-unknown-in-batch", "no column x", "KeyError", "'x'", f"{MIGRATION}with op.batch_alter_table('t') as b:"),
    # The database
    E("table-exists", "The table t is there", OPERATIONAL, "table t already exists"),
    E("index-exists", "The index i is there", OPERATIONAL, "index i already exists"),
    E("column-exists", "a column x already", OPERATIONAL, "duplicate column name: x"),
    E("index-missing-in-database", "no index i", OPERATIONAL, "no such index: i"),
    E("batch-needed", "cannot change a table", OPERATIONAL, 'near "ALTER": syntax error'),
    E("column-in-use", "The view v still uses", OPERATIONAL, "error in view v after drop column: no such column: x"),
    E("column-in-use", "The view v still uses the table", OPERATIONAL, "error in view v: no such table: main.t"),
    E("no-such-table", "no table t", OPERATIONAL, "no such table: t"),
    E("database-error", "table t has 2 columns", OPERATIONAL, "table t has 2 columns but 1 values were supplied"),
    E("no-such-column", "no column x", OPERATIONAL, "no such column: x"),
    E("no-such-column", "no column x", OPERATIONAL, "no such column: x", statement="CREATE TABLE _alembic_tmp_t (y, CHECK (x > 0))"),
    E("no-such-column", "A rule of the table names the column x", OPERATIONAL, "no such column: x", statement="\nCREATE TABLE t (y, CHECK (x > 0))"),
    E("not-null-without-default", "cannot be added to a table that has rows", OPERATIONAL, "Cannot add a NOT NULL column with default value NULL"),
    E("not-null-rows", "no value for t.x", "IntegrityError", "NOT NULL constraint failed: t.x", name="SQLITE_CONSTRAINT_NOTNULL"),
    E("not-null-rows", "no value for t.x", "IntegrityError", "NOT NULL constraint failed: t.x", name="SQLITE_CONSTRAINT_NOTNULL",
      statement="INSERT INTO _alembic_tmp_t (x) SELECT t.x FROM t"),
    E("not-null-rows", "copies a row that has no value for t.x", "IntegrityError", "NOT NULL constraint failed: t.x", name="SQLITE_CONSTRAINT_NOTNULL",
      statement="INSERT INTO t (x)\nSELECT y FROM s"),
    E("not-null-rows", "writes NULL into t.x", "IntegrityError", "NOT NULL constraint failed: t.x", name="SQLITE_CONSTRAINT_NOTNULL", statement="UPDATE t SET x = y"),
    E("rows-break-constraint", "INTEGER PRIMARY KEY what is no whole number", "IntegrityError", "datatype mismatch", name="SQLITE_MISMATCH",
      statement="INSERT INTO t SELECT name, id FROM s"),
    E("rows-break-constraint", "writes what a constraint forbids: UNIQUE", "IntegrityError", "UNIQUE constraint failed: t.x", name="SQLITE_CONSTRAINT_UNIQUE",
      statement="UPDATE t SET x = 1"),
    E("rows-break-constraint", "do not fit: UNIQUE", "IntegrityError", "UNIQUE constraint failed: t.x", name="SQLITE_CONSTRAINT_UNIQUE",
      statement="INSERT INTO _alembic_tmp_t (x) SELECT t.x FROM t"),
    E("rows-break-constraint", "do not fit: UNIQUE", "IntegrityError", "UNIQUE constraint failed: t.x", name="SQLITE_CONSTRAINT_UNIQUE"),
    E("batch-needed", "cannot change a constraint", "NotImplementedError", "No support for ALTER of constraints in SQLite dialect."),
    E("database-locked", "locked by another connection", OPERATIONAL, "database is locked", name="SQLITE_BUSY"),
    E("several-statements", "holds several SQL statements", PROGRAMMING, "You can only execute one statement at a time."),
    E("schema-unknown", "no schema s", OPERATIONAL, "unknown database s"),
    E("sql-syntax", "The table t has no columns", OPERATIONAL, 'near ")": syntax error', statement="\nCREATE TABLE t (\n)\n"),
    E("sql-syntax", 'near "SELEC"', OPERATIONAL, 'near "SELEC": syntax error'),
    E("limit-reached", "The database grew larger", OPERATIONAL, "disk I/O error", name="SQLITE_IOERR_WRITE"),
    E("database-error", "was closed before Alembic", PROGRAMMING, "Cannot operate on a closed database."),
    E("database-error", "refused a statement: odd", "DatabaseError", "odd"),
    E("type-unknown", "no type UUID (t.x)", "CompileError", "(in table 't', column 'x'): Compiler can't render element of type UUID"),
    E("type-unknown", "no type UUID.", "UnsupportedCompilationError", "Compiler can't render element of type UUID"),
    E("type-unknown", "A column has no type", "CompileError", "Can't generate DDL for NullType()"),
    # Python
    E("syntax-error", "cannot read the file: unexpected indent", "IndentationError", "unexpected indent"),
    E("syntax-error", "cannot read the file: invalid syntax", "SyntaxError", "invalid syntax"),
    E("encoding-error", "not UTF-8", "UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff", ""),
    E("code-error", "UnicodeDecodeError: 'utf-8' codec", "UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff"),
    E("circular-import", "import each other: User", "ImportError", "cannot import name 'User' from partially initialized module 'app.models'"),
    E("base-missing", "has no Base", "ImportError", "cannot import name 'Base' from 'app.database'"),
    E("import-error", "app.models has no Usr", "ImportError", "cannot import name 'Usr' from 'app.models'"),
    E("import-error", "migrations.help cannot be imported", "ModuleNotFoundError", "No module named 'migrations.help'"),
    E("missing-import", "sa is used but not imported", "NameError", "name 'sa' is not defined"),
    E("missing-import", "postgresql is used but not imported", "NameError", "name 'postgresql' is not defined"),
    E("name-error", "The name false is not defined", "NameError", "name 'false' is not defined"),
    E("name-error", "The name x is not defined", "NameError", "name 'x' is not defined"),
    E("wrong-arguments", "wrong arguments: f() missing 1", "TypeError", "f() missing 1 required positional argument: 'x'", f"{MODEL}f()"),
    E("wrong-arguments", "wrong arguments: f() missing 1", "TypeError", "f() missing 1 required positional argument: 'x'"),
    E("base-missing", "has no Base", "AttributeError", "module 'app.database' has no attribute 'Base'"),
    E("not-implemented", "is not implemented", "NotImplementedError"),
    E("recursion", "calls itself", "RecursionError", "maximum recursion depth exceeded"),
    E("code-error", "Odd: told", "Odd", "told"),
    E("code-error", ": told", "a name\nof two lines", "told"),
    E("code-error", ": told", "", "told"),
]  # fmt: skip


def chosen(example: Example, errors: Sequence[ErrorRule] = BACKEND.errors) -> tuple[ErrorRule, str]:
    """Return the rule for an example, and what it says."""
    error = ReportedError(
        example.kind, example.message, example.statement or None, code=example.name
    )
    rule, values = recognised(error, example.problem, example.line, errors)
    return rule, rule.says.format(kind=example.kind, **values)


@pytest.mark.parametrize("example", EXAMPLES, ids=map(str, range(len(EXAMPLES))))
def test_an_error_is_recognised(example: Example) -> None:
    """By the rule that says what it is about."""
    rule, says = chosen(example)
    assert (rule.code, example.says in says) == (example.code, True), says


def test_every_rule_is_reached() -> None:
    """A rule behind a more general one would never speak."""
    reached = [chosen(example)[0] for example in EXAMPLES]
    assert [rule for rule in rules(BACKEND.errors) if rule not in reached] == []


def test_another_database_has_its_own_rules() -> None:
    """What is said of one kind of database is not said of another."""
    locked = next(example for example in EXAMPLES if example.code == "database-locked")
    assert chosen(locked, ())[0] is FALLBACK


def test_a_code_of_the_database_tells_more_than_a_text() -> None:
    """A text that only looks like an error of the database is none."""
    forged = Example("", "", "IntegrityError", "NOT NULL constraint failed: t.x")
    assert chosen(forged)[0].code == "database-error"


def test_every_rule_has_two_sentences() -> None:
    """What is recognised is said, with a hint that does more than repeat it."""
    assert [rule.code for rule in rules(BACKEND.errors) if not rule.says or not rule.hint] == []


def test_nothing_to_undo() -> None:
    """No exercise of the course goes back further than to its beginning."""
    error = ReportedError("CommandError", "Relative revision -1 didn't produce 1 migrations")
    assert recognised(error, "downgrade", "", BACKEND.errors)[0].code == "nothing-to-undo"
