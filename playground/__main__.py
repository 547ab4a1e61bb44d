"""The command line: `python -m playground`."""

import argparse
import asyncio
import json
import signal
import socket
import sys
import time
from pathlib import Path

from pydantic import ValidationError

from playground.server import PlaygroundServer
from playground.workspace import InstalledApp, Workspace, default_workspace


def main() -> int:
    """Serve until told to stop; the exit status."""
    options = _parser().parse_args()
    try:
        asyncio.run(_serve(options))
    except (OSError, ValidationError) as wrong:
        sys.stderr.write(f"The playground cannot start: {wrong}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m playground", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--prefer-port", type=int, default=0, help="take it if free, else any")
    parser.add_argument("--state", type=Path, help="directory for what survives a restart")
    parser.add_argument("--workspace", type=Path, help="JSON file with the workspace")
    parser.add_argument("--offset", type=float, default=0.0, help="seconds to add to the clock")
    parser.add_argument("--parent-pipe", action="store_true", help="stop when stdin ends")
    return parser


async def _serve(options: argparse.Namespace) -> None:
    workspace = _read_workspace(options.workspace)
    server = PlaygroundServer(
        workspace,
        options.state,
        now=lambda: time.time() + options.offset,
        port=options.port or _free_or_any(options.prefer_port),
    )
    async with server:
        sys.stdout.write(json.dumps({"event": "ready", "url": server.url}) + "\n")
        sys.stdout.flush()
        await _told_to_stop(parent_pipe=options.parent_pipe)


def _free_or_any(port: int) -> int:
    """The port if nobody listens there, else 0, which takes any."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _read_workspace(path: Path | None) -> Workspace:
    if path is None:
        # Whose app it is is not known yet, so neither are its commands.
        return default_workspace(InstalledApp(takes_any_command=True))
    return Workspace.model_validate_json(path.read_text(encoding="utf-8"))


async def _told_to_stop(*, parent_pipe: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    if not parent_pipe:
        await stop.wait()
        return
    # The pipe ends with the process that holds its other end, however that process dies.
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    waits = [
        asyncio.create_task(reader.read(), name="parent-pipe"),
        asyncio.create_task(stop.wait(), name="stop-signal"),
    ]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)
    transport.close()


if __name__ == "__main__":
    sys.exit(main())
