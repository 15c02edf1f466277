"""The parent's side of isolation: which layers there are, how they are started, and whether they hold.

tiers     the tiers and their layers, as data
launch    the command line that starts a warmed process inside its tier
server    the lines spoken with a warmed process, and its end
probe     harmless attacks through the real path: what is blocked, and what is not
sweep     what a killed grader has left running is ended
"""
