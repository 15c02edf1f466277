"""The faces of a result: pure functions from records to text."""
