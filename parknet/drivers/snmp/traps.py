"""Traps and informs in over UDP, by pysnmp; `Trap`s out, to whoever gave a place to put them.

SNMPv3 with encryption, unless communities are given. A trap is signed with a key that is bound to
its sender's engine, so each device's engine has to be made known; an inform is signed for ours.
"""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, Final

from pysnmp.carrier.asyncio.dgram import udp, udp6
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413 import ntfrcv
from pysnmp.error import PySnmpError
from pysnmp.proto.rfc1902 import OctetString

from parknet.drivers.base import Clock
from parknet.drivers.snmp.pysnmp_engine import AUTHENTICATION, PRIVACY, cell
from parknet.drivers.snmp.target import SnmpCredential
from parknet.errors import DeviceError
from parknet.model.traps import Trap

PORT: Final = 162  # RFC 1157, RFC 3414: snmp-trap; a privileged one
_TRAP_OID: Final = "1.3.6.1.6.3.1.1.4.1.0"  # snmpTrapOID.0
# What a proxy adds to traps of SNMPv1 (RFC 3584, 3.1): the community, which is a secret.
_COMMUNITY_OID: Final = "1.3.6.1.6.3.18.1.4.0"
_PATIENCE_S: Final = 10.0
_V3: Final = 3  # snmpMessageProcessingModel
_ENCRYPTED: Final = 3  # authPriv

Place = tuple[str, int]


class TrapListener:
    """Listens on sockets of its own, in a thread of its own.

    Args:
        places: addresses and ports; a port of 0 is given by the system.
        credential: the user that devices sign with.
        communities: what devices may say that speak SNMPv1 or v2c.
        post: takes a trap; called in the listener's thread.
        clock: tells when traps came.
    """

    def __init__(
        self,
        places: Sequence[Place],
        credential: SnmpCredential,
        communities: Sequence[str],
        post: Callable[[Trap], None],
        clock: Clock,
    ) -> None:
        self._places = list(places)
        self._credential = credential
        self._communities = list(dict.fromkeys(communities))
        self._post, self._clock = post, clock
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._failed: Exception | None = None
        self._engine: Any = None
        self._known: set[bytes] = set()
        self._sender: dict[str, Any] = {}
        self._thread = threading.Thread(target=self._run, name="snmp-traps", daemon=True)

    def start(self) -> list[Place]:
        """Begin to listen, and return where.

        Raises:
            DeviceError: a port is taken, or not ours to take.
        """
        self._thread.start()
        self._ready.wait(_PATIENCE_S)
        if self._failed is not None:
            where = ", ".join(f"{host} port {port}" for host, port in self._places)
            raise DeviceError(f"cannot listen for traps on {where}: {self._failed}")
        return list(self._places)

    def stop(self) -> None:
        """Close the sockets."""
        if self._loop.is_running():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_PATIENCE_S)

    def learn(self, engine: bytes, credential: SnmpCredential) -> None:
        """Take traps of an engine: what it signs with is bound to its id."""
        if engine not in self._known and len(engine) >= 5:  # RFC 3411: 5 to 32 octets
            self._known.add(engine)
            self._loop.call_soon_threadsafe(self._add_user, credential, engine)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._open())
            self._ready.set()
            self._loop.run_forever()
        except (OSError, PySnmpError) as error:
            self._failed = error
            self._ready.set()
        finally:
            self._loop.run_until_complete(self._close())
            self._loop.close()

    async def _close(self) -> None:
        if self._engine is not None:
            self._engine.close_dispatcher()
            await asyncio.sleep(0)  # transports close in the next round

    async def _open(self) -> None:
        self._engine = SnmpEngine()
        for number, (host, port) in enumerate(self._places, 1):
            module: Any = udp6 if ip_address(host).version == 6 else udp
            kind = module.Udp6Transport if module is udp6 else module.UdpTransport
            transport = kind().open_server_mode((host, port))
            config.add_transport(self._engine, (*module.DOMAIN_NAME, number), transport)
            await transport._lport  # it is bound in the loop's next rounds; errors come here
            bound = transport.transport.get_extra_info("sockname")
            self._places[number - 1] = (host, bound[1])
        for number, community in enumerate(self._communities):
            config.add_v1_system(self._engine, f"c{number}", community)
        self._add_user(self._credential, None)
        ntfrcv.NotificationReceiver(self._engine, self._received)
        # Both come before the callback, for the same message, unless that is refused.
        self._engine.observer.register_observer(
            self._note, "rfc3414.processIncomingMsg", "rfc3412.receiveMessage:request"
        )

    def _add_user(self, credential: SnmpCredential, engine: bytes | None) -> None:
        config.add_v3_user(
            self._engine,
            credential.user,
            AUTHENTICATION[credential.authentication],
            credential.authentication_secret,
            PRIVACY[credential.privacy],
            credential.privacy_secret,
            securityEngineId=None if engine is None else OctetString(engine),
        )

    def _note(self, _engine: Any, _point: str, variables: Mapping[str, Any], _context: Any) -> None:
        self._sender.update(variables)

    def _received(
        self, engine: Any, _state: Any, _context_engine: Any, _name: Any, objects: Any, _: Any
    ) -> None:
        """Take a notification whose keys were right; see `pysnmp.entity.rfc3413.ntfrcv`.

        The engine that it is signed for counts: net-snmp has another context engine.
        """
        sender, self._sender = self._sender, {}
        is_v3 = int(sender["messageProcessingModel"]) == _V3
        if is_v3 and int(sender["securityLevel"]) != _ENCRYPTED:
            return
        values = {str(oid): cell(value) for oid, value in objects}
        values.pop(_COMMUNITY_OID, None)
        community = None if is_v3 else self._communities[int(str(sender["securityName"])[1:])]
        signed_for = bytes(sender["securityEngineId"]) if is_v3 else b""
        self._post(
            Trap(
                at=self._clock.now(),
                address=_address(str(sender["transportAddress"][0])),
                engine=b"" if signed_for == bytes(engine.snmpEngineID) else signed_for,
                oid=str(values.pop(_TRAP_OID, "")),
                objects=values,
                community=community,
            )
        )


def _address(text: str) -> str:
    """Return an address without its zone; IPv4 as such where it came over an IPv6 socket."""
    found = ip_address(text.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None)
    return str(mapped or found)
