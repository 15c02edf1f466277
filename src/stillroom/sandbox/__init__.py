"""The isolation of learners' code: its tiers, how a process that was prepared in advance (warmed)
is started, and a test that the isolation works. `worker/` is what runs beside learners' code.
"""
