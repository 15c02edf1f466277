"""The grader's side of isolation: the tiers, how a warmed process is started, and whether the tier holds."""
