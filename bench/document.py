"""Writes ``docs/comparison.md``: the scores, and what they do and do not say."""

import platform
import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date

from bench.first_findings import Told
from bench.score import Score
from bench.table import HEADINGS, cells
from bench.tools import MODELS, SOLUTION, TIME_LIMIT
from stillroom.util.text import listed

PATH = "docs/comparison.md"

TEXT = """\
# Side by side with other tools

<!-- Written by `nox -s bench -- truth --write`. Change bench/document.py, not this file. -->

Many projects check their migrations with one of three tools. This page shows what these tools say about
the answers in `tests/mistakes/`, and what Stillroom says. For each of these answers it is known whether it
is right or wrong.

Measured on {day}: **{total} samples, {wrong} wrong and {right} right.** {drawn}
The folder may hold more samples by now. Samples that reach out of the database, for files, programs or the network, are left out: the
other tools would let them.

{scores}

And for each exercise, the wrong answers that were caught:

{exercises}

## How to read the tables

- **The samples are Stillroom's own tests.** They were written together with Stillroom, and it is mended
  until it gets all of them right. Its row says that its tests pass. It does not say how Stillroom does on
  work that nobody has seen.
- **The samples are not a fair picture of learners' work.** There is one sample for each kind of mistake
  that we know, frequent or rare. Many samples ask for something that only Stillroom claims to do.
- **The tools do not know the same.** These compare the database with the submission's own models:
  {models}.
  They cannot know that the task asked for something else. This one sees the database of the reference
  solution, and compares the end only: {reference}.
  Stillroom knows every state that the exercise names.
- **"Caught" means refused.** The tool reported a difference, or a test failed, for whatever reason. When
  the submission itself breaks and the tool ends with an error, that counts as caught.
- **Right is what the exercise asks for.** The exercises `01-add-users` and `02-add-email` do not judge
  `downgrade()`. A tool that runs it anyway refuses some answers that are right for the exercise.
- **Could not be run** means no answer: the tool itself failed, or it was not done after {limit} seconds.
  Such a sample is neither caught nor refused.
- **Seconds each** is the median for one sample with {jobs} at a time. The other tools start a new
  interpreter for each command, as they do when people use them. Stillroom keeps one warm, and runs more
  commands. Other machines give other numbers, and a busy machine makes them longer for all alike.

{first_findings}## What was missed most often

These are the findings that Stillroom names where the tool accepted the answer.
[findings.md](findings.md) explains each.

{missed}

{not_run}## What each tool is for

None of the three was made for grading, and none claims to be.

- [`alembic check`](https://alembic.sqlalchemy.org/en/latest/autogenerate.html) says whether
  `alembic revision --autogenerate` would find something to write. It is a good guard against a forgotten
  revision. It looks at no `downgrade()` and at no rows.
- [pytest-alembic](https://pytest-alembic.readthedocs.io/) brings four tests: one head, every upgrade runs,
  every downgrade runs, and the models agree. It is also a good base for own tests of migrations, with rows
  of one's own. Such tests would catch more. They are not part of this comparison, and neither are its
  experimental tests, which a project has to ask for.
- [sqlalchemy-diff](https://pypi.org/project/sqlalchemy-diff/) lists the differences between two databases,
  names of constraints included. Right answers with other names are different for it. A project can tell it
  what to ignore.
- Stillroom replays an exercise row by row, and judges the database after each row. It is of no use without
  an exercise that says what is expected.

## How it was measured

Every tool gets the same files: the project that the template makes, with the sample's `app/` and
`migrations/versions/`, and the course's own `env.py`. That file is bound to the models, and it asks Alembic
to compare server defaults and the names of check constraints too. That is more than the default: it
catches more, and it refuses right answers that write `DEFAULT NULL`.

- alembic check: `alembic upgrade head`, then `alembic check`.
- pytest-alembic: `pytest --test-alembic`, with an empty database for each test.
- sqlalchemy-diff (models): `alembic upgrade head`, then a comparison with the database that `create_all()`
  makes of the models.
- sqlalchemy-diff (reference): the same, compared with the database that the reference solution migrates to.
  That one, and not the bare expected schema, because its constraints have the names that the project's
  naming convention gives them.

The versions, on {platform}:

{versions}

To measure again, and to write this page anew:

```sh
nox -s bench -- truth
nox -s bench -- truth --write
```

`--only '03-downgrade/*'` measures some of the samples, `--most 40` draws at most 40 of each exercise, and
`--jobs 4` runs four at a time.
"""

