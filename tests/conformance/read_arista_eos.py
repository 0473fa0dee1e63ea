"""An Arista EOS configuration in, what it means out.

Written from the EOS User Manual 4.32. What is the default there is the default here: a port is an
access port of VLAN 1, a VLAN interface with IPv6 advertises itself, telnet and HTTP are off.
"""

import re
from ipaddress import ip_interface

from tests.conformance import read_queues, read_vrrp
from tests.conformance.indented import (
    View,
    add_snmp_users,
    begun,
    long,
    numbers,
    rule,
)
from tests.conformance.meaning import Meaning, has_ipv4
from tests.conformance.read_cisco_like import backbone, both, policies, stubs, time, traffic
from tests.conformance.static_routes import read_statics, redistributes

V4 = {name: name for name in ("ip", "tcp", "udp", "icmp", "igmp")}
V6 = {"ipv6": "ip", "tcp": "tcp", "udp": "udp", "icmpv6": "icmp"}
EVERY = frozenset(range(1, 4095))


def read(text: str) -> Meaning:
    """Return what a configuration means."""
    found, blocks, device = begun(text)
    for block in blocks:
        kind, _, name = block.head.partition(" ")
        if kind == "vlan":
            found.vlans |= numbers(name)
        elif kind == "interface" and name.startswith("Vlan"):
            _svi(found, name, block, device)
            actions = policies(blocks, "policy-map type quality-of-service")
            traffic(found, name, block, actions, "service-policy type qos")
            _watched(found, name, block)
            _streams(found, name, block, blocks)
        elif kind == "interface" and name.startswith(("Ethernet", "Port-Channel")):
            _port(found, name, block)
        elif kind in ("ip", "ipv6") and name.startswith("access-list "):
            _filter(found, block)
        elif block.head == "mlag configuration":
            _mlag(found, block, device)
    _passive(found, blocks)
    stubs(found, blocks)
    read_queues.eos(blocks, found)
    backbone(found, blocks)
    priority = device.rest("spanning-tree priority")
    found.root_priority = None if priority is None else int(priority)
    if device.has("mld snooping"):
        assert not [line for line in device.lines if line.startswith("no ip igmp snooping")]
        found.snooped = set(found.vlans)
    assert device.has("ip routing")
    assert device.has("ipv6 unicast-routing")
    read_statics(device.lines, found)
    found.redistributes = redistributes(blocks)
    _management(found, blocks, device)
    return found


def _port(found: Meaning, name: str, block: View) -> None:
    if block.has("shutdown"):
        found.shut.add(name)
        return
    group = block.rest("channel-group")
    if group is not None:
        number, _, mode = group.partition(" ")
        assert mode == "mode active", group
        lag = f"Port-Channel{number}"
        found.lags[lag] = found.lags.get(lag, frozenset()) | {name}
        return
    if block.has("spanning-tree bpdufilter enable"):
        found.treeless.add(name)
    mode = block.rest("switchport mode") or "access"
    native = int(block.rest("switchport trunk native vlan") or 1)
    if mode == "access":
        found.access[name] = int(block.rest("switchport access vlan") or 1)
    elif mode == "trunk phone":
        # For the computer behind the telephone it is an access port of the native VLAN.
        found.access[name] = native
        assert not block.has("no lldp transmit"), "telephones learn their VLAN from LLDP"
        assert block.has("switchport phone trunk tagged"), "telephones tag"
        found.voice[name] = int(block.rest("switchport phone vlan") or 0)
    else:
        allowed = block.rest("switchport trunk allowed vlan")
        carried = EVERY if allowed is None else numbers(allowed)
        found.trunks[name] = (native if native in carried else None, carried - {native})
    shared = block.rest("mlag")
    if shared is not None:
        found.shared[name] = int(shared)
    words = _guards(block, native if mode == "trunk phone" else found.access.get(name))
    if words:
        found.guards[name] = frozenset(words)


def _mlag(found: Meaning, block: View, device: View) -> None:
    """Read how a switch reaches the other: over a VLAN that no spanning tree may block."""
    words = ("domain-id", "local-interface", "peer-address", "peer-link")
    domain, interface, peer, lag = (block.rest(word) or "" for word in words)
    assert device.has(f"no spanning-tree vlan-id {interface.removeprefix('Vlan')}")
    found.mlag = (lag, domain, interface, peer, "")


def _guards(block: View, vlan: int | None) -> set[str]:
    words = set()
    if block.has("dot1x port-control auto"):
        assert block.has("dot1x pae authenticator")
        allowed = block.rest("dot1x authentication failure action traffic allow vlan")
        assert allowed in (None, str(vlan))
        words.add("dot1x:monitor" if allowed else "dot1x:enforce")
        if block.has("dot1x mac based authentication"):
            words.add("mab")
    storm = block.rest("storm-control broadcast level")
    if storm is not None:
        words.add(f"storm:{float(storm):g}")
    if block.has("switchport port-security violation protect"):
        words.add(f"macs:{block.rest('switchport port-security mac-address maximum') or 1}")
    if block.has("spanning-tree bpduguard enable"):
        words.add("bpdu-guard")
    return words


