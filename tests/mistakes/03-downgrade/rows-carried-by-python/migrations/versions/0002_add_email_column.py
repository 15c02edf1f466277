import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade():
    op.add_column("users", sa.Column("email", sa.String(length=255), nullable=True))


def downgrade():
    bind = op.get_bind()
    rows = [dict(row) for row in bind.execute(sa.text("SELECT id, name FROM users")).mappings()]
    op.drop_table("users")
    users = op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )
    if rows:
        op.bulk_insert(users, rows)
