"""A lab in a process of its own, so that it has a core of its own, and the channel to talk to it.

A record says which process it is and where its Unix socket lies; requests and replies are JSON
lines. What a killed lab left behind is recognised: a process is only taken for a lab, and only
ended, when its number and its start time are those in the record.
"""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from parknet.errors import StateError
from parknet.lab.endpoint import Endpoint
from parknet.lab.faults import Fault
from parknet.model.network import Network

_SOCKETS: Final = "parknet-lab-"
_REPLY_S: Final = 60.0
_STOP_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Orders:
    """What a lab process is started with; handed over through its standard input."""

    network: Network
    startup: Mapping[str, str]
    secrets: Mapping[str, str]
    seed: int
    faults: tuple[Fault, ...]
    ticking: bool


ORDERS: Final = TypeAdapter(Orders)


@dataclass(frozen=True, slots=True)
class LabState:
    """What the record holds."""

    pid: int
    started: str  # the kernel's start time of the process, "" where it tells none
    socket: str
    park: str
    devices: int


def started_at(pid: int) -> str:
    """Return when the kernel started a process, in its own unit; empty where it cannot tell."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    # The name in parentheses may hold anything; the start is field 22 [D] proc(5).
    fields = text.rpartition(")")[2].split()
    return fields[19] if len(fields) > 19 and fields[0] != "Z" else ""


def read_state(record: Path) -> LabState | None:
    """Return what a lab wrote into its record; None where there is nothing of use."""
    try:
        return LabState(**json.loads(record.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_state(record: Path, state: LabState) -> None:
    """Write the record so that nobody ever reads half of it."""
    draft = record.with_name(f"{record.name}.{os.getpid()}")
    draft.write_text(json.dumps(asdict(state)), encoding="utf-8")
    draft.replace(record)


def is_alive(state: LabState) -> bool:
    """Return whether the process of a state is there and is the same that wrote it."""
    try:
        os.kill(state.pid, 0)
    except (ProcessLookupError, PermissionError, OverflowError):
        return False
    return started_at(state.pid) == state.started


def is_running(record: Path) -> bool:
    """Return whether the lab of a record is there; nothing is changed."""
    state = read_state(record)
    return state is not None and is_alive(state)


def clear(record: Path) -> None:
    """Remove what a lab left behind."""
    state = read_state(record)
    if state is not None and Path(state.socket).parent.name.startswith(_SOCKETS):
        shutil.rmtree(Path(state.socket).parent, ignore_errors=True)
    record.unlink(missing_ok=True)


def start_lab(
    network: Network,
    startup: Mapping[str, str],
    secrets: Mapping[str, str],
    record: Path,
    *,
    seed: int = 0,
    faults: Iterable[Fault] = (),
    ticking: bool = False,
) -> "LabControl":
    """Start a lab in a process of its own and return once all its devices listen.

    It ends when this process does, however that ends, unless it is released.

    Args:
        network: see `parknet.lab.park.Lab`, as all but the record.
        startup: configuration each device starts with.
        secrets: plain secrets by name; they travel through a pipe, never a command line.
        record: file that says where the lab is; its folder is made where it is missing.
        seed: decides host keys and which outlets have a machine.
        faults: what is wrong from the start.
        ticking: lab time follows real time, beside being moved.

    Raises:
        StateError: a lab of this record runs, or the new one did not start.
    """
    if LabControl.connect(record) is not None:
        raise StateError(f"a lab is up already ({record}): end it first, with parknet lab down")
    record.parent.mkdir(parents=True, exist_ok=True)
    orders = Orders(network, startup, secrets, seed, tuple(faults), ticking)
    with tempfile.TemporaryFile() as log:
        child = subprocess.Popen(
            [sys.executable, "-m", "parknet.lab", str(record.absolute())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
        if child.stdin is None or child.stdout is None:
            raise StateError("the lab has no pipes")
        with contextlib.suppress(BrokenPipeError):
            child.stdin.write(_written(orders))
            child.stdin.flush()
        ready = child.stdout.readline()
        child.stdout.close()
        state = read_state(record)
        if ready.strip() == b"ready" and state is not None:
            return LabControl(record, state, child)
        child.kill()
        child.wait()
        with contextlib.suppress(BrokenPipeError):
            child.stdin.close()
        log.seek(0)
        lines = log.read().decode(errors="replace").strip().splitlines()
    raise StateError(f"the lab did not start: {lines[-1] if lines else 'it said nothing'}")


def _written(orders: Orders) -> bytes:
    """Return the orders as one line of JSON.

    In a thread of its own: in the main one, pydantic takes Ctrl-C for a member of a union that does
    not fit, and goes on.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ORDERS.dump_json, orders).result() + b"\n"


