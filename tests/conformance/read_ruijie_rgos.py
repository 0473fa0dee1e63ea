"""A Ruijie RGOS configuration in, what it means out.

Written from the RGOS 11.4 configuration guides of RG-S2910-H and RG-S6120. What is the default
there is the default here: ports are access ports of VLAN 1, VLAN interfaces do not advertise
themselves, spanning tree is off, telnet and the web server run.
"""

import re
from ipaddress import IPv4Interface, IPv4Network, IPv6Interface, ip_network

from tests.conformance import read_rings, read_vrrp
from tests.conformance.indented import (
    View,
    add_snmp_users,
    begun,
    numbers,
    rule,
    wild,
)
from tests.conformance.meaning import Meaning
from tests.conformance.read_cisco_like import (
    backbone,
    both,
    chained,
    policies,
    stubs,
    time,
    traffic,
)
from tests.conformance.static_routes import read_statics, redistributes

V4 = {name: name for name in ("ip", "tcp", "udp", "icmp", "igmp")}
V6 = {"ipv6": "ip", "tcp": "tcp", "udp": "udp", "icmp": "icmp"}
EVERY = frozenset(range(1, 4095))


def read(text: str) -> Meaning:
    """Return what a configuration means."""
    found, blocks, device = begun(text)
    assert device.has("spanning-tree"), "spanning tree would be off"
    for block in blocks:
        kind, _, name = block.head.partition(" ")
        if kind == "vlan":
            found.vlans |= numbers(name.removeprefix("range "))
        elif kind == "interface" and name.startswith("VLAN "):
            _svi(found, name, block)
            traffic(found, name, block, policies(blocks, "policy-map"), "service-policy")
            _watched(found, name, block)
            _streams(found, name, block, device)
            if chained(block, blocks):
                found.signed.add(name)
        elif kind == "interface" and not name.startswith("Loopback "):
            _port(found, name, block, device)
    _ospf(found, blocks)
    stubs(found, blocks)
    backbone(found, blocks)
    priority = device.rest("spanning-tree priority")
    found.root_priority = None if priority is None else int(priority)
    if both(device, "ip igmp snooping ivgl", "ipv6 mld snooping ivgl"):
        found.snooped = set(found.vlans)
    read_statics(device.lines, found)
    found.redistributes = redistributes(blocks)
    _filters(found, blocks)
    _management(found, blocks, device)
    lines = {block.head: block.lines for block in blocks}
    found.rings = read_rings.rgos(lines, found.trunks, enabled=device.has("erps enable"))
    return found


def _port(found: Meaning, name: str, block: View, device: View) -> None:
    if block.has("shutdown"):
        found.shut.add(name)
        return
    group = block.rest("port-group")
    if group is not None:
        number, _, mode = group.partition(" ")
        assert mode == "mode active", group
        lag = f"AggregatePort {number}"
        found.lags[lag] = found.lags.get(lag, frozenset()) | {name}
        return
    if block.has("spanning-tree bpdufilter enable"):
        found.treeless.add(name)
    access = None
    if block.has("switchport mode hybrid"):
        # For the computer behind the telephone it is an access port of the native VLAN.
        access = found.access[name] = int(block.rest("switchport hybrid native vlan") or 1)
        assert block.rest("switchport hybrid allowed vlan untagged") == str(access), name
        voice = block.rest("switchport hybrid allowed vlan tagged")
        assert block.has("voice vlan enable"), name
        assert device.has(f"voice vlan {voice}"), name
        found.voice[name] = int(voice or 0)
    elif (block.rest("switchport mode") or "access") == "access":
        access = found.access[name] = int(block.rest("switchport access vlan") or 1)
    else:
        allowed = block.rest("switchport trunk allowed vlan only")
        carried = EVERY if allowed is None else numbers(allowed)
        native = int(block.rest("switchport trunk native vlan") or 1)
        found.trunks[name] = (native if native in carried else None, carried - {native})
    words = _guards(block, device)
    inspected = numbers(device.rest("ip arp inspection vlan") or "0")
    if access in inspected and not block.has("ip arp inspection trust"):
        words.add("arp:enforce")
    if words:
        found.guards[name] = frozenset(words)


def _guards(block: View, device: View) -> set[str]:
    words = set()
    if block.has("dot1x port-control auto"):
        words.add("dot1x:enforce")
        if block.has("dot1x mac-auth-bypass"):
            words.add("mab")
    # Both are switched on for the whole device, and a port is let off by trusting it.
    if device.has("nd-snooping enable") and not block.has("nd-snooping trust"):
        words.add("ra-guard")
    if device.has("ipv6 dhcp snooping") and not block.has("ipv6 dhcp snooping trust"):
        words.add("dhcpv6-shield")
    if block.has("ip dhcp snooping trust"):
        words.add("trusted")
    if block.has("ip verify source port-security"):
        assert block.has("ipv6 verify source port-security")
        words.add("source:enforce")
    storm = block.rest("storm-control broadcast level")
    if storm is not None:
        words.add(f"storm:{float(storm):g}")
    if block.has("switchport port-security"):
        words.add(f"macs:{block.rest('switchport port-security maximum') or 128}")
    if block.has("spanning-tree bpduguard enable"):
        words.add("bpdu-guard")
    return words


