"""Reading the TOML files of a course: whatever is wrong is one line with file and key."""

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from stillroom.errors import StillroomError
from stillroom.util.text import clean
from stillroom.util.validation import in_our_words

Model = TypeVar("Model", bound=BaseModel)


class CourseData(BaseModel):
    """A part of a course as data: it cannot be changed, and an unknown key is a mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def read_data(path: Path, model: type[Model]) -> Model:
    """Return the TOML file *path* as *model*; raises StillroomError with file, key, expectation."""
    try:
        return model.model_validate(read_toml(path))
    except ValidationError as error:
        first = error.errors()[0]
        key = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in first["loc"])
        message = in_our_words(first["msg"])
        raise StillroomError(
            f"{path}: {key.lstrip('.') or 'the file'}: {clean(message, 300)}"
        ) from error


def read_toml(path: Path) -> dict[str, Any]:
    """Return what the TOML file *path* holds; raises StillroomError with file and place."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise StillroomError(f"{path}: cannot be read: {clean(str(error), 200)}") from error
    except ValueError as error:  # its own kind, and Python's for a number of too many digits
        raise StillroomError(f"{path}: not valid TOML: {clean(str(error), 200)}") from error
    except RecursionError as error:
        raise StillroomError(f"{path}: not valid TOML: values are nested too deeply") from error
