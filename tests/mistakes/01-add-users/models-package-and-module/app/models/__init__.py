from app.database import Base
