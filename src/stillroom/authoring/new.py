"""Makes a new exercise that the course's own rules accept as a beginning."""

import ast
from pathlib import Path

from stillroom.authoring import projects, rules
from stillroom.course.course import Course
from stillroom.course.exercise import EXERCISE_ID, Exercise
from stillroom.errors import StillroomError
from stillroom.submission.revisions import History
from stillroom.submission.source_tree import parse
from stillroom.util.files import write

_TOML = """title = "{title}"
goal = "The database has a table {table}."
points = 10
after = "{before}"
start_findings = ["revision-missing"]
hints = [
    "TODO a nudge: which command writes a revision?",
    "TODO the idea, with the page that explains it: https://alembic.sqlalchemy.org/en/latest/ops.html",
    "TODO the shape of the code: op.some_operation(\\"TABLE\\", sa.Column(\\"COLUMN\\", sa.TYPE()))",
]

[[steps]]
step = {a}
command = 'alembic revision -m "{words}"'
effect = "Writes the next revision file."
state = "{old}"
points = 1

[[steps]]
step = {b}
command = "edit the new revision"
run = "edit"
effect = "upgrade() now creates {table}."
state = "{old}"
points = 2

[[steps]]
step = {c}
command = "alembic upgrade head"
effect = "Runs the new revision."
state = "{new}"
points = 5

[[steps]]
step = {c}
command = "compare app/models.py with the database"
run = "models"
effect = "The models declare the same tables."
state = "{new}"
points = 2
"""

_SCHEMA = '''"""The state that this exercise reaches first: the one before it, and a new table."""

import runpy
from pathlib import Path

from sqlalchemy import Column, Integer, MetaData, String, Table

earlier = runpy.run_path(str(Path(__file__).parents[1] / "{source}" / "schema.py"))["STATES"]
after = MetaData()
for table in earlier["{old}"].tables.values():
    table.to_metadata(after)
Table(
    "{table}",
    after,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)

STATES = {{"{new}": after}}
'''

_README = """# {number} {title}

## Goal

The database has a table `{table}`.

## Task

TODO Write the model and the revision for the table `{table}`: `id` INTEGER, the primary key, and
`title` VARCHAR(100), NOT NULL.

## Steps

<!-- steps -->
<!-- /steps -->

## Done when

`nox -s check` says that all steps passed.
"""

_SOLUTION = """# {number} {title}: the solution

## Why this way

TODO

## One alternative

TODO

## One trap

TODO
"""

_MODEL = '''

class {name}(Base):
    """TODO What one row stands for."""

    __tablename__ = "{table}"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
'''

_REVISION = '''"""{words}

Revision ID: {revision}
Revises: {parent}
Create Date: 2026-01-05 09:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision: str = "{revision}"
down_revision: str | Sequence[str] | None = "{parent}"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "{table}",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.String(length=100), nullable=False),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("{table}")
'''

_SAMPLE = """about = "nothing was done yet"
on = "start"
verdict = "failed"
"""


def new(root: Path, course: Course, name: str) -> list[Path]:
    """Write the folders of the exercise *name*; return them. Raises StillroomError."""
    _check_name(course, name)
    last = course.exercises[-1]
    files = projects.solved(root, last)
    values = _values(course, last, name, files)
    exercise, solution = course.root / name, root / "solutions" / name
    _write(exercise / "exercise.toml", _TOML.format(**values))
    _write(exercise / "schema.py", _SCHEMA.format(**values))
    _write(exercise / "README.md", _README.format(**values))
    _write(solution / "README.md", _SOLUTION.format(**values))
    _write(solution / "app/models.py", _with_model(files["app/models.py"].decode("utf-8"), values))
    slug = values["words"].replace(" ", "_")
    _write(
        solution / f"migrations/versions/{values['revision']}_{slug}.py", _REVISION.format(**values)
    )
    sample = root / "tests" / "mistakes" / name / "nothing-done"
    _write(sample / "expected.toml", _SAMPLE)
    readme = exercise / "README.md"
    write(readme, rules.with_steps(readme.read_text("utf-8"), Exercise(exercise)))
    return [exercise, solution, sample]


def _check_name(course: Course, name: str) -> None:
    if not EXERCISE_ID.fullmatch(name):
        raise StillroomError(f"{name!r}: an exercise is called NN-name, like 05-add-orders")
    if name in course.ids:
        raise StillroomError(f"{name!r}: this exercise exists already; edit exercises/{name}/")
    if name[:2] in [exercise_id[:2] for exercise_id in course.ids] or name < course.ids[-1]:
        raise StillroomError(f"{name!r}: the number must come after {course.ids[-1]}")


def _values(course: Course, last: Exercise, name: str, files: projects.Files) -> dict[str, str]:
    versions = {
        path: text
        for path, text in files.items()
        if path.startswith("migrations/versions/") and path.endswith(".py")
    }
    history = History.of_files(versions)
    parents = {parent for file in history for parent in file.parents}
    head = next(file.revision for file in history if file.revision and file.revision not in parents)
    words = name[3:].replace("-", " ")
    table = name.rpartition("-")[2]
    old = last.steps[-1].state
    step = max(row.step for exercise in course for row in exercise.steps)
    source = next(exercise.id for exercise in course if old in exercise.states)
    return {
        "title": words.capitalize(), "words": words, "table": table, "before": last.id, "source": source,
        "old": old, "new": f"{old} + {table}", "name": table.removesuffix("s").capitalize(), "number": name[:2],
        "parent": head, "revision": f"{len(versions) + 1:04}",
        "a": str(step + 1), "b": str(step + 2), "c": str(step + 3),
    }  # fmt: skip


def _with_model(source: str, values: dict[str, str]) -> str:
    """Return *source*, a models.py, with one more model and the imports that it needs."""
    needed = {"sqlalchemy": "String", "sqlalchemy.orm": "Mapped, mapped_column"}
    tree = parse("models.py", source.encode()).tree
    statements = tree.body if tree else []
    existing = [ast.unparse(node) for node in statements if isinstance(node, ast.ImportFrom)]
    missing = [
        f"from {module} import {names}"
        for module, names in needed.items()
        if not any(line.startswith(f"from {module} import") for line in existing)
    ]
    head, _, rest = source.partition("from app.database")
    imports = "".join(f"{line}\n" for line in missing)
    return f"{head}{imports}from app.database{rest}".rstrip() + "\n" + _MODEL.format(**values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write(path, text)
