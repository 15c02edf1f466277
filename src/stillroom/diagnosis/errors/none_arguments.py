"""None in the place of a name, a column or a table, in the call of one of Alembic's operations.

What comes of it differs by operation: a KeyError, a name made of nothing, SQL with a table that nobody
has. The call itself says it: one rule, by the signatures of Alembic's operations.
"""

import ast
import inspect
from collections.abc import Callable, Iterator

from stillroom.databases.error_rule import ErrorRule
from stillroom.diagnosis.context import Context
from stillroom.diagnosis.errors.sqlalchemy import CONSTRAINT_WITHOUT_NAME
from stillroom.sandbox.outcome import ReportedError
from stillroom.submission.line_search import calls_at

Place = tuple[str, int]

_NEW_NAMES = ("constraint_name", "index_name")
"""Parameters of operations that make something: None there leaves the name to the convention."""
_STANDS_FOR = {"sqltext": "SQL", "table": "a table", "column": "a column", "columns": "a column"}
"""What belongs in the place of None, by the name of the parameter; anything else is a name."""
_NO_RULE_NEEDED = ("wrong-arguments", "constraint-needs-name")
"""The codes of what is told well enough by the text of the error."""

_NAME_THE_CONSTRAINT = ErrorRule(
    "constraint-needs-name",
    "",
    "",
    "A constraint is dropped without its name: None stands where its name belongs.",
    "Name the constraint that is dropped. It has the name that it got when it was made.",
)


def none_argument(
    trouble: ReportedError, rule: ErrorRule, frame: Place | None, context: Context
) -> tuple[ErrorRule, Place] | None:
    """Return the rule for an error that comes of None as an argument, and the place of the call.

    *rule* is the one that the error's own text has led to, *frame* the line that raised it.
    """
    if frame is None or trouble.kind == "IntegrityError":
        return None
    file = context.source(frame[0])
    for call in calls_at(file, frame[1]):
        operation = _operation(call)
        parameter = next(_nones(call, operation), None) if operation else None
        if operation is None or parameter is None:
            continue
        is_dropped = operation.__name__ == "drop_constraint"
        place = frame[0], call.lineno
        if rule.code in _NO_RULE_NEEDED and not (is_dropped and rule is CONSTRAINT_WITHOUT_NAME):
            return rule, place
        return _NAME_THE_CONSTRAINT if is_dropped else _rule(parameter), place
    return None


def _rule(parameter: str) -> ErrorRule:
    what = _STANDS_FOR.get(parameter, "a name")
    hint = "Name the table, the column or the constraint that the operation works on."
    if what != "a name":
        hint = "Compare the call with Alembic's documentation."
    return ErrorRule("wrong-arguments", "", "", f"None stands where {what} was expected.", hint)


def _operation(call: ast.Call) -> Callable[..., object] | None:
    """The operation of Alembic that *call* calls: of ``op``, or of a name that is taken for a batch."""
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return None
    # Alembic takes long to load, and most gradings need nothing of it here.
    from alembic.operations import BatchOperations, Operations

    owner = Operations if call.func.value.id == "op" else BatchOperations
    operation = vars(owner).get(call.func.attr)
    return operation if inspect.isfunction(operation) else None


def _nones(call: ast.Call, operation: Callable[..., object]) -> Iterator[str]:
    """The parameters of *operation* that are None in *call*, and must not be."""
    parameters = list(inspect.signature(operation).parameters.values())[1:]
    by_name = {parameter.name: parameter for parameter in parameters}
    given = list(zip(parameters, call.args, strict=False))
    given += [
        (by_name[keyword.arg], keyword.value) for keyword in call.keywords if keyword.arg in by_name
    ]
    is_made = operation.__name__.startswith("create_")
    for parameter, value in given:
        is_list = isinstance(value, ast.List | ast.Tuple) and any(map(_is_none, value.elts))
        if _is_none(value) and not _may_be_none(parameter, is_made) or is_list:
            yield parameter.name


def _may_be_none(parameter: inspect.Parameter, is_made: bool) -> bool:
    if is_made and parameter.name in _NEW_NAMES:
        return True
    return parameter.default is not parameter.empty or "None" in str(parameter.annotation)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
