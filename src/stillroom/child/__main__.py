"""``python -I -m stillroom.child serve|session CONFINEMENT``: see ``serve``."""

import json
import sys

from stillroom.child.confine import Confinement
from stillroom.child.serve import serve, session

if __name__ == "__main__":
    {"serve": serve, "session": session}[sys.argv[1]](Confinement(**json.loads(sys.argv[2])))
