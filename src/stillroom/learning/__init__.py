"""The ways to learn: the task, read, predict, quiz, recall, explain, and the overview of what is done."""
