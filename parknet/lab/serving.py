"""The inside of a lab process: orders in by standard input, a lab and its control channel out."""

import json
import os
import signal
import socketserver
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from parknet.lab.clock import LabClock
from parknet.lab.faults import Fault
from parknet.lab.park import Lab
from parknet.lab.process import ORDERS, LabState, clear, socket_folder, started_at, write_state

Request = dict[str, Any]  # JSON has no closed type


def answers(
    lab: Lab, stop: Callable[[], None], release: Callable[[], None]
) -> dict[str, Callable[[Request], object]]:
    """Return what the lab does on each request."""
    return {
        "endpoints": lambda _: {name: end.as_json() for name, end in lab.endpoints.items()},
        "now": lambda _: lab.clock.now(),
        "advance": lambda request: lab.advance(float(request["seconds"])),
        "running": lambda request: lab.running(request["device"]),
        "at": lambda request: lab.at(request["device"], request["address"]),
        "reached": lambda request: lab.is_reached(request["device"]),
        "configure": lambda request: lab.configure(request["device"], *request["lines"]),
        "faults": lambda _: [asdict(fault) for fault in lab.faults],
        "plant": lambda request: lab.plant(Fault(**request["fault"])),
        "heal": lambda request: lab.heal(Fault(**request["fault"])),
        "release": lambda _: release(),
        "stop": lambda _: stop(),
    }


def answer(line: bytes, table: dict[str, Callable[[Request], object]]) -> bytes:
    """Return the reply to one line; a bad request is told, never fatal."""
    try:
        request = json.loads(line)
        reply: dict[str, object] = {"value": table[request["do"]](request)}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reply = {"error": f"{type(error).__name__}: {error}"}
    return json.dumps(reply).encode() + b"\n"


def serve(record: Path) -> None:
    """Run a lab as standard input orders until it is told to stop."""
    try:
        orders = ORDERS.validate_json(sys.stdin.buffer.readline())
    except ValidationError:
        raise SystemExit("no orders on standard input") from None
    stopping, released = threading.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    lab = Lab(
        orders.network,
        orders.startup,
        orders.secrets,
        orders.seed,
        orders.faults,
        clock=LabClock(ticking=orders.ticking),
    )
    table = answers(lab, stopping.set, released.set)

    class Channel(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                self.wfile.write(answer(line, table))

    place = socket_folder() / "control"
    server = socketserver.ThreadingUnixStreamServer(str(place), Channel)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with lab:
        state = LabState(
            os.getpid(),
            started_at(os.getpid()),
            str(place),
            orders.network.park,
            len(lab.endpoints),
        )
        write_state(record, state)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        threading.Thread(target=_watch_parent, args=(stopping, released), daemon=True).start()
        stopping.wait()
    server.shutdown()
    server.server_close()
    clear(record)


def _watch_parent(stopping: threading.Event, released: threading.Event) -> None:
    """Stop when the pipe from the parent ends, for then it is no more; unless it released us."""
    os.read(sys.stdin.fileno(), 1)
    if not released.is_set():
        stopping.set()
