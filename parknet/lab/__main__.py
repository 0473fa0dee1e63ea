"""`python -m parknet.lab RECORD`: a lab process; started by `parknet.lab.process`, not by hand."""

import sys
from pathlib import Path

from parknet.lab.serving import serve

if __name__ == "__main__":
    serve(Path(sys.argv[1]))
