"""The course as data: exercises, steps, states and the lesson, validated when they are read."""
