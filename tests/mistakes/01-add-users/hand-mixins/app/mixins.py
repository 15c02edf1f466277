from sqlalchemy.orm import Mapped, mapped_column, declared_attr


class Named:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


class WithId:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
