import sqlalchemy as sa

from app.database import Base

users = sa.Table(
    "users",
    Base.metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(50), nullable=False),
)
