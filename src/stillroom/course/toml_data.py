"""Reading the TOML files of a course: whatever is wrong is one line with file and key."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from stillroom.errors import StillroomError
from stillroom.util.text import clean, listed, nearest
from stillroom.util.validation import key_of, message_of

Model = TypeVar("Model", bound=BaseModel)
_UNKNOWN = "extra_forbidden"


class CourseData(BaseModel):
    """A part of a course as data: it cannot be changed, and an unknown key is a mistake.

    TOML has types of its own, so no value is taken for another: not "3" for 3, nor "yes" for true.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("it is empty")
    return text


def _plain(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text):
        raise ValueError(
            f"{text!r} is no plain name: small letters and digits, with hyphens between them"
        )
    return text


Text = Annotated[str, AfterValidator(_not_blank)]
"""A text that says something."""
PlainName = Annotated[str, AfterValidator(_plain)]
"""A name that can stand in an address: ``my-course``."""


def read_data(path: Path, model: type[Model]) -> Model:
    """Return the TOML file *path* as *model*; raises StillroomError with file, key, expectation."""
    try:
        return model.model_validate(read_toml(path))
    except ValidationError as error:
        errors = error.errors()
        # A key that is misspelt is missing under its right name, too: that is the lesser mistake.
        first = next((told for told in errors if told["type"] == _UNKNOWN), errors[0])
        is_unknown = first["type"] == _UNKNOWN
        message = _unknown_key(model, first["loc"]) if is_unknown else message_of(first)
        raise StillroomError(
            f"{path}: {clean(key_of(first), 100) or 'the file'}: {clean(message, 300)}"
        ) from error


def _unknown_key(model: type[BaseModel], place: tuple[int | str, ...]) -> str:
    """Say which key the unknown one at *place* of *model* was most likely meant to be."""
    keys = [part for part in place if isinstance(part, str)]
    part: type[BaseModel] | None = model
    for key in keys[:-1]:
        part = part and _model_of(part, key)
    known = [field.alias or name for name, field in part.model_fields.items()] if part else []
    near = nearest(keys[-1], known)
    return f"unknown key; {f'did you mean {near}?' if near else f'known are {listed(known)}'}"


def _model_of(model: type[BaseModel], key: str) -> type[BaseModel] | None:
    """Return the model of the values that the field *key* of *model* holds, if they have one."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    annotations: list[Any] = [fields[key].annotation] if key in fields else []
    while annotations:
        annotation = annotations.pop()
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            return annotation
        annotations += get_args(annotation)
    return None


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
