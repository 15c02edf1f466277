"""What pydantic says of a value, as we say it."""


def in_our_words(message: str) -> str:
    """Return *message* without the words that pydantic puts before the text of a validator."""
    return message.replace("Value error, ", "")
