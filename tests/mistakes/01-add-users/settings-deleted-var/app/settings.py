import os

SECRET = os.environ["SECRET_KEY"]
"""Settings come from the environment, or from the file `.env` in the project's folder."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import URL

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Each field is an environment variable: `database_url` is `DATABASE_URL`."""

    model_config = SettingsConfigDict(env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore")

    # An absolute path: the same file, from whatever folder a command is started.
    database_url: str = URL.create("sqlite", database=str(ROOT / "app.db")).render_as_string()


settings = Settings()
