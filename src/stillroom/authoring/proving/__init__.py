"""Proving an exercise: wrong answers are derived from its solution, and each must be refused."""
