"""Courses drawn at random, right answers to them on several roads, and one fault at a time."""