def _svi(found: Meaning, name: str, block: View, device: View) -> None:
    texts = block.all("ip address") + block.all("ipv6 address")
    found.addresses[name] = {ip_interface(text) for text in texts}
    silent = block.has("ipv6 nd ra disabled all")
    if block.all("ipv6 address") and device.has("ipv6 unicast-routing") and not silent:
        prefix = block.rest("ipv6 nd prefix") or ""
        managed = block.has("ipv6 nd managed-config-flag")
        assert managed == prefix.endswith("no-autoconfig"), name
        assert block.has("ipv6 nd other-config-flag"), name
        found.ra[name] = "dhcpv6" if managed else "slaac"
    relays = block.all("ip helper-address") + block.all("ipv6 dhcp relay destination")
    if relays:
        found.relays[name] = frozenset(relays)
    if block.has("ipv6 dhcp relay install routes"):
        found.delegates.add(name)
    if answered := read_vrrp.varp(block.lines):
        assert device.has("ip virtual-router mac-address 00:1c:73:00:00:99"), "nobody answers"
        found.virtual[name] = answered
    if virtual := read_vrrp.eos(block.lines):
        found.virtual[name] = virtual
    bound = [block.rest(f"{version} access-group") for version in ("ip", "ipv6")]
    if any(bound):
        assert all(text is None or text.endswith(" in") for text in bound)
        v4, v6 = ((text or "").removesuffix(" in") for text in bound)
        found.bound[name] = (v4, v6)
    table = block.rest("vrf")
    if table is not None:
        above = block.lines[: block.lines.index(f"vrf {table}")]
        assert all(line.startswith(("description ", "shutdown")) for line in above), name
        for line in (f"vrf instance {table}", f"ip routing vrf {table}"):
            assert device.has(line), line
        assert device.has(f"ipv6 unicast-routing vrf {table}")
        found.vrfs[name] = table
    area = block.rest("ip ospf area")
    six = [text for text in block.all("ipv6 ospf") if re.match(r"\d+ area ", text)]
    wanted = [text.split()[2] for text in six] if has_ipv4(found, name) else []
    assert ([] if area is None else [area]) == wanted, name
    if six:
        found.ospf[name] = (six[0], False)


def _watched(found: Meaning, name: str, block: View) -> None:
    if both(block, "ip ospf neighbor bfd", "ipv6 ospf bfd"):
        assert block.rest("bfd interval") is not None
        found.bfd.add(name)


def _streams(found: Meaning, name: str, block: View, blocks: list[View]) -> None:
    if block.has("ip ospf authentication message-digest"):
        key = block.rest("ip ospf message-digest-key")
        assert key is not None
        assert key.startswith("1 sha256 ")
        found.signed.add(name)
    if both(block, "pim ipv4 sparse-mode", "pim ipv6 sparse-mode"):
        views_of = {view.head: view for view in blocks}
        assert views_of["router multicast"].lines == ("ipv4", "routing", "ipv6", "routing")
        lines = views_of["router pim sparse-mode"].lines
        assert [line for line in lines if line.startswith("ssm range")] == [
            "ssm range standard"
        ] * 2
        points = [line.split()[-1] for line in lines if line.startswith("rp address ")]
        found.pim.add(name)
        found.rendezvous = tuple(points)
        if block.has("mld"):
            found.queriers.add(name)


def _passive(found: Meaning, blocks: list[View]) -> None:
    """Read the processes: OSPFv2 runs in the table of the interface, OSPFv3 by its number."""
    four: dict[str, View] = {}
    six: dict[str, tuple[str, View]] = {}
    for view in blocks:
        if match := re.fullmatch(r"(ipv6 )?router ospf (\d+)(?: vrf (\S+))?", view.head):
            table = match[3] or ""
            if match[1]:
                six[match[2]] = table, view
                continue
            four[table] = view
            # Without it what has the DN bit is left out in a VRF.
            assert not table or view.has("dn-bit-ignore"), view.head
    gives = [{t for t, v in four.items() if v.has("default-information originate")}]
    gives.append({t for t, v in six.values() if v.has("default-information originate")})
    assert gives[0] == gives[1]
    found.originates = gives[0]
    for name, (text, _) in found.ospf.items():
        number, _, area = text.split()
        table, view = six[number]
        assert table == found.vrfs.get(name, ""), name
        both = {name in one.all("passive-interface") for one in (view, four[table])}
        assert len(both) == 1, name
        found.ospf[name] = (area, both.pop())


def _filter(found: Meaning, block: View) -> None:
    version, _, name = block.head.split(" ", 2)
    if name.startswith("standard "):
        return  # sources only: it guards a service, not a segment
    number, protocols = (4, V4) if version == "ip" else (6, V6)
    lines = [re.sub(r"^\d+ ", "", line) for line in block.lines]
    found.filters[name] = (number, tuple(rule(line, number, protocols, long) for line in lines))


def _management(found: Meaning, blocks: list[View], device: View) -> None:
    time(found, device)
    found.syslog = set(device.all("logging host"))
    add_snmp_users(found, device)
    if device.all("snmp-server community"):
        found.insecure |= {"snmpv1", "snmpv2c"}
    services = {view.head: view for view in blocks if view.head.startswith("management ")}
    if "management telnet" in services and services["management telnet"].has("no shutdown"):
        found.insecure.add("telnet")
    api = services.get("management api http-commands")
    if api is not None and api.has("protocol http") and api.has("no shutdown"):
        found.insecure.add("http")
    assert services["management ssh"].has("no shutdown")
