"""`python -m benchmarks`: the product beside the ceiling and the naive way, on both engines, small data and large.

`--quick` takes the medium data instead of the large and shorter slices: less than three minutes, data included. The
last line says which gates hold; the exit status is 1 when one does not.
"""

import argparse
import json
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks.gates import gates
from benchmarks.measuring import Plan
from benchmarks.running import Course, run
from benchmarks.sizes import LARGE, MEDIUM
from benchmarks.tables import report, verdict

WHOLE = Course(LARGE, Plan(rounds=9, seconds=1.2))
QUICK = Course(MEDIUM, Plan(rounds=3, seconds=0.4), small=("product",), starts=1)


def main() -> int:
    """Runs, prints the tables and the verdict, and keeps everything as JSON."""
    # Ended from outside, the run still stops its servers and removes its folder.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--quick", action="store_true", help="less data and shorter slices")
    options.add_argument("--data", type=Path, help="folder for generated files and results.json")
    given = options.parse_args()
    folder: Path = given.data or Path(tempfile.gettempdir(), "learnbridge-benchmarks")
    folder.mkdir(parents=True, exist_ok=True)
    course = QUICK if given.quick else WHOLE
    results = run(course, folder)
    found = gates(results, course.larger.name)
    kept = {**results.as_json(), "gates": [{**gate._asdict(), "holds": gate.holds} for gate in found]}
    file = folder / ("results-quick.json" if given.quick else "results.json")
    file.write_text(json.dumps(kept, indent=1))
    print(report(results, found))
    print(f"\nAll figures: {file}\n\n{verdict(found)}")
    return 0 if all(gate.holds for gate in found) else 1


if __name__ == "__main__":
    sys.exit(main())
