"""The messages of pydantic in the words of this program."""


def in_our_words(message: str) -> str:
    """Return *message* without the words that pydantic puts before the text of a validator."""
    return message.replace("Value error, ", "")
