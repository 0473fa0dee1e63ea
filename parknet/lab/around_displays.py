"""What devices print of their routing neighbours, of pings and of access points that joined.

[D] S1720 to S6720 V200R011 command reference, display ospf peer, display ospfv3 peer, display bgp
peer, ping, display ap all; S6520X and S5560X command references R65xx, OSPF, OSPFv3, BGP, ping; AC
command references, display wlan ap all; [U] the widths.
"""

from collections.abc import Callable
from ipaddress import ip_address
from typing import Final

from parknet.lab.around import Adjacency
from parknet.lab.device import Device
from parknet.lab.displays import short_name
from parknet.lab.view import ApView

_PINGS: Final = (
    "ping -c <1-4294967295> -t <0-65535> <ipv4>",
    "ping ipv6 -c <1-4294967295> -t <0-65535> <ipv6>",
)
VRP_COMMANDS: Final = (
    "display ospf peer brief",
    "display ospfv3 peer",
    "display bgp peer",
    "display bgp ipv6 peer",
    "display ap all",
    *_PINGS,
)
COMWARE_COMMANDS: Final = (
    "display ospf peer",
    "display ospfv3 peer",
    "display bgp peer ipv4",
    "display bgp peer ipv6",
    "display wlan ap all",
    *_PINGS,
)
_LINE: Final = " " + "-" * 76
_RULE: Final = "-" * 96
Words = tuple[str, ...]


def handlers(device: Device) -> dict[str, Callable[[Words], str]]:
    """Return what these commands print."""
    if device.grammar.vendor == "h3c":
        return {
            "display ospf peer": lambda _: _comware_ospf(device),
            "display ospfv3 peer": lambda _: _comware_ospfv3(device),
            "display bgp peer ipv4": lambda _: _comware_bgp(device, 4),
            "display bgp peer ipv6": lambda _: _comware_bgp(device, 6),
            "display wlan ap all": lambda _: _comware_aps(device),
            **{pattern: lambda words: _comware_ping(device, words) for pattern in _PINGS},
        }
    return {
        "display ospf peer brief": lambda _: _vrp_ospf(device),
        "display ospfv3 peer": lambda _: _vrp_ospfv3(device),
        "display bgp peer": lambda _: _vrp_bgp(device, 4),
        "display bgp ipv6 peer": lambda _: _vrp_bgp(device, 6),
        "display ap all": lambda _: _vrp_aps(device),
        **{pattern: lambda words: _vrp_ping(device, words) for pattern in _PINGS},
    }


def _ospf(device: Device) -> list[Adjacency]:
    return device.around.ospf() if device.around is not None else []


def _ospfv3(device: Device) -> list[Adjacency]:
    return device.around.ospfv3() if device.around is not None else []


def _router_id(device: Device) -> str:
    return device.around.router_id() if device.around is not None else "0.0.0.0"  # noqa: S104 - an id


def _text(*rows: str) -> str:
    return "".join(f"{row}\n" for row in rows)


# VRP


def _vrp_ospf(device: Device) -> str:
    return _text(
        "",
        f"\t OSPF Process 1 with Router ID {_router_id(device)}",
        "\t\t  Peer Statistic Information",
        f"{_LINE}-",
        f" {'Area Id':<17}{'Interface':<33}{'Neighbor id':<17}State",
        *(
            f" {near.area:<17}{near.interface:<33}{near.router_id:<17}Full"
            for near in _ospf(device)
        ),
        f"{_LINE}-",
    )


def _vrp_ospfv3(device: Device) -> str:
    return _text(
        "OSPFv3 Process (1)",
        "OSPFv3 Area (0.0.0.0)",
        "Neighbor ID     Pri  State            Dead Time Interface            Instance ID",
        *(
            f"{near.router_id:<16}{1:>3}  {'Full/-':<17}00:00:33  {near.interface:<20} {0:>11}"
            for near in _ospfv3(device)
        ),
    )


def _bgp_head(device: Device, count: int, up: int) -> tuple[str, ...]:
    keys = [key for key in device.running.root.children if key.startswith("bgp ")]
    return (
        "",
        f" BGP local router ID : {_router_id(device)}",
        f" Local AS number : {keys[0].split()[1] if keys else '-'}",
        f" Total number of peers : {count}\t\t  Peers in established state : {up}",
        "",
    )


def _vrp_bgp(device: Device, version: int) -> str:
    peers = device.around.bgp(version) if device.around is not None else []
    return _text(
        *_bgp_head(device, len(peers), sum(peer.is_established for peer in peers)),
        "  Peer            V          AS  MsgRcvd  MsgSent  OutQ  Up/Down       State PrefRcv",
        "",
        *(
            f"  {peer.address!s:<16}4 {peer.as_number:>11} {287:>8} {287:>8} {0:>5} 04:05:22 "
            f"{'Established' if peer.is_established else 'Active':>11} {1:>7}"
            for peer in peers
        ),
    )


