import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    # 創建用戶表 — إنشاء جدول المستخدمين
    таблица = "users"  # имя таблицы
    op.create_table(
        таблица,
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(length=50), nullable=False),
    )


def downgrade():
    op.drop_table("users")
