"""Follows a learner's project and database without touching either.

    stamps     what to look at before anything is read: times and sizes of files
    source     which database it is, and a copy of it
    snapshot   what is there now: revisions, models, version, schema
    events     what the learner has done between two snapshots
    table      the rows of the lesson's table, filled with what was met
    advice     the one next thing
    follower   all of that again and again, and the exercise re-checked after each save

A learner's code is never run here; a check runs it isolated, as every check does.
"""

from stillroom.follow.events import Event, events
from stillroom.follow.follower import TICK, Follower
from stillroom.follow.snapshot import Revision, Snapshot, look
from stillroom.follow.table import Met

__all__ = ["TICK", "Event", "Follower", "Met", "Revision", "Snapshot", "events", "look"]