def _vrp_ping(device: Device, words: Words) -> str:
    count, address = int(words[words.index("-c") + 1]), words[-1]
    answered = _answers(device, address)
    reply = [
        f"    Reply from {address}: bytes=56 Sequence={number} ttl=255 time=1 ms"
        if answered
        else "    Request time out"
        for number in range(1, count + 1)
    ]
    return _text(
        f"  PING {address}: 56  data bytes, press CTRL_C to break",
        *reply,
        "",
        f"  --- {address} ping statistics ---",
        f"    {count} packet(s) transmitted",
        f"    {count if answered else 0} packet(s) received",
        f"    {'0.00' if answered else '100.00'}% packet loss",
        *(["    round-trip min/avg/max = 1/1/1 ms"] if answered else []),
        "",
    )


def _aps(device: Device) -> tuple[ApView, ...]:
    view = device.look()
    return view.aps if view is not None else ()


def _dashed(mac: bytes) -> str:
    digits = mac.hex()
    return "-".join(digits[at : at + 4] for at in range(0, 12, 4))


def _vrp_aps(device: Device) -> str:
    aps = _aps(device)
    up = sum(ap.up for ap in aps)
    return _text(
        "Total AP information:",
        f"nor  : normal          [{up}]",
        f"idle : idle            [{len(aps) - up}]",
        _RULE,
        f"{'ID':<5}{'MAC':<15}{'Name':<20}{'Group':<14}{'IP':<16}{'Type':<14}State STA Uptime",
        _RULE,
        *(
            f"{number:<5}{_dashed(ap.mac):<15}{ap.name:<20}{'-':<14}{'-':<16}{ap.model:<14}"
            f"{'nor' if ap.up else 'idle':<6}{ap.clients:<4}{'2H' if ap.up else '-'}"
            for number, ap in enumerate(aps)
        ),
        _RULE,
        f"Total: {len(aps)}",
    )


def _answers(device: Device, address: str) -> bool:
    return device.around is not None and device.around.answers(ip_address(address))


# Comware


def _comware_ospf(device: Device) -> str:
    rows = [
        f" {near.router_id:<16}{near.address:<16}{1:<4}{37:<11}{'Full/ -':<18}"
        f"{short_name(near.interface)}"
        for near in _ospf(device)
    ]
    return _text(
        "",
        f"          OSPF Process 1 with Router ID {_router_id(device)}",
        "               Neighbor Brief Information",
        "",
        " Area: 0.0.0.0",
        " Router ID       Address         Pri Dead-Time  State             Interface",
        *rows,
    )


def _comware_ospfv3(device: Device) -> str:
    rows = [
        f" {near.router_id:<16}{1:<4}{'Full/-':<18}{'00:00:33':<10}{0:<7}"
        f"{short_name(near.interface)}"
        for near in _ospfv3(device)
    ]
    return _text(
        "",
        f"               OSPFv3 Process 1 with Router ID {_router_id(device)}",
        " Area: 0.0.0.0",
        f"{_LINE}",
        " Router ID       Pri State             Dead-Time InstID Interface",
        *rows,
    )


def _comware_bgp(device: Device, version: int) -> str:
    peers = device.around.bgp(version) if device.around is not None else []
    return _text(
        *_bgp_head(device, len(peers), sum(peer.is_established for peer in peers)),
        "  * - Dynamically created peer",
        "  Peer                    AS  MsgRcvd  MsgSent OutQ PrefRcv Up/Down  State",
        "",
        *(
            f"  {peer.address!s:<16}{peer.as_number:>10} {13:>8} {16:>8} {0:>4} {0:>7} 00:10:34 "
            f"{'Established' if peer.is_established else 'Active'}"
            for peer in peers
        ),
    )


def _comware_aps(device: Device) -> str:
    aps = _aps(device)
    up = sum(ap.up for ap in aps)
    return _text(
        f"Total number of APs: {len(aps)}",
        f"Total number of connected APs: {up}",
        "",
        "                                 AP information",
        " State : I = Idle,      J  = Join,       JA = JoinAck,    IL = ImageLoad",
        "         C = Config,    DC = DataCheck,  R  = Run,   M = Master,  B = Backup",
        "",
        f"{'AP name':<30}{'APID':<6}{'State':<7}{'Model':<16}Serial ID",
        *(
            f"{ap.name:<30}{number:<6}{'R/M' if ap.up else 'I':<7}{ap.model:<16}{ap.serial}"
            for number, ap in enumerate(aps, 1)
        ),
    )


def _comware_ping(device: Device, words: Words) -> str:
    count, address = int(words[words.index("-c") + 1]), words[-1]
    answered = _answers(device, address)
    version = "Ping6" if ":" in address else "Ping"
    reply = [
        f"56 bytes from {address}: icmp_seq={number} ttl=255 time=1.000 ms"
        if answered
        else "Request time out"
        for number in range(count)
    ]
    loss = "0.0" if answered else "100.0"
    return _text(
        f"{version} {address} ({address}): 56 data bytes, press CTRL+C to break",
        *reply,
        "",
        f"--- {version} statistics for {address} ---",
        f"{count} packet(s) transmitted, {count if answered else 0} packet(s) received, "
        f"{loss}% packet loss",
    )
