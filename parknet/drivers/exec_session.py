"""Sessions on machines with a Unix shell: a command in, its exit status and both outputs out.

Every command has an SSH channel of its own, without a terminal: there is no prompt to match, no
paging and no echo, and what a command reads, secrets too, goes through its standard input, so that
no secret is ever in a list of arguments. The host key is checked before any credential is sent.
"""

import contextlib
import time
from typing import NamedTuple

import paramiko

from parknet.drivers.known_hosts import KnownHosts
from parknet.drivers.session import SessionLimits, StrictSession
from parknet.errors import CommandRejectedError, DeviceUnreachableError

_CHUNK = 65536
_TOLD = 300  # characters of an error that a message repeats


class Reply(NamedTuple):
    """What became of one command."""

    status: int
    stdout: str
    stderr: str


class ExecSession(StrictSession):
    """A connection on which commands are run one after another."""

    paging_off = ""

    def __init__(  # the parents' would open a terminal
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        known_hosts: KnownHosts,
        limits: SessionLimits,
    ) -> None:
        self.host, self.port = host, port
        self.username, self.password = username, password
        self.known_hosts = known_hosts
        self.limits = limits
        self.prompt = ""
        self.remote_conn = self.remote_conn_pre = None
        try:
            with self._deadline():
                transport, key = self._transport()
                known_hosts.check(host, port, key.get_name(), key.asbytes())
                self._log_in(transport)
        except BaseException:
            self.disconnect()
            raise

    def execute(
        self,
        command: str,
        *,
        stdin: str = "",
        shown: str | None = None,
        timeout_s: float | None = None,
    ) -> Reply:
        """Run one command to its end.

        Args:
            command: a line for the device's shell; never holds a secret.
            stdin: what the command reads; may hold secrets, and is never shown.
            shown: the command as messages may show it.
            timeout_s: how long to wait for its end.

        Raises:
            DeviceUnreachableError: it did not end in time, or the session was lost.
        """
        label = command if shown is None else shown
        status, *outputs = self.exchange(command, stdin.encode(), label, timeout_s)
        texts = (output.decode("utf-8", "replace") for output in outputs)
        return Reply(status, *texts)

    def exchange(
        self, command: str, stdin: bytes, label: str, timeout_s: float | None = None
    ) -> tuple[int, bytes, bytes]:
        """Run one command to its end, as `execute` does; return its status and both outputs.

        Args:
            command: a line for the device's shell; never holds a secret.
            stdin: what the command reads.
            label: the command as messages may show it.
            timeout_s: how long to wait for its end.
        """
        deadline = time.monotonic() + (timeout_s or self.limits.reply_s)
        transport = self.remote_conn_pre
        try:
            if transport is None:
                raise EOFError
            channel = transport.open_session(timeout=self.limits.connect_s)
            with contextlib.closing(channel):
                channel.settimeout(self.limits.reply_s)
                channel.exec_command(command)
                channel.sendall(stdin)
                channel.shutdown_write()
                return self._reply(channel, label, deadline)
        except TimeoutError:
            raise DeviceUnreachableError(
                f"{self.where}: no complete answer to {label!r} in time"
            ) from None
        except (OSError, EOFError, paramiko.SSHException):
            raise DeviceUnreachableError(f"{self.where}: the session was lost at {label!r}") from (
                None
            )

    def _reply(
        self, channel: paramiko.Channel, label: str, deadline: float
    ) -> tuple[int, bytes, bytes]:
        outputs = []
        for receive in (channel.recv, channel.recv_stderr):
            raw = bytearray()
            while True:
                channel.settimeout(max(deadline - time.monotonic(), 0.001))
                chunk = receive(_CHUNK)
                if not chunk:
                    break
                raw += chunk
            outputs.append(bytes(raw))
        is_told = channel.status_event.wait(max(deadline - time.monotonic(), 0.001))
        if not is_told or channel.exit_status < 0:
            raise DeviceUnreachableError(f"{self.where}: the session was lost at {label!r}")
        return channel.exit_status, outputs[0], outputs[1]

    def run(
        self, line: str, *, shown: str | None = None, timeout_s: float | None = None, **_: object
    ) -> str:
        """Run one command that must succeed and return what it printed.

        Raises:
            CommandRejectedError: its exit status is not 0, or it complained.
        """
        reply = self.execute(line, shown=shown, timeout_s=timeout_s)
        if reply.status or reply.stderr.strip():
            raise CommandRejectedError(line if shown is None else shown, complaint(reply))
        return reply.stdout

    def is_alive(self) -> bool:
        """Return whether the connection stands, without writing to it."""
        return bool(self.remote_conn_pre and self.remote_conn_pre.is_active())

    def disconnect(self) -> None:
        """Close the connection; closing twice is allowed."""
        self.paramiko_cleanup()
        self.remote_conn_pre = None


def complaint(reply: Reply) -> str:
    r"""Return why a command failed, in its own words.

    Example:
        >>> complaint(Reply(1, "", "uci: Entry not found\n"))
        'uci: Entry not found'
    """
    told = " ".join((reply.stderr or reply.stdout).split())[:_TOLD]
    return told or f"exit status {reply.status}"
