"""SSH servers of emulated devices: sockets on loopback in, terminals behind them.

Every device has a listening socket of its own. What is accepted there is decided per connection: a
device that cannot be reached closes it at once, a silent one says nothing, any other speaks SSH.
"""

import asyncio
import hashlib
import logging
import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address
from typing import Final, Protocol

import asyncssh
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from parknet.lab.device import Device
from parknet.lab.executing import Executor
from parknet.lab.shell import SessionLostError, Shell
from parknet.lab.terminal import Terminal

LOOPBACK: Final = "127.0.0.1"
# A cut path first freezes a session and then breaks it; real seconds, short for patient clients.
FREEZE_S: Final = 0.3
Address = IPv4Address | None

logging.getLogger("asyncssh").setLevel(logging.ERROR)


class ShellMaker(Protocol):
    """Makes the vendor's command line for a session."""

    def __call__(self, device: Device, user: str) -> Shell:
        """Return a new session's shell."""
        ...


def host_key(seed: int, name: str) -> asyncssh.SSHKey:
    """Return a device's host key, the same whenever a lab of this seed is started."""
    digest = hashlib.sha256(f"parknet lab {seed} {name}".encode()).digest()
    pem = Ed25519PrivateKey.from_private_bytes(digest).private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()
    )
    return asyncssh.import_private_key(pem)


def public_line(key: asyncssh.SSHKey) -> str:
    """Return a key as an OpenSSH public key line without comment."""
    return " ".join(key.export_public_key().decode().split()[:2])


class DeviceServer:
    """The SSH side of one device: where it listens and who is logged in."""

    def __init__(
        self, device: Device, key: asyncssh.SSHKey, make_shell: ShellMaker, seed: int
    ) -> None:
        self.device = device
        self.key = key
        self.port = 0
        # By an address that the station asked for, or by the one of the design where it is None.
        self.is_reachable: Callable[[Address], bool] = lambda _: True
        self.logins = 0  # sessions that were let in so far
        self._make_shell = make_shell
        self._seed = seed
        self._sessions: set[_Session] = set()
        self._connections: dict[asyncssh.SSHServerConnection, Address] = {}
        self._mute: set[socket.socket] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._listeners: dict[Address, socket.socket] = {}

    def listen(self) -> None:
        """Open the socket; the running loop accepts on it."""
        self.port = self.listen_at(None)

    def listen_at(self, address: Address) -> int:
        """Open a socket that stands for an address of the device, once; return its port."""
        listener = self._listeners.get(address)
        if listener is None:
            listener = self._listeners[address] = socket.create_server((LOOPBACK, 0), backlog=64)
            listener.setblocking(False)
            loop = asyncio.get_running_loop()
            loop.add_reader(listener, self._accept, listener, address)
        return int(listener.getsockname()[1])

    def close(self) -> None:
        """Stop listening and break every session."""
        for listener in self._listeners.values():
            asyncio.get_running_loop().remove_reader(listener)
            listener.close()
        self._listeners.clear()
        self.drop()
        for task in self._tasks:
            task.cancel()

    def drop(self) -> None:
        """Break every connection."""
        self._break(tuple(self._connections))
        for mute in self._mute:
            mute.close()
        self._mute.clear()

    @staticmethod
    def _break(connections: Collection[asyncssh.SSHServerConnection]) -> None:
        for connection in connections:
            connection.abort()

    def cut(self) -> None:
        """Freeze sessions whose path is gone, before their next reply; break them a bit later."""
        lost = [one for one, way in self._connections.items() if not self.is_reachable(way)]
        for session in self._sessions:
            session.is_frozen |= session.connection in lost
        if lost:
            asyncio.get_running_loop().call_later(FREEZE_S, self._break, lost)

    def _accept(self, listener: socket.socket, address: Address) -> None:
        try:
            accepted, _ = listener.accept()
        except OSError:
            return
        if not self.is_reachable(address):
            accepted.close()
        elif self.device.faults.is_silent:
            self._mute.add(accepted)
        else:
            task = asyncio.get_running_loop().create_task(self._serve(accepted, address))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, accepted: socket.socket, address: Address) -> None:
        shown = self.key
        if self.device.faults.wrong_host_key:
            shown = host_key(self._seed, f"{self.device.name} exchanged")
        try:
            await asyncssh.run_server(
                accepted,
                server_factory=lambda: _Server(self, address),
                server_host_keys=[shown],
                line_editor=False,
                encoding="utf-8",
                errors="replace",
                agent_forwarding=False,
                x11_forwarding=False,
                compression_algs=None,
                login_timeout=30,
            )
        except (OSError, asyncssh.Error, TimeoutError):
            accepted.close()

    # Called by sessions

    def opened(self, connection: asyncssh.SSHServerConnection, address: Address) -> None:
        """Note a connection and the address that it came by."""
        self._connections[connection] = address

    def lost(self, connection: asyncssh.SSHServerConnection) -> None:
        """Forget a connection."""
        self._connections.pop(connection, None)

    def session(self, user: str, connection: asyncssh.SSHServerConnection) -> "_Session":
        """Return a new session of a user that has logged in."""
        self.logins += 1
        session = _Session(self, Terminal(self._make_shell(self.device, user)), connection)
        self._sessions.add(session)
        return session

    def ended(self, session: "_Session") -> None:
        """Forget a session."""
        self._sessions.discard(session)


