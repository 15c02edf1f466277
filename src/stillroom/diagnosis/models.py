"""What went wrong in the models: nothing declared, or something else than the revisions build."""

import ast
from collections.abc import Iterator

from stillroom.diagnosis.case import MODELS, Case, Problem, finding
from stillroom.diagnosis.differences import describe, in_models, opened
from stillroom.history import parse
from stillroom.result import Finding
from stillroom.text import listed

_DATABASE = "app/database.py"
_INHERIT = "Write the model as a class that inherits from Base of app.database."


def models(problem: Problem, case: Case) -> list[Finding]:
    """The models declare another schema than the exercise expects."""
    expected, declared = case.states[problem.step.state], problem.found.schema
    if expected.tables and not declared.tables:
        built = f"the revisions build {listed(list(expected.tables))}"
        return [_shadowed(case) or _own_base(case) or _not_imported(case) or _none(built, case)]
    if better := _shadowed(case) or tuple_column(case):
        return [better]
    locate = lambda words, _: case.model_line(*words)
    findings = describe(expected, declared, case.states.exact, locate)
    subject = f"The revisions are right, and {MODELS} disagrees: "
    return opened(in_models(findings), "model-", subject)


def _none(built: str, case: Case) -> Finding:
    message = f"{MODELS} declares no table on Base.metadata; {built}."
    for node in _classes(case, MODELS):
        place = MODELS, node.lineno
        if "__abstract__" in _assigned(node):
            return finding(
                "model-missing",
                f"{message} {node.name} is abstract, so it has no table.",
                "Take __abstract__ out of the model.",
                place,
            )
        bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
        if "Base" not in bases:
            message += f" The class {node.name} does not inherit from Base."
        return finding("model-missing", message, _INHERIT, place)
    return finding("model-missing", message, _INHERIT, case.model_line())


def _shadowed(case: Case) -> Finding | None:
    """Where a package and a module have one name, Python imports the package."""
    package = f"{MODELS.removesuffix('.py')}/__init__.py"
    if MODELS not in case.submission.files or package not in case.submission.files:
        return None
    message = f"Python imports the package {package.removesuffix('__init__.py')} and not {MODELS}."
    hint = "Both have one name, and the package is found first. Keep one of the two."
    return finding("models-shadowed", message, hint, (package, 1))


def tuple_column(case: Case) -> Finding | None:
    """Return the finding for a column with a comma behind it, if there is one."""
    for path in _application(case):
        for owner in _classes(case, path):
            for node in owner.body:
                match node:
                    case (
                        ast.AnnAssign(
                            target=ast.Name(id=name), value=ast.Tuple(elts=[ast.Call() as call])
                        )
                        | ast.Assign(
                            targets=[ast.Name(id=name)], value=ast.Tuple(elts=[ast.Call() as call])
                        )
                    ) if ast.unparse(call.func).rpartition(".")[2] in _COLUMNS:
                        message = f"{owner.name}.{name} is a tuple and no column: a comma stands behind it."
                        hint = "A comma at the end of the line makes a tuple. Take it out."
                        return finding(
                            "column-is-tuple", message, hint, (path, call.end_lineno or 1)
                        )
    return None


_COLUMNS = ("mapped_column", "Column")


def _own_base(case: Case) -> Finding | None:
    """The models stand on another Base or MetaData than the one that Alembic looks at."""
    for path in _application(case):
        for node in ast.walk(parse(path, case.submission.files[path]).tree or ast.Module([], [])):
            if path != _DATABASE and _makes_a_base(node):
                message = f"{path} makes a Base or MetaData of its own. Alembic looks at Base.metadata of app.database, which has no table."
                place = path, int(getattr(node, "lineno", 1))
                return finding("model-on-own-base", message, _INHERIT, place)
    return None


def _makes_a_base(node: ast.AST) -> bool:
    match node:
        case ast.ClassDef(bases=bases):
            return any(ast.unparse(base).endswith("DeclarativeBase") for base in bases)
        case ast.Call(func=called):
            name = ast.unparse(called).rpartition(".")[2]
            return name in ("declarative_base", "MetaData", "registry", "automap_base")
    return False


def _not_imported(case: Case) -> Finding | None:
    """A model in a module that nothing imports."""
    for path in _application(case):
        for node in _classes(case, path):
            if path != MODELS and "__tablename__" in _assigned(node):
                message = f"The model {node.name} is in {path}, which {MODELS} does not import: nobody sees it."
                hint = f"Import it in {MODELS}. Alembic and the grader both look there."
                return finding("model-not-imported", message, hint, (path, node.lineno))
    return None


def _application(case: Case) -> list[str]:
    return sorted(path for path in case.submission.files if path.startswith("app/"))


def _classes(case: Case, path: str) -> Iterator[ast.ClassDef]:
    tree = parse(path, case.submission.files.get(path, b"")).tree
    yield from (node for node in tree.body if isinstance(node, ast.ClassDef)) if tree else ()


def _assigned(node: ast.ClassDef) -> set[str]:
    targets = [target for one in node.body if isinstance(one, ast.Assign) for target in one.targets]
    targets += [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
    return {target.id for target in targets if isinstance(target, ast.Name)}
