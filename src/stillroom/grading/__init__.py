"""One submission on one exercise: the steps are replayed, and the record of it is made."""
