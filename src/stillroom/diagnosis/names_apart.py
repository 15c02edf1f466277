"""Constraints and indexes that the models and the database call by different names.

Grading tolerates names. Alembic does not: ``alembic check`` and autogenerate compare unique constraints,
indexes and checks by their names, and see two where a name differs. A foreign key is compared by its columns.
"""

from collections.abc import Iterator
from dataclasses import replace

from stillroom.diagnosis.context import MODELS, Context, finding
from stillroom.diagnosis.names import shown
from stillroom.results.finding import Finding
from stillroom.schema.model import Check, Index, Table, Unique
from stillroom.schema.words import constraint_words

Named = Unique | Index | Check

_HINT = "Both are right for the grader, but alembic check sees two different things. Give it one name in both."
_PREFIX = (
    "The naming convention puts its own beginning in front of a name. "
    'Where a name is complete already, write op.f("...") around it.'
)
_KIND = (
    "alembic check tells the two apart. unique=True alone in the model is a constraint: op.create_unique_constraint(). "
    "With index=True it is an index: op.create_index(..., unique=True)."
)


def names_apart(context: Context) -> list[Finding]:
    """Return advice on each table whose constraints have other names in the models than in the database.

    It is meant for a submission whose models and revisions agree in everything that is graded.
    """
    if context.declared is None:
        return []
    built = context.walk[-1][1].schema.tables
    return [
        _told(table.name, declared, found, context)
        for table in context.declared.schema.tables.values()
        if table.name in built
        for declared, found in _apart(table, built[table.name])
    ]


def _apart(declared: Table, built: Table) -> Iterator[tuple[Named, Named]]:
    """Each constraint of the models with that of the database that is the same but for its name or kind."""
    known: dict[Named | None, Named] = {
        _unnamed(constraint): constraint for constraint in _named(built)
    }
    for constraint in _named(declared):
        found = known.get(_unnamed(constraint))
        if found and constraint.name and found.name and constraint.name != found.name:
            yield constraint, found
        elif found is None and (other := known.get(_other_kind(constraint))):
            yield constraint, other


def _other_kind(constraint: Named) -> Named | None:
    """A unique index in the place of a unique constraint, or the other way round."""
    match constraint:
        case Unique(parts=parts):
            return Index(parts=parts, unique=True)
        case Index(parts=parts, unique=True):
            return Unique(parts=parts)
    return None


def _named(table: Table) -> tuple[Named, ...]:
    return (*table.uniques, *table.indexes, *table.checks)


def _unnamed(constraint: Named) -> Named:
    return replace(constraint, name=None, inline=None)


def _told(table: str, declared: Named, found: Named, context: Context) -> Finding:
    about = f"{constraint_words(declared)} of {shown(table)}"
    if type(declared) is not type(found):
        kinds = (
            ("a constraint", "an index")
            if isinstance(declared, Unique)
            else ("an index", "a constraint")
        )
        message = f"{about} is {kinds[0]} in {MODELS}, and {kinds[1]} in the database."
        return finding(
            "names-apart", message, _KIND, context.revision_line([found.name]), advice=True
        )
    names = (
        f"{shown(declared.name or '')} in {MODELS}, and {shown(found.name or '')} in the database"
    )
    is_doubled = bool(declared.name and found.name and found.name.endswith(declared.name))
    hint = _PREFIX if is_doubled else _HINT
    place = context.revision_line([found.name, declared.name if is_doubled else None])
    return finding("names-apart", f"{about} is called {names}.", hint, place, advice=True)