def _svi(found: Meaning, name: str, block: View) -> None:
    address = block.rest("ip address")
    found.addresses[name] = {IPv6Interface(text) for text in block.all("ipv6 address")}
    if address is not None:
        found.addresses[name].add(IPv4Interface("/".join(address.split())))
    if block.has("no ipv6 nd suppress-ra"):
        prefix = block.rest("ipv6 nd prefix") or ""
        managed = block.has("ipv6 nd managed-config-flag")
        assert managed == prefix.endswith("no-autoconfig"), name
        assert block.has("ipv6 nd other-config-flag"), name
        found.ra[name] = "dhcpv6" if managed else "slaac"
    relays = block.all("ip helper-address") + block.all("ipv6 dhcp relay destination")
    if relays:
        found.relays[name] = frozenset(relays)
    if virtual := read_vrrp.rgos(block.lines):
        found.virtual[name] = virtual
    bound = block.rest("ip access-group"), block.rest("ipv6 traffic-filter")
    if any(bound):
        assert all(text is None or text.endswith(" in") for text in bound)
        found.bound[name] = tuple((text or "").removesuffix(" in") for text in bound)
    table = block.rest("vrf forwarding")
    if table is not None:
        above = block.lines[: block.lines.index(f"vrf forwarding {table}")]
        assert all(line.startswith(("description ", "shutdown")) for line in above), name
        found.vrfs[name] = table
    areas = [text for text in block.all("ipv6 ospf") if re.match(r"\d+ area ", text)]
    if areas:
        found.ospf[name] = (areas[0], False)


def _watched(found: Meaning, name: str, block: View) -> None:
    if both(block, "ip ospf bfd", "ipv6 ospf bfd"):
        assert block.rest("bfd interval") is not None
        found.bfd.add(name)


def _streams(found: Meaning, name: str, block: View, device: View) -> None:
    if both(block, "ip pim sparse-mode", "ipv6 pim sparse-mode"):
        assert both(device, "ip multicast-routing", "ipv6 multicast-routing")
        assert both(device, "ip pim ssm default", "ipv6 pim ssm default")
        found.pim.add(name)
        found.rendezvous = (
            device.rest("ip pim rp-address") or "", device.rest("ipv6 pim rp-address") or "",
        )  # fmt: skip
        if block.has("ip igmp version 3"):
            found.queriers.add(name)


def _ospf(found: Meaning, blocks: list[View]) -> None:
    """Compare the networks of OSPFv2 with the interfaces of OSPFv3, table by table."""
    pattern = r"(ipv6 )?router ospf (\d+)(?: vrf (\S+))?"
    processes: dict[tuple[str, str], dict[bool, View]] = {}
    tables = {view.head.split()[2] for view in blocks if view.head.startswith("vrf definition ")}
    for view in blocks:
        if match := re.fullmatch(pattern, view.head):
            key = match[2], match[3] or ""
            assert not key[1] or key[1] in tables
            assert not key[1] or view.has("capability vrf-lite"), view.head
            processes.setdefault(key, {})[match[1] is not None] = view
    assert processes or not found.ospf
    assert set(found.vrfs.values()) <= tables
    for (number, table), versions in processes.items():
        gives = {view.has("default-information originate") for view in versions.values()}
        assert len(gives) == 1, number
        if gives == {True}:
            found.originates.add(table)
        here = {
            name: addresses
            for name, addresses in found.addresses.items()
            if found.vrfs.get(name, "") == table
        }
        _process(found, here, number, versions)


def _process(
    found: Meaning, here: dict[str, set[object]], number: str, versions: dict[bool, View]
) -> None:
    v2, v3 = versions[False], versions[True]
    areas: dict[IPv4Network, str] = {}
    for text in v2.all("network"):
        first, mask, word, area = text.split()
        assert word == "area"
        bits = int.from_bytes(bytes(int(byte) for byte in mask.split(".")), "big").bit_length()
        network = ip_network(f"{first}/{32 - bits}")
        assert isinstance(network, IPv4Network)
        areas[network] = area
    for name, addresses in here.items():
        v4 = next((a for a in addresses if isinstance(a, IPv4Interface)), None)
        area2 = next((area for net, area in areas.items() if v4 is not None and v4.ip in net), None)
        six = found.ospf.get(name, (None,))[0]
        wanted = None if area2 is None else f"{number} area {area2}"
        assert wanted == (six if v4 is not None else None), name
        passive = {name in view.all("passive-interface") for view in (v2, v3)}
        assert len(passive) == 1, name
        if six is not None:
            assert six.startswith(f"{number} area "), name
            found.ospf[name] = (six.split()[-1], passive.pop())


def _filters(found: Meaning, blocks: list[View]) -> None:
    """Read the lists that are not those of a line."""
    of_lines = {
        text.split()[0]
        for view in blocks
        if view.head.startswith("line ")
        for start in ("access-class", "ipv6 access-class")
        for text in view.all(start)
    }
    for view in blocks:
        words = view.head.split()
        if words[-1] in of_lines or words[1:2] != ["access-list"] or "standard" in words:
            continue
        version, protocols = (4, V4) if words[0] == "ip" else (6, V6)
        lines = [re.sub(r"^\d+ ", "", line) for line in view.lines]
        rules = tuple(rule(line, version, protocols, wild) for line in lines)
        found.filters[words[-1]] = (version, rules)


def _management(found: Meaning, blocks: list[View], device: View) -> None:
    time(found, device)
    found.syslog = {text.removeprefix("ipv6 ") for text in device.all("logging server")}
    add_snmp_users(found, device)
    for version in ("v1", "v2c"):
        if not device.has(f"no snmp-server enable version {version}"):
            found.insecure.add(f"snmp{version}")
    if not device.has("no enable service web-server"):
        found.insecure.add("http")
    lines = [view for view in blocks if view.head.startswith("line vty ")]
    only_ssh = bool(lines) and all(view.rest("transport input") == "ssh" for view in lines)
    if not (only_ssh and device.has("no enable service telnet-server")):
        found.insecure.add("telnet")
    assert device.has("enable service ssh-server")
