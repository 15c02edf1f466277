"""The course as data: exercises, their steps and states, and the texts and questions to learn from.
All of it is checked when it is read."""
