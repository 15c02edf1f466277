"""The mutation run: are the samples and tests good enough to notice a mistake in the grader?"""
