"""The types that clean learners' text: whatever a record carries of it has been cleaned."""

from typing import Annotated

from pydantic import BeforeValidator

from stillroom.util.text import clean, indented

Line = Annotated[
    str, BeforeValidator(lambda value: clean(value) if isinstance(value, str) else value)
]

Code = Annotated[
    str, BeforeValidator(lambda value: indented(value) if isinstance(value, str) else value)
]
"""A line of code, with the blanks that it begins with."""
