"""The states of the exercise."""

import sqlalchemy as sa


def _states(*, boats: bool, call_sign: bool) -> sa.MetaData:
    metadata = sa.MetaData()
    sa.Table(
        "berths",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("pier", sa.String(20), nullable=False),
    )
    if boats:
        extra = [sa.Column("call_sign", sa.String(40), nullable=False, unique=True)]
        sa.Table(
            "boats",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("title", sa.String(60), nullable=False, index=True),
            sa.Column("crew", sa.Integer, nullable=False, server_default="1"),
            sa.Column("berth_id", sa.Integer, sa.ForeignKey("berths.id", ondelete="SET NULL")),
            *(extra if call_sign else ()),
            sa.CheckConstraint("crew > 0"),
        )
    return metadata


STATES = {
    "berths": _states(boats=False, call_sign=False),
    "boats": _states(boats=True, call_sign=False),
    "boats + call sign": _states(boats=True, call_sign=True),
}
