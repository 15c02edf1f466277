"""What went wrong in the models: nothing declared, or something else than the revisions build."""

import ast
from collections.abc import Iterator
from dataclasses import replace

from stillroom.diagnosis.context import MODELS, Context, Problem, finding
from stillroom.diagnosis.wording import describe, in_models, in_quotes, opened
from stillroom.results.finding import Finding
from stillroom.schema.model import Schema
from stillroom.submission.revisions import holder
from stillroom.submission.source_tree import SourceFile
from stillroom.util.text import listed

_DATABASE, _MAIN = "app/database.py", "app/main.py"
_INHERIT = "Write the model as a class that inherits from Base of app.database."


def models(problem: Problem, context: Context) -> list[Finding]:
    """The models declare another schema than the exercise expects."""
    expected, declared = context.states[problem.step.state], problem.found.schema
    if expected.tables and not declared.tables:
        built = f"the revisions build {listed(list(expected.tables))}"
        return [
            _shadowed(context)
            or _second_copy(context)
            or _own_base(context)
            or _not_imported(context)
            or _none(built, context)
        ]
    if better := _shadowed(context) or tuple_column(context) or compared_column(context):
        return [better]
    locate = lambda words, _: context.model_line(*words)
    rest, old = _without_old_columns(expected, declared, context)
    all_described = [
        *describe(expected, rest, context.states, locate),
        *describe(expected, old, context.states, locate),
    ]
    subject = f"The revisions are right, and {MODELS} disagrees: "
    findings = [
        in_quotes(finding, context)
        for finding in in_models([described.finding for described in all_described])
    ]
    return opened(findings, "model-", subject)


def _without_old_columns(
    expected: Schema, declared: Schema, context: Context
) -> tuple[Schema, Schema]:
    """Return *declared* without the columns of an earlier state in whose place several should be, and
    *expected* with them: an old name is no misspelt new one.

    Where one column should be in the place of one, it was renamed, and stays what it is.
    """
    rest, old = dict(declared.tables), dict(expected.tables)
    for name, table in expected.tables.items():
        found = declared.tables.get(name)
        if found is None or len(set(table.column_names) - set(found.column_names)) < 2:
            continue
        known = {
            column
            for schema in context.states.schemas.values()
            if name in schema.tables
            for column in schema.tables[name].column_names
        }
        left = [each for each in found.columns if each.name in known - set(table.column_names)]
        rest[name] = replace(found, columns=tuple(c for c in found.columns if c not in left))
        old[name] = replace(table, columns=(*table.columns, *left))
    return replace(declared, tables=rest), replace(expected, tables=old)


def _none(built: str, context: Context) -> Finding:
    message = f"{MODELS} declares no table on Base.metadata; {built}."
    for node in _classes(context.source(MODELS)):
        place = MODELS, node.lineno
        if "__abstract__" in _assigned(node):
            return finding(
                "model-missing",
                f"{message} {node.name} is abstract, so it has no table.",
                "Take __abstract__ out of the model.",
                place,
            )
        if "Base" not in map(_last_name, node.bases):
            message += f" The class {node.name} does not inherit from Base."
        return finding("model-missing", message, _INHERIT, place)
    if inner := _model_inside(context):
        name, outer, line = inner
        message += (
            f" The class {name} stands inside {outer}, and does not run when the file is imported."
        )
        hint = "Write the class at the left edge of the file: Alembic and the grader import it, and call nothing in it."
        return finding("model-missing", message, hint, (MODELS, line))
    return finding("model-missing", message, _INHERIT, context.model_line())


def _model_inside(context: Context) -> tuple[str, str, int] | None:
    """The name of a model that stands inside something else, what that is, and the line."""
    file = context.source(MODELS)
    for outer in file.tree.body if file.tree else ():
        for node in file.walk(outer):
            if isinstance(node, ast.ClassDef) and "__tablename__" in _assigned(node):
                return node.name, holder(outer), node.lineno
    return None


def _shadowed(context: Context) -> Finding | None:
    """Where a package and a module have one name, Python imports the package."""
    package = f"{MODELS.removesuffix('.py')}/__init__.py"
    if MODELS not in context.submission.files or package not in context.submission.files:
        return None
    message = f"Python imports the package {package.removesuffix('__init__.py')} and not {MODELS}."
    hint = "Both have one name, and the package is found first. Keep one of the two."
    return finding("models-shadowed", message, hint, (package, 1))