_AFTER_FIRST = "## What was missed most often"
FIRST_HEADING = "## What the first finding says"
FIRST = """\
{heading}

A refusal alone helps nobody. This table is about Stillroom alone, measured on {day}: how often the first
finding on a wrong answer names the fault.

{table}

- In the samples, a finding names the fault where its line is near a line that the answer changes, or where
  it has a word of such a line. Their findings are tests, so this row only shows that the tests ask for
  something.
- The random courses are drawn for this measurement: tables, constraints, values, a right history on several
  roads, and one fault at a time. There, the first finding has to name the table, the column or the
  constraint, in the file that has the fault and at the right function, and it must blame no other
  revision. Nobody has read these courses before.

`nox -s bench -- findings` measures it again and lists what does not name the fault, `--write` renews
this section.

"""

ALL = "These were all of them."
DRAWN = "They are at most {most} of each exercise, drawn at random."

NOT_RUN = """\
## What could not be run

{lines}

"""


def first_findings(told: Sequence[Told]) -> str:
    """Return the section on the first findings."""
    rows = [[each.work, each.verdicts, each.named] for each in told]
    headings = ["Answers", "Right verdicts", "First findings that name the fault"]
    day = date.today().isoformat()
    return FIRST.format(heading=FIRST_HEADING, day=day, table=_table(headings, rows))


def with_first_findings(text: str, told: Sequence[Told]) -> str:
    """Return the document in *text* with another section on the first findings."""
    before, _, rest = text.partition(FIRST_HEADING)
    if not rest:
        before, heading, rest = text.partition(_AFTER_FIRST)
        return before + first_findings(told) + heading + rest
    return before + first_findings(told) + _AFTER_FIRST + rest.partition(_AFTER_FIRST)[2]


def written(
    scores: Sequence[Score],
    told: Sequence[Told],
    exercises: Sequence[str],
    jobs: int,
    most: int | None = None,
) -> str:
    """Return the document for *scores* and what was *told* first; *jobs* samples ran at a time.

    The scores are about at most *most* samples of each exercise, or about all of them.
    """
    by_models = [score for score in scores if score.against == MODELS]
    by_reference = [score for score in scores if score.against == SOLUTION]
    not_run = _lines(
        f"{score.tool}: `{outcome.sample.name}`: {_plain(outcome.message)}"
        for score in scores
        for outcome in score.not_run
    )
    return TEXT.format(
        day=date.today().isoformat(),
        total=len(scores[0].outcomes),
        wrong=len(scores[0].wrong),
        right=len(scores[0].right),
        drawn=DRAWN.format(most=most) if most else ALL,
        scores=_table(HEADINGS, [cells(score) for score in scores]),
        exercises=_table(
            ["Exercise", *(score.tool for score in scores)],
            [
                [exercise, *(score.caught_in(exercise) for score in scores)]
                for exercise in exercises
            ],
        ),
        models=listed(score.tool for score in by_models),
        reference=listed(score.tool for score in by_reference),
        limit=f"{TIME_LIMIT:g}",
        jobs=jobs,
        first_findings=first_findings(told),
        missed=_missed(scores),
        not_run=NOT_RUN.format(lines=not_run) if not_run else "",
        versions=_lines(f"{score.tool}: {score.versions}" for score in scores),
        platform=f"Python {platform.python_version()} and SQLite {sqlite3.sqlite_version}",
    )


def _missed(scores: Sequence[Score]) -> str:
    return _lines(
        f"{score.tool}: " + ", ".join(f"`{code}` {number} times" for code, number in score.missed())
        for score in scores
        if score.missed()
    )


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _lines(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _plain(text: str) -> str:
    """A strange text that no Markdown reader takes for markup."""
    return f"`{text.replace('`', '')}`" if text else "nothing was said"
