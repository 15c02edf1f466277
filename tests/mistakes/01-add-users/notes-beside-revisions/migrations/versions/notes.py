# alembic upgrade head
# alembic downgrade -1
