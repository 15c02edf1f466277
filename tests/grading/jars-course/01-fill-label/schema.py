"""The states of the exercise."""

import sqlalchemy as sa

JARS = sa.MetaData()
sa.Table(
    "jars",
    JARS,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("content", sa.String(50), nullable=False),
    sa.Column("sealed", sa.Boolean, nullable=False),
    sa.Column("filled", sa.Date),
)
LABELLED = sa.MetaData()
sa.Table(
    "jars",
    LABELLED,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("content", sa.String(50), nullable=False),
    sa.Column("sealed", sa.Boolean, nullable=False),
    sa.Column("filled", sa.Date),
    sa.Column("label", sa.String(50), nullable=False),
)
STATES = {"jars": JARS, "labelled jars": LABELLED}
