"""netmiko connections that check the host key first and read exactly up to the prompt.

What netmiko 4.8 does otherwise, and why it is overridden here [T]:

* a wrong host key comes out as a timeout error: here it is `HostKeyError`, before any credential
  is sent;
* `session_preparation` of its `huawei` type sleeps and polls for more than a second: here every
  read blocks until the device has answered and ends at the prompt;
* it logs what it writes, secrets included, at debug level: here nothing is logged;
* a device that falls silent after login blocks it for good: here every step has a deadline.
"""

import contextlib
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import paramiko

from parknet.drivers.known_hosts import KnownHosts
from parknet.errors import (
    AuthenticationError,
    CommandRejectedError,
    DeviceError,
    DeviceUnreachableError,
)

# paramiko's transport thread reports lost connections with a traceback; we raise them instead.
_PARAMIKO_LOG: Final = "parknet.drivers.paramiko"
logging.getLogger(_PARAMIKO_LOG).addHandler(logging.NullHandler())
logging.getLogger(_PARAMIKO_LOG).setLevel(logging.CRITICAL)

_ESCAPES: Final = re.compile(r" ?\x1b\[\d*D|\x1b\[[0-9;?]*[A-Za-z]|[\x00\x07\r]")
_SPACE: Final = re.compile(r"\s+")
_TAIL: Final = 2048


