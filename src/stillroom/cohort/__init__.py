"""A whole class at once: graded in parallel, kept one by one, gone on with after every interruption.

gather     what is to be graded: the folders of a folder, or the lines of a roster
bare       the files of a bare Git repository, read without running anything of it
work       the grading of one submission, and everything that decides its result
local      the work done by threads, each with a warmed process of its own
cluster    the same work done by a Dask cluster
keep       the result files: written whole, checked when read, locked for one run
progress   the bar, or the lines, while it runs
run        the loop over all of it
summary    what a teacher wants to know of a cohort
"""
