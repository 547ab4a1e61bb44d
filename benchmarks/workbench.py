"""An office benchmark: `python benchmarks/workbench.py --data DIR --requests FILE --out FILE [--ask]`.

DIR holds calendar_events.csv, emails.csv, customer_relationship_manager_data.csv and
email_addresses.csv; FILE has a request in JSON a line. See benchmarks/officework.
"""

import sys
from pathlib import Path


def main() -> int:
    """Measure and print; the exit status says whether it could be measured, not how well."""
    # As a script only this folder is on the path, and the project's packages lie beside it.
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    from app.logs import configure  # noqa: PLC0415 - see above
    from app.loop import run_on_loop  # noqa: PLC0415 - likewise
    from benchmarks.officework.command import measure, parser  # noqa: PLC0415 - likewise
    from benchmarks.processes import BenchmarkError  # noqa: PLC0415 - likewise

    options = parser().parse_args()
    configure("ERROR")
    try:
        run_on_loop(measure(options))
    except BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
