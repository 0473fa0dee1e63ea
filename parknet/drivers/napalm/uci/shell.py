"""Commands on an OpenWrt device, over SSH: what they print in, NAPALM's records out."""

import json
from ipaddress import ip_address
from typing import Any

from parknet.drivers.exec_session import ExecSession, Reply, complaint
from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.uci import parse
from parknet.drivers.uci_text import masked
from parknet.errors import CommandRejectedError
from parknet.vault import mask


class OpenWrtShell(CommandLineDriver):
    """What runs commands, and what only reads."""

    session_type = ExecSession

    def _error_in(self, reply: str, *, is_configuration: bool) -> str:  # noqa: ARG002  # of CLIs
        return ""  # an exit status tells

    def _show(self, command: str) -> str:
        return masked(self._must(command))

    def _run(self, command: str, stdin: str = "", shown: str | None = None) -> Reply:
        session = self._session()
        if not isinstance(session, ExecSession):
            raise TypeError("not a session of commands")
        return session.execute(command, stdin=stdin, shown=shown)

    def _must(self, command: str, stdin: str = "", shown: str | None = None) -> str:
        """Run a command that must succeed without a word of complaint."""
        reply = self._run(command, stdin, shown)
        if reply.status or reply.stderr.strip():
            said = mask(masked(complaint(reply)), self._plain)
            raise CommandRejectedError(shown or command, said)
        return reply.stdout

    def _ubus(self, path: str, method: str, **message: Any) -> Reply:
        """Call ubus; its messages hold no secret, but the id of a session, which is not shown."""
        text = json.dumps(message, separators=(",", ":"))
        return self._run(f"ubus call {path} {method} '{text}'", shown=f"ubus call {path} {method}")

    def _board(self) -> dict[str, Any]:
        asked = "ubus call system board"
        return parse.object_of(self._must(asked), asked)

    def get_facts(self) -> dict[str, Any]:
        """Return version, uptime, model, interfaces; OpenWrt tells no serial number."""
        asked = "ubus call system info"
        info = parse.object_of(self._must(asked), asked)
        return parse.facts(self._board(), info, sorted(self.get_interfaces()))

    def get_interfaces(self) -> dict[str, dict[str, Any]]:
        """Return the state of every device of netifd; speeds in Mbit/s."""
        asked = "ubus call network.device status"
        return parse.interfaces(parse.object_of(self._must(asked), asked))

    def get_interfaces_ip(self) -> dict[str, dict[str, dict[str, dict[str, int]]]]:
        """Return the addresses of every interface with their prefix lengths."""
        asked = "ubus call network.interface dump"
        return parse.addresses(parse.object_of(self._must(asked), asked))

    def get_lldp_neighbors(self) -> dict[str, list[dict[str, str]]]:
        """Return LLDP neighbours by local interface."""
        asked = "lldpcli -f json0 show neighbors"
        return parse.neighbours(parse.object_of(self._must(asked), asked))

    def _ping_twice(self, address: str) -> str:
        """Return what ping printed, whether or not anybody answered."""
        version = ip_address(address).version
        return self._run(f"ping -{version} -c 2 -W 1 {address}").stdout
