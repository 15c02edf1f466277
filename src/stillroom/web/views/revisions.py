"""The pages Trace and Explore: what revisions do, and two places of their history side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from stillroom.diagrams.lines import changed_names
from stillroom.diagrams.schema import schema_svg
from stillroom.project.schema_at import SchemaAt
from stillroom.project.snapshot import Snapshot
from stillroom.project.trace import Stage
from stillroom.results.finding import Finding


@dataclass(frozen=True)
class StageView:
    """One command of Alembic, the SQL that it sent, and a diagram of the schema after it."""

    command: str
    message: str
    statements: tuple[str, ...]
    trouble: Finding | None
    state: str
    versions: tuple[str, ...]
    diagram: str


@dataclass(frozen=True)
class SchemaSide:
    """The schema at one place of the history."""

    title: str
    trouble: str | None
    diagram: str


@dataclass(frozen=True)
class ExploreView:
    """Two places of the history side by side, and every place that can be chosen."""

    left: str
    right: str
    places: tuple[tuple[str, str], ...]
    """Each place: its name, and the words for it."""
    shown: tuple[SchemaSide, SchemaSide]
    differences: tuple[str, ...]


def trace_view(stages: Sequence[Stage]) -> tuple[StageView, ...]:
    """Return what the page Trace shows of *stages*."""
    return tuple(
        StageView(
            command=stage.command,
            message=stage.message,
            statements=stage.statements,
            trouble=stage.trouble,
            state=stage.state,
            versions=stage.versions,
            diagram=schema_svg(stage.schema, changed_names(stage.before, stage.schema)),
        )
        for stage in stages
    )


def explore_view(compared: Sequence[SchemaAt], snapshot: Snapshot) -> ExploreView:
    """Return what the page Explore shows of the two places in *compared*."""
    left, right = compared
    changed = changed_names(left.schema, right.schema)
    return ExploreView(
        left=left.name,
        right=right.name,
        places=_places(snapshot),
        shown=(_side(left, changed), _side(right, changed)),
        differences=tuple(sorted(changed)),
    )


def _side(place: SchemaAt, changed: frozenset[str]) -> SchemaSide:
    return SchemaSide(place.title, place.trouble, schema_svg(place.schema, changed))


def _places(snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    revisions = [
        (revision.id, f"{revision.id} {revision.message}".rstrip())
        for revision in snapshot.chain
        if revision.id
    ]
    return (
        ("base", "base: before the first revision"),
        *revisions,
        ("head", "head: after the last revision"),
        ("models", "models: what app/models.py declares"),
        ("database", "database: your own, as it is now"),
    )