def tuple_column(context: Context) -> Finding | None:
    """Return the finding for a column, or a name of a table, with a comma behind it, if there is one."""
    for file in context.application:
        for owner in _classes(file):
            for node in owner.body:
                match node:
                    case ast.Assign(
                        targets=[ast.Name(id="__tablename__")], value=ast.Tuple(elts=[_])
                    ):
                        message = f"{owner.name}.__tablename__ is a tuple and no text: a comma stands behind it."
                        return finding("column-is-tuple", message, _COMMA, (file.path, node.lineno))
                    case (
                        ast.AnnAssign(
                            target=ast.Name(id=name), value=ast.Tuple(elts=[ast.Call() as call])
                        )
                        | ast.Assign(
                            targets=[ast.Name(id=name)], value=ast.Tuple(elts=[ast.Call() as call])
                        )
                    ) if _last_name(call.func) in _COLUMNS:
                        message = f"{owner.name}.{name} is a tuple and no column: a comma stands behind it."
                        return finding(
                            "column-is-tuple",
                            message,
                            _COMMA,
                            (file.path, call.end_lineno or call.lineno),
                        )
    return None


_COLUMNS = ("mapped_column", "Column")
_COMMA = "A comma at the end of the line makes a tuple. Take it out."


def compared_column(context: Context) -> Finding | None:
    """Return the finding for a column with == in the place of =, if there is one."""
    for file in context.application:
        for owner in _classes(file):
            for node in owner.body:
                match node:
                    case (
                        ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Compare())
                        | ast.Expr(value=ast.Compare(left=ast.Name(id=name)))
                    ):
                        message = f"== stands behind {owner.name}.{name}, where = belongs: it compares, and declares nothing."
                        hint = "One = gives the column its declaration."
                        return finding("model-error", message, hint, (file.path, node.lineno))
    return None


def _second_copy(context: Context) -> Finding | None:
    """A module of app/ that is imported without its package is a second copy, with a Base of its own."""
    for file in context.application:
        for node in file.walk():
            match node:
                case ast.ImportFrom(module=str(name), level=0):
                    names = [name]
                case ast.Import(names=aliases):
                    names = [alias.name for alias in aliases]
                case _:
                    continue
            for name in names:
                path = f"app/{name.replace('.', '/')}.py"
                if path in context.submission.files and path != file.path:
                    message = f"{file.path} imports {name}, which is a second copy of app.{name}, with a Base of its own."
                    hint = f"Import it as app.{name}: that is the one that Alembic looks at."
                    return finding("model-on-own-base", message, hint, (file.path, node.lineno))
    return None


def _own_base(context: Context) -> Finding | None:
    """The models stand on another Base or MetaData than the one that Alembic looks at."""
    for file in context.application:
        for node in file.walk() if file.path != _DATABASE else ():
            if line := _base_made_at(node):
                message = f"{file.path} makes a Base or MetaData of its own. Alembic looks at Base.metadata of app.database, which has no table."
                return finding("model-on-own-base", message, _INHERIT, (file.path, line))
    return None


def _base_made_at(node: ast.AST) -> int | None:
    """The line of *node*, where it makes a Base or a MetaData."""
    match node:
        case ast.ClassDef(bases=bases) if "DeclarativeBase" in map(_last_name, bases):
            return node.lineno
        case ast.Call(func=called) if _last_name(called) in _BASES:
            return node.lineno
    return None


_BASES = ("declarative_base", "MetaData", "registry", "automap_base")


def _last_name(node: ast.expr) -> str:
    """The last part of a name with dots: ``Base`` of ``database.Base``; empty for other code."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _not_imported(context: Context) -> Finding | None:
    """A model in a module that nothing imports."""
    models_file = context.models_file or MODELS
    for file in context.application:
        for node in _classes(file) if file.path != models_file else ():
            if "__tablename__" in _assigned(node):
                message = f"The model {node.name} is in {file.path}, which {models_file} does not import: nobody sees it."
                hint = f"Import it in {models_file}. Alembic and the grader both look there."
                if file.path == _MAIN:
                    hint = f"Move the model into {models_file}. Alembic and the grader both look there."
                return finding("model-not-imported", message, hint, (file.path, node.lineno))
    return None


def _classes(file: SourceFile) -> Iterator[ast.ClassDef]:
    statements = file.tree.body if file.tree else []
    yield from (node for node in statements if isinstance(node, ast.ClassDef))


def _assigned(node: ast.ClassDef) -> set[str]:
    targets = [
        target
        for statement in node.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
    ]
    targets += [statement.target for statement in node.body if isinstance(statement, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
