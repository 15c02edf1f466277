"""The states of the exercise."""

import sqlalchemy as sa

SHELVES = sa.MetaData()
sa.Table(
    "shelves",
    SHELVES,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
)
NUMBERED = sa.MetaData()
sa.Table(
    "shelves",
    NUMBERED,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(20), nullable=False),
    sa.Column("number", sa.Integer),
)
STATES = {"shelves": SHELVES, "numbered shelves": NUMBERED}