class LabControl:
    """A running lab, seen from another process."""

    def __init__(
        self, record: Path, state: LabState, child: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.record = record
        self.state = state
        self._child = child
        self._socket: socket.socket | None = None
        self._buffer = b""

    @classmethod
    def connect(cls, record: Path) -> "LabControl | None":
        """Return the lab of a record; what a killed one left behind is cleared away."""
        state = read_state(record)
        if state is None:
            return None
        if not is_alive(state):
            clear(record)
            return None
        return cls(record, state)

    # Talking to it

    def _ask(self, what: str, **arguments: Any) -> Any:  # what JSON holds has no closed type
        try:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                self._socket.settimeout(_REPLY_S)
                self._socket.connect(self.state.socket)
            self._socket.sendall(json.dumps({"do": what, **arguments}).encode() + b"\n")
            while b"\n" not in self._buffer:
                more = self._socket.recv(1 << 20)
                if not more:
                    raise ConnectionError("closed")
                self._buffer += more
        except OSError as error:
            self.hang_up()
            raise StateError(
                f"the lab (process {self.state.pid}) does not answer: {error}"
            ) from None
        line, _, self._buffer = self._buffer.partition(b"\n")
        answer = json.loads(line)
        if "error" in answer:
            raise StateError(f"the lab refuses: {answer['error']}")
        return answer["value"]

    def hang_up(self) -> None:
        """Close the channel; the next request opens it again."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        self._buffer = b""

    def endpoints(self) -> dict[str, Endpoint]:
        """Return where each device listens."""
        return {name: Endpoint(**fields) for name, fields in self._ask("endpoints").items()}

    def at(self, device: str, address: str) -> tuple[str, int]:
        """Return host and port that stand for another management address of a device."""
        host, port = self._ask("at", device=device, address=address)
        return str(host), int(port)

    def now(self) -> float:
        """Return lab time, Unix seconds."""
        return float(self._ask("now"))

    def advance(self, seconds: float) -> None:
        """Move the lab's clock."""
        self._ask("advance", seconds=seconds)

    def running(self, device: str) -> str:
        """Return what a device runs; equal secrets look equal."""
        return str(self._ask("running", device=device))

    def is_reached(self, device: str) -> bool:
        """Return whether the management station reaches a device."""
        return bool(self._ask("reached", device=device))

    def configure(self, device: str, *lines: str) -> None:
        """Enter lines at a device's console, all at once."""
        self._ask("configure", device=device, lines=lines)

    def faults(self) -> tuple[Fault, ...]:
        """Return the state faults that hold."""
        return tuple(Fault(**fields) for fields in self._ask("faults"))

    def plant(self, fault: Fault) -> None:
        """Let something go wrong from now on."""
        self._ask("plant", fault=asdict(fault))

    def heal(self, fault: Fault) -> None:
        """Mend it."""
        self._ask("heal", fault=asdict(fault))

    def release(self) -> None:
        """Let the lab go on when this process ends."""
        self._ask("release")
        self.hang_up()
        self._close_pipe()

    # Ending it

    def kill(self) -> None:
        """End the lab without a word, as a crash does; only one that this process started."""
        if self._child is not None:
            self._child.kill()
            self._child.wait()
        self.hang_up()
        self._close_pipe()

    def stop(self) -> None:
        """End the lab and clear its record; end the process only if it is still that lab.

        Raises:
            StateError: it is that lab, and does not end.
        """
        with contextlib.suppress(StateError):
            self._ask("stop")
        self.hang_up()
        if not self._has_ended(_STOP_S):
            os.kill(self.state.pid, signal.SIGTERM)
            if not self._has_ended(_STOP_S):
                raise StateError(f"the lab (process {self.state.pid}) does not end")
        self._close_pipe()
        clear(self.record)

    def _close_pipe(self) -> None:
        if self._child is not None and self._child.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._child.stdin.close()

    def _has_ended(self, within_s: float) -> bool:
        if self._child is not None:
            try:
                self._child.wait(within_s)
            except subprocess.TimeoutExpired:
                return False
            return True
        end = time.monotonic() + within_s
        while is_alive(self.state):
            if time.monotonic() > end:
                return False
            time.sleep(0.02)
        return True


def socket_folder() -> Path:
    """Return a new private folder for a socket: paths of deep folders are too long for one."""
    return Path(tempfile.mkdtemp(prefix=_SOCKETS))