class Answer(NamedTuple):
    """What to answer to one question, and to no other."""

    question: str  # a regular expression, searched in the text since the last line sent
    reply: str


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long to wait, in seconds."""

    connect_s: float = 10.0
    reply_s: float = 60.0


class StrictSession:
    """Mixed in before a netmiko type: the parts of `BaseConnection` that we do otherwise.

    Attributes:
        paging_off: commands that switch paging off.
        display: how commands begin that show something and ask nothing.
        first_prompt: the prompt after login: group 1 whole, group 2 the device's name.
        renames: a line that gives the device another name, group 1.
        question: how what is asked instead of a prompt ends.
        next_page: how a page of a long display ends.
        login_answers: what is asked at login, and what to say.
    """

    paging_off: str | tuple[str, ...]
    display: str
    first_prompt: re.Pattern[str]
    renames: re.Pattern[str]
    question: re.Pattern[str]
    next_page: re.Pattern[str]
    login_answers: Sequence[Answer] = ()
    netmiko_type: str
    remote_conn: Any
    remote_conn_pre: Any
    host: str
    port: int
    username: str
    password: str

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        known_hosts: KnownHosts,
        limits: SessionLimits,
    ) -> None:
        self.known_hosts = known_hosts
        self.limits = limits
        self.prompt = ""
        self._names: set[str] = set()
        self._prompt_pattern: re.Pattern[str] = self.first_prompt
        super().__init__(  # type: ignore[call-arg]  # the netmiko type that follows in the MRO
            host=host,
            port=port,
            username=username,
            password=password,
            device_type=self.netmiko_type,
            auto_connect=False,
        )
        self.remote_conn = self.remote_conn_pre = None
        try:
            self._open()
        except BaseException:
            self.disconnect()
            raise

    @property
    def where(self) -> str:
        """Return the address for messages."""
        return f"{self.host}:{self.port}"

    # What makers fill in

    @property
    def is_configuring(self) -> bool:
        """Return whether the prompt is one of a configuration view."""
        raise NotImplementedError

    @property
    def is_below_system_view(self) -> bool:
        """Return whether the prompt shows a view below the outermost one of configuration."""
        raise NotImplementedError

    @staticmethod
    def prompts_of(names: Sequence[str]) -> re.Pattern[str]:
        """Return the pattern of every prompt, group 1, of a device with one of these names."""
        raise NotImplementedError

    # Common

    def _open(self) -> None:
        self.establish_connection()
        self.session_preparation()

    def establish_connection(self, width: int = 511, height: int = 1000) -> None:
        """Connect, check the host key, log in, open a shell: each within the limits."""
        with self._deadline():
            transport, key = self._transport()
            self.known_hosts.check(self.host, self.port, key.get_name(), key.asbytes())
            self._log_in(transport)
            try:
                channel = transport.open_session(timeout=self.limits.connect_s)
                channel.get_pty("vt100", width, height)
                channel.invoke_shell()
            except (paramiko.SSHException, OSError, EOFError):
                raise DeviceUnreachableError(
                    f"{self.where}: logged in, but no command line was opened"
                ) from None
        self.remote_conn = channel

    @contextlib.contextmanager
    def _deadline(self) -> Iterator[None]:
        """Close the transport when the block takes too long: paramiko itself waits for good."""
        timer = threading.Timer(2 * self.limits.connect_s, self.paramiko_cleanup)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _transport(self) -> tuple[paramiko.Transport, paramiko.PKey]:
        try:
            sock = socket.create_connection((self.host, self.port), self.limits.connect_s)
        except OSError as error:
            reason = error.strerror or str(error) or type(error).__name__
            raise DeviceUnreachableError(f"{self.where}: no TCP connection: {reason}") from None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = sock
        transport = self.remote_conn_pre = paramiko.Transport(sock)
        transport.daemon = True
        transport.set_log_channel(_PARAMIKO_LOG)
        transport.banner_timeout = self.limits.connect_s
        transport.auth_timeout = self.limits.connect_s
        options = transport.get_security_options()
        wanted = self.known_hosts.signature_types(self.host, self.port)
        first = [kind for kind in dict.fromkeys(wanted) if kind in options.key_types]
        rest = [kind for kind in options.key_types if kind not in first]
        options.key_types = (*first, *rest)
        try:
            # On time-out this returns as if all were well; then there is no key to get.
            transport.start_client(timeout=self.limits.connect_s)
            return transport, transport.get_remote_server_key()
        except (paramiko.SSHException, OSError, EOFError):
            raise DeviceUnreachableError(
                f"{self.where}: no SSH session within {self.limits.connect_s:g} s"
            ) from None

    def _log_in(self, transport: paramiko.Transport) -> None:
        try:
            missing = transport.auth_password(self.username, self.password)
        except paramiko.AuthenticationException:
            missing = ["password"]
        except (paramiko.SSHException, OSError, EOFError):
            raise DeviceUnreachableError(f"{self.where}: lost while logging in") from None
        if missing:
            raise AuthenticationError(
                f"{self.where}: the user {self.username!r} or its password was refused"
            )

    def session_preparation(self) -> None:
        """Read up to the first prompt, switch paging off, learn the name in the prompt.

        A banner may end like a prompt; what follows the echo of our first command is the device's.
        """
        text = self._read(echo=None)
        while not self._prompt_pattern.search(text[-_TAIL:]):
            text = self._answer(text, self.login_answers, "login")
        for command in (self.paging_off,) if isinstance(self.paging_off, str) else self.paging_off:
            self.run(command)
        match = self.first_prompt.search(self.prompt)
        if match is None:
            raise DeviceError(f"{self.where}: no prompt after login")
        self._learn_name(match[2])

    def _learn_name(self, name: str) -> None:
        """Accept prompts that bear this name from now on: `sysname` lines change it."""
        self._names.add(name)
        self._prompt_pattern = self.prompts_of(sorted(self._names))

    def run(
        self,
        line: str,
        *,
        answers: Sequence[Answer] = (),
        shown: str | None = None,
        timeout_s: float | None = None,
    ) -> str:
        """Send one line and return the device's reply, without its echo and the prompt.

        Args:
            line: what to send; may hold a secret.
            answers: questions that may follow and what to answer.
            shown: the line as messages may show it, where it holds a secret.
            timeout_s: how long to wait for the prompt.

        Raises:
            DeviceUnreachableError: no answer in time, or the session was lost.
            CommandRejectedError: the device asked something that `answers` does not foresee; the
                session is closed, which refuses whatever was asked.
        """
        label = line if shown is None else shown
        if match := self.renames.match(line):
            self._learn_name(match[1])
        self._send(line, label)
        text = self._read(echo=line, label=label, timeout_s=timeout_s)
        replies = []
        while not (match := self._prompt_pattern.search(text[-_TAIL:])):
            replies.append(text)
            text = self._answer(text, answers, label, timeout_s)
        self.prompt = match[1]
        replies.append(text[: text.rfind(match[1])])
        return "\n".join(replies).strip("\n")

    def part(self, lines: Sequence[str], quiet_s: float) -> None:
        """Send lines in one go that take this session's way along, and close it once it is quiet.

        Args:
            lines: what to send; may hold secrets.
            quiet_s: silence after which the device has read them all, in seconds.
        """
        with contextlib.suppress(OSError, EOFError, AttributeError, paramiko.SSHException):
            self.remote_conn.settimeout(quiet_s)
            self.remote_conn.sendall("".join(f"{line}\n" for line in lines).encode())
            deadline = time.monotonic() + self.limits.reply_s
            while self.remote_conn.recv(65536) and time.monotonic() < deadline:
                pass
        self.disconnect()

    def _answer(
        self,
        text: str,
        answers: Sequence[Answer],
        label: str,
        timeout_s: float | None = None,
    ) -> str:
        """Answer the question at the end of `text` and return what follows."""
        asked = _SPACE.sub(" ", text).strip()
        for answer in answers:
            if re.search(answer.question, asked):
                self._send(answer.reply, label)
                return self._read(echo=answer.reply, label=label, timeout_s=timeout_s)
        self.disconnect()
        raise CommandRejectedError(label, f"the device asked something unforeseen: {asked[-200:]}")

    def _send(self, line: str, label: str) -> None:
        try:
            self.remote_conn.settimeout(self.limits.reply_s)
            self.remote_conn.sendall(f"{line}\n".encode())
        except (OSError, EOFError, AttributeError, paramiko.SSHException):
            raise DeviceUnreachableError(
                f"{self.where}: the session was lost before {label!r}"
            ) from None

    def _read(self, echo: str | None, label: str = "login", timeout_s: float | None = None) -> str:
        """Return the text after our echo, up to and with the prompt or question that ends it.

        A line that begins with the very prompt ends a reply early where a packet ends in it. Such a
        line can stand in a banner; so who reads configurations checks that they are whole.
        """
        raw = bytearray()
        squeezed = None if echo is None else _SPACE.sub("", echo)
        shows = bool(echo) and str(echo).startswith(self.display)
        question = self.next_page if shows else self.question
        deadline = time.monotonic() + (timeout_s or self.limits.reply_s)
        while True:
            try:
                self.remote_conn.settimeout(max(deadline - time.monotonic(), 0.001))
                chunk = self.remote_conn.recv(65536)
            except TimeoutError:
                raise DeviceUnreachableError(
                    f"{self.where}: no complete answer to {label!r} within"
                    f" {timeout_s or self.limits.reply_s:g} s"
                ) from None
            except (OSError, EOFError, AttributeError, paramiko.SSHException):
                chunk = b""
            if not chunk:
                raise DeviceUnreachableError(f"{self.where}: the session was lost at {label!r}")
            raw += chunk
            tail = _clean(bytes(raw[-_TAIL:]))
            if self._prompt_pattern.search(tail) or question.search(tail):
                text = _after_echo(_clean(bytes(raw)), squeezed)
                if text is not None:
                    return text

    def find_prompt(self, *_: Any, **__: Any) -> str:
        """Return the last prompt; nothing is sent."""
        return self.prompt

    def send_command(self, command_string: str, *_: Any, **__: Any) -> str:
        """Run one command: netmiko's name for `run`."""
        return self.run(command_string)

    def is_alive(self) -> bool:
        """Return whether the session stands, without writing to it."""
        transport = self.remote_conn_pre
        return bool(transport and transport.is_active() and self.remote_conn)

    def cleanup(self, command: str = "") -> None:
        """Say no goodbye: leaving a VRP 8 view with a candidate asks whether to commit it."""

    def paramiko_cleanup(self) -> None:
        """Close at once: without the shutdown paramiko waits for its next poll, up to 0.1 s."""
        sock = getattr(self, "_socket", None)
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        if self.remote_conn_pre is not None:
            self.remote_conn_pre.close()
        if sock is not None:
            sock.close()

    def disconnect(self) -> None:
        """Close the session; closing twice is allowed."""
        super().disconnect()  # type: ignore[misc]  # the netmiko type that follows in the MRO


def _clean(raw: bytes) -> str:
    return _ESCAPES.sub("", raw.decode("utf-8", "replace"))


def _after_echo(text: str, squeezed: str | None) -> str | None:
    """Return what follows the echo of our line, or None while it has not come back.

    The echo is compared without blanks, since terminals break and pad long lines.
    """
    if squeezed is None:
        return text
    seen = ""
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        if not line.endswith("\n"):
            return None
        seen += _SPACE.sub("", line)
        if seen.endswith(squeezed):
            return text[at:]
    return None
