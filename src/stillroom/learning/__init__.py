"""The ways to learn: read, predict, quiz, recall, explain, and the overview of what is done."""
