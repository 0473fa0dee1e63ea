"""What IOS prints of its state and configuration.

Sources: [D] IOS Network Management Command Reference, show snmp user; show lldp neighbors detail;
Interface Command Reference, show interfaces; Security Command Reference, show ip access-lists; IPv6
Command Reference, show ipv6 access-list. Users of SNMP stand in no running configuration [D].
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from parknet.lab.device import Device
    from parknet.lab.tree import Config

_HIDDEN: Final = "snmp-server user "
_ENTRY: Final = re.compile(r"^ (?:sequence )?\d+ (?=permit |deny )")
_SHORT: Final = {
    "TenGigabitEthernet": "Te", "TwentyFiveGigE": "Twe", "FortyGigabitEthernet": "Fo",
    "HundredGigE": "Hu", "GigabitEthernet": "Gi", "FastEthernet": "Fa",
}  # fmt: skip
_SERIAL: Final = "FOC0000X0XX"


def without_hidden(config: "Config") -> str:
    """Return a configuration as IOS shows it; IOS 15 shows no numbers of entries [U]."""
    rows = [row for row in config.text().splitlines() if not row.startswith(_HIDDEN)]
    if config.grammar.name == "ios":
        rows = [_ENTRY.sub(" ", row) for row in rows]
    return "".join(f"{row}\n" for row in rows)


def snmp_users(config: "Config") -> str:
    """Return the users of SNMP: kinds of secrets, never the secrets."""
    found = []
    for key, node in config.root.children.items():
        if key.startswith(_HIDDEN):
            words = node.words
            at = words.index("priv")
            kind = f"SHA-{words[at - 2]}" if "sha-2" in words else words[at - 2].upper()
            found.append(
                f"User name: {words[2]}\nEngine ID: 800000090300A0B1C2D3E4F5\n"
                f"storage-type: nonvolatile\t active\nAuthentication Protocol: {kind}\n"
                f"Privacy Protocol: AES{words[at + 2]}\nGroup-name: {words[3]}\n"
            )
    return "\n".join(found) + ("\n" if found else "")


def access_lists(config: "Config", version: int) -> str:
    """Return access lists with the numbers of their entries."""
    rows = []
    for key, node in config.root.children.items():
        if not key.startswith("ip access-list " if version == 4 else "ipv6 access-list "):
            continue
        entries = sorted(node.children.values(), key=lambda line: int(line.words[-2]))
        if version == 4:
            rows.append(f"{node.words[2].capitalize()} IP access list {node.words[-1]}")
            rows += [f"    {' '.join(line.words)}" for line in entries]
        else:
            rows.append(f"IPv6 access list {node.words[-1]}")
            rows += [f"    {line.words[-1]} sequence {line.words[-2]}" for line in entries]
    return "".join(f"{row}\n" for row in rows)


def short_name(name: str) -> str:
    """Return an interface's name as tables have it.

    Example:
        >>> short_name("TenGigabitEthernet1/1/1")
        'Te1/1/1'
    """
    for whole, short in _SHORT.items():
        if name.startswith(whole):
            return short + name.removeprefix(whole)
    return name


def lldp_detail(device: "Device") -> str:
    """Return the neighbours, a block for each."""
    view = device.look()
    neighbours = view.neighbours if view is not None else ()
    blocks = []
    for near in neighbours:
        digits = near.remote_chassis.hex()
        chassis = ".".join(digits[at : at + 4] for at in range(0, 12, 4))
        blocks.append(
            f"{'-' * 48}\nLocal Intf: {short_name(near.port_name)}\nChassis id: {chassis}\n"
            f"Port id: {near.remote_port}\nPort Description: {near.remote_port}\n"
            f"System Name: {near.remote_name}\n\nTime remaining: 105 seconds\n"
        )
    return "".join(blocks) + f"\n\nTotal entries displayed: {len(blocks)}\n"


def interfaces(device: "Device") -> str:
    """Return the state of every interface."""
    view = device.look()
    rows = []
    for port in view.ports if view is not None else ():
        is_up = port.oper == "up"
        state = "up" if is_up else "down" if port.admin_up else "administratively down"
        digits = port.mac.hex()
        mac = ".".join(digits[at : at + 4] for at in range(0, 12, 4))
        rows.append(f"{port.name} is {state}, line protocol is {'up' if is_up else 'down'}")
        rows.append(f"  Hardware is Ethernet, address is {mac} (bia {mac})")
        if port.alias:
            rows.append(f"  Description: {port.alias}")
        rows.append(f"  MTU {port.mtu} bytes, BW {port.speed_bps // 1000} Kbit/sec, DLY 10 usec,")
    return "".join(f"{row}\n" for row in rows)


def version(device: "Device") -> str:
    """Return the release, the model, the serial number and how long it has been up."""
    minutes = int((device.clock.now() - device.booted_s) // 60)
    return (
        f"{device.grammar.software.format(model=device.model)}\n\n"
        f"{device.sysname} uptime is {minutes // 1440} days, {minutes % 1440 // 60} hours, "
        f"{minutes % 60} minutes\n\n"
        f"cisco {device.model} (X86) processor with 1331521K/6147K bytes of memory.\n"
        f"Processor board ID {device.serial or _SERIAL}\n"
    )
