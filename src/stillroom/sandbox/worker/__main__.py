"""``python -I -m stillroom.sandbox.worker serve|session CONFINEMENT``: see ``serve``."""

import json
import sys

from stillroom.sandbox.worker.confine import Confinement
from stillroom.sandbox.worker.server import serve, session

if __name__ == "__main__":
    {"serve": serve, "session": session}[sys.argv[1]](Confinement(**json.loads(sys.argv[2])))