class _Server(asyncssh.SSHServer):
    def __init__(self, owner: DeviceServer, address: Address) -> None:
        self._owner = owner
        self._address = address
        self._connection: asyncssh.SSHServerConnection | None = None

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self._connection = conn
        self._owner.opened(conn, self._address)

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        if self._connection is not None:
            self._owner.lost(self._connection)

    def begin_auth(self, username: str) -> bool:
        del username
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return self._owner.device.accepts(username, password)

    def session_requested(self) -> "_Session | bool":
        if self._connection is None:
            return False
        user = str(self._connection.get_extra_info("username"))
        return self._owner.session(user, self._connection)


class _Session(asyncssh.SSHServerSession[str]):
    def __init__(
        self, owner: DeviceServer, terminal: Terminal, connection: asyncssh.SSHServerConnection
    ) -> None:
        self.is_frozen = False
        self._owner = owner
        self._terminal = terminal
        self.connection = connection
        self._channel: asyncssh.SSHServerChannel[str] | None = None
        self._command: str | None = None  # what is run without a terminal
        self._input: list[str] = []

    def connection_made(self, chan: asyncssh.SSHServerChannel[str]) -> None:
        self._channel = chan

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._owner.ended(self)

    def pty_requested(
        self, term_type: str, term_size: tuple[int, int, int, int], term_modes: object
    ) -> bool:
        del term_type, term_modes
        if term_size[1] > 1:
            self._terminal.height = term_size[1]
        return True

    def terminal_size_changed(self, width: int, height: int, pixwidth: int, pixheight: int) -> None:
        del width, pixwidth, pixheight
        if height > 1:
            self._terminal.height = height

    def shell_requested(self) -> bool:
        return True

    def exec_requested(self, command: str) -> bool:
        self._command = command
        return isinstance(self._owner.device, Executor)

    def session_started(self) -> None:
        if self._command is None:
            self._write(self._terminal.open())

    def data_received(self, data: str, datatype: int | None) -> None:
        del datatype
        if self.is_frozen:
            return
        if self._command is not None:
            self._input.append(data)
            return
        try:
            output = self._terminal.feed(data)
        except SessionLostError:
            self.connection.abort()
            return
        delay_s = self._owner.device.faults.reply_delay_s
        if delay_s:
            asyncio.get_running_loop().call_later(delay_s, self._write, output)
        else:
            self._write(output)
        if self._terminal.is_closed and self._channel is not None:
            self._channel.exit(0)

    def eof_received(self) -> bool:
        if self._command is None:
            return False
        if not self.is_frozen:
            self._execute(self._command)
        return True  # the channel stays open for the reply

    def _execute(self, command: str) -> None:
        device = self._owner.device
        if not isinstance(device, Executor):
            return
        user = str(self.connection.get_extra_info("username"))
        try:
            done = device.execute(user, command, "".join(self._input))
        except SessionLostError:
            self.connection.abort()
            return

        def answer() -> None:
            channel = self._channel
            if self.is_frozen or channel is None or channel.is_closing():
                return
            channel.write(done.stdout)
            channel.write_stderr(done.stderr)
            channel.exit(done.status)

        if self._owner.device.faults.reply_delay_s:
            loop = asyncio.get_running_loop()
            loop.call_later(self._owner.device.faults.reply_delay_s, answer)
        else:
            answer()

    def _write(self, text: str) -> None:
        # A change that cuts the path reaches the session before its reply would.
        if (
            text
            and not self.is_frozen
            and self._channel is not None
            and not self._channel.is_closing()
        ):
            self._channel.write(text)
