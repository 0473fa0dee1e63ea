"""A command line over real SSH that answers from a table, for what emulated devices cannot do.

It counts logins, falls silent, drops, asks odd questions. Devices that behave are those of the lab.
"""

import asyncio
import contextlib
import threading
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

from parknet.drivers.sessions import Target

DROP = "<drop>"
SILENCE = "<silence>"
USER = "parknet"
PASSWORD = "canary-Login-7351"


@dataclass
class Table:
    """What the far end answers: a line's reply, its prompt after it, and what it has seen."""

    prompt: str = "<sw1>"
    replies: dict[str, str] = field(default_factory=dict)
    prompts: dict[str, str] = field(default_factory=dict)
    banner: str = ""
    attempts: list[str] = field(default_factory=list)
    chunk: int = 0  # most characters of a packet; 0: as many as fit
    lines: list[str] = field(default_factory=list)


class _Server(asyncssh.SSHServer):
    def __init__(self, table: Table, connections: set[asyncssh.SSHServerConnection]) -> None:
        self.table = table
        self.connections = connections

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        self.connections.add(conn)

    def password_auth_supported(self) -> bool:
        return True

    def begin_auth(self, username: str) -> bool:
        self.table.attempts.append(f"begin {username}")
        return True

    def validate_password(self, username: str, password: str) -> bool:
        self.table.attempts.append(f"password {username}")
        return (username, password) == (USER, PASSWORD)


async def _serve(process: asyncssh.SSHServerProcess[str], table: Table) -> None:
    prompt = table.prompt
    process.stdout.write(table.banner + prompt)
    while line := await process.stdin.readline():
        line = line.rstrip("\r\n")
        table.lines.append(line)
        process.stdout.write(line + "\r\n")
        reply = table.replies.get(line, "")
        if reply == DROP:
            process.channel.abort()
            return
        if reply == SILENCE:
            continue
        prompt = table.prompts.get(line, prompt)
        asks = reply.endswith("]:") and not line.startswith("display ")
        text = reply + ("" if asks else "\r\n" * bool(reply) + prompt)
        for at in range(0, len(text), table.chunk or len(text)):
            process.stdout.write(text[at : at + (table.chunk or len(text))])
            await asyncio.sleep(0)
    process.exit(0)


class Far:
    """Many far ends on one event loop of their own."""

    def __init__(self, directory: Path) -> None:
        self.known_hosts = directory / "known_hosts"
        self.key = asyncssh.generate_private_key("ssh-ed25519")
        self.more_keys: list[asyncssh.SSHKey] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.connections: set[asyncssh.SSHServerConnection] = set()
        self._listeners: list[asyncssh.SSHAcceptor | asyncio.Server] = []

    def _call(self, awaitable):
        async def wait():
            return await awaitable

        return asyncio.run_coroutine_threadsafe(wait(), self._loop).result(10)

    def serve(
        self,
        table: Table,
        *,
        platform: str = "huawei_vrp",
        trusted: bool | str = True,
    ) -> Target:
        """Start a far end; `trusted` may be another public key, to be trusted instead."""
        listener = self._call(
            asyncssh.listen(
                "127.0.0.1",
                0,
                server_factory=lambda: _Server(table, self.connections),
                server_host_keys=[self.key, *self.more_keys],
                process_factory=lambda process: _serve(process, table),
                line_editor=False,
            )
        )
        self._listeners.append(listener)
        port = listener.get_port()
        if trusted:
            public = trusted if isinstance(trusted, str) else self.public()
            with self.known_hosts.open("a", encoding="ascii") as file:
                file.write(f"[127.0.0.1]:{port} {public}\n")
        else:
            self.known_hosts.touch()
        return Target("127.0.0.1", port, platform, USER, self.known_hosts)

    def mute(self) -> Target:
        """Start a far end that accepts connections and never says a word."""

        async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)
            writer.close()

        server = self._call(asyncio.start_server(hold, "127.0.0.1", 0))
        self._listeners.append(server)
        self.known_hosts.touch()
        port = server.sockets[0].getsockname()[1]
        return Target("127.0.0.1", port, "huawei_vrp", USER, self.known_hosts)

    def public(self) -> str:
        return self.key.export_public_key().decode().strip()

    def close_listeners(self) -> None:
        async def end() -> None:
            for listener in self._listeners:
                listener.close()

        self._call(end())

    def close(self) -> None:
        async def end() -> None:
            for listener in self._listeners:
                listener.close()
            for connection in self.connections:
                connection.abort()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for _ in range(8):  # rounds in which broken connections close their sockets
                await asyncio.sleep(0)

        self._call(end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
