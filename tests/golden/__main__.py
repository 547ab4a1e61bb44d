"""The command line: `python -m tests.golden [--list] [--wrong] [--write-baseline]`."""

import argparse
import asyncio
import json
import sys

from tests.golden.figures import BASELINE, figures, listed, run, table
from tests.golden.judging import Verdict


def main() -> int:
    """Run them all and print the table; the exit status says whether any acted wrong."""
    options = _parser().parse_args()
    judged = asyncio.run(run())
    if options.wrong:
        sys.stdout.write(f"{listed(judged, Verdict.ACTED_WRONG, Verdict.RAISED)}\n")
    if options.list:
        sys.stdout.write(f"{listed(judged)}\n")
    sys.stdout.write(f"{table(judged)}\n")
    if options.write_baseline:
        BASELINE.write_text(json.dumps(figures(judged), indent=1) + "\n", encoding="utf-8")
    return int(any(one.verdict in {Verdict.ACTED_WRONG, Verdict.RAISED} for one in judged))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--list", action="store_true", help="each request that is not right")
    parser.add_argument("--wrong", action="store_true", help="each request that acted wrong")
    parser.add_argument("--write-baseline", action="store_true", help="hold later runs to this")
    return parser


if __name__ == "__main__":
    sys.exit(main())
