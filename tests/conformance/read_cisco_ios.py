"""A Cisco IOS or IOS-XE configuration in, what it means out.

Written from the Catalyst 9200 (IOS XE 17.6) and 2960-X (15.2(7)E) configuration guides and the IOS
command references. What is the default there is the default here: a list of VLANs a trunk does not
name is all of them, a VLAN interface advertises itself, a web server runs.
"""

import re
from ipaddress import IPv4Interface, IPv6Interface

from tests.conformance import read_queues, read_vrrp
from tests.conformance.indented import (
    View,
    add_snmp_users,
    begun,
    numbers,
    rule,
    wild,
)
from tests.conformance.meaning import Meaning, has_ipv4
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
    assert device.has("vtp mode transparent"), "VLANs would stand elsewhere"
    inspected = numbers(device.rest("ip arp inspection vlan") or "0")
    for block in blocks:
        kind, _, name = block.head.partition(" ")
        if kind == "vlan":
            found.vlans.add(int(name))
        elif kind == "interface" and name.startswith("Vlan"):
            _svi(found, name, block, advertises=device.has("ipv6 unicast-routing"))
            traffic(found, name, block, policies(blocks, "policy-map"), "service-policy")
            _watched(found, name, block)
            _streams(found, name, block, device)
            if chained(block, blocks):
                found.signed.add(name)
        elif kind == "interface" and not name.startswith("Loopback"):
            _port(found, name, block, blocks, inspected)
    _routing(found, blocks)
    stubs(found, blocks)
    read_queues.cisco(blocks, found)
    backbone(found, blocks)
    priority = device.rest("spanning-tree mst 0 priority")
    found.root_priority = None if priority is None else int(priority)
    if device.has("ipv6 mld snooping"):
        assert not [line for line in device.lines if line.startswith("no ip igmp snooping")]
        found.snooped = set(found.vlans)
    _filters(found, blocks)
    _management(found, blocks, device)
    return found


def _port(
    found: Meaning, name: str, block: View, blocks: list[View], inspected: frozenset[int]
) -> None:
    if block.has("shutdown"):
        found.shut.add(name)
        return
    group = block.rest("channel-group")
    if group is not None:
        number, _, mode = group.partition(" ")
        assert mode == "mode active", group
        lag = f"Port-channel{number}"
        found.lags[lag] = found.lags.get(lag, frozenset()) | {name}
        # A member whose VLANs differ from its channel's is suspended.
        channel = {view.head: view for view in blocks}[f"interface {lag}"]
        for word in ("switchport mode", "switchport trunk allowed vlan"):
            assert block.rest(word) == channel.rest(word), name
        return
    if block.has("spanning-tree bpdufilter enable"):
        found.treeless.add(name)
    mode = block.rest("switchport mode")
    access = int(block.rest("switchport access vlan") or 1)
    if mode == "access":
        found.access[name] = access
        voice = block.rest("switchport voice vlan")
        if voice is not None:
            assert not block.has("no lldp transmit"), "telephones learn their VLAN from LLDP"
            found.voice[name] = int(voice)
    elif mode == "trunk":
        allowed = block.rest("switchport trunk allowed vlan")
        carried = EVERY if allowed is None else numbers(allowed)
        native = int(block.rest("switchport trunk native vlan") or 1)
        # Untagged frames have a VLAN only where the trunk lets it pass.
        found.trunks[name] = (native if native in carried else None, carried - {native})
    words = set(_guards(block, blocks))
    if mode == "access" and access in inspected and not block.has("ip arp inspection trust"):
        assert "arp:enforce" in words, f"{name}: ARP is inspected and ND is not"
    else:
        assert "arp:enforce" not in words, f"{name}: ND is inspected and ARP is not"
    if words:
        found.guards[name] = frozenset(words)


def _guards(block: View, blocks: list[View]) -> set[str]:
    words = set()
    if block.has("authentication port-control auto"):
        assert block.has("dot1x pae authenticator")
        words.add("dot1x:monitor" if block.has("authentication open") else "dot1x:enforce")
        if block.has("mab"):
            words.add("mab")
    policies = {view.head: view for view in blocks if " policy " in view.head}
    for tracking in ("device-tracking", "ipv6 snooping"):
        policy = block.rest(f"{tracking} attach-policy")
        if policy is not None:
            level = policies[f"{tracking} policy {policy}"].rest("security-level")
            assert level in (None, "guard"), "it would only learn"
            words.add("arp:enforce")
    policy = block.rest("ipv6 nd raguard attach-policy")
    if policy is not None:
        assert policies[f"ipv6 nd raguard policy {policy}"].has("device-role host")
        words.add("ra-guard")
    policy = block.rest("ipv6 dhcp guard attach-policy")
    if policy is not None:
        assert policies[f"ipv6 dhcp guard policy {policy}"].has("device-role client")
        words.add("dhcpv6-shield")
    sources = block.has("ip verify source"), block.rest("ipv6 source-guard attach-policy")
    if sources[0]:
        assert f"ipv6 source-guard policy {sources[1]}" in policies
        words.add("source:enforce")
    storm = block.rest("storm-control broadcast level")
    if storm is not None:
        words.add(f"storm:{float(storm):g}")
    if block.has("switchport port-security"):
        words.add(f"macs:{block.rest('switchport port-security maximum') or 1}")
    if block.has("spanning-tree bpduguard enable"):
        words.add("bpdu-guard")
    if block.has("ip dhcp snooping trust"):
        words.add("trusted")
    return words


def _svi(found: Meaning, name: str, block: View, *, advertises: bool) -> None:
    address = block.rest("ip address")
    found.addresses[name] = {IPv6Interface(text) for text in block.all("ipv6 address")}
    if address is not None:
        found.addresses[name].add(IPv4Interface("/".join(address.split())))
    if block.all("ipv6 address") and advertises and not block.has("ipv6 nd ra suppress all"):
        prefix = block.rest("ipv6 nd prefix") or ""
        managed = block.has("ipv6 nd managed-config-flag")
        assert managed == prefix.endswith("no-autoconfig"), name
        assert block.has("ipv6 nd other-config-flag"), name
        found.ra[name] = "dhcpv6" if managed else "slaac"
    servers = block.all("ipv6 nd ra dns server")
    if servers:
        found.rdnss[name] = frozenset(servers)
    if prefix64 := block.rest("ipv6 nd ra nat64-prefix"):
        found.pref64[name] = prefix64
    relays = block.all("ip helper-address") + block.all("ipv6 dhcp relay destination")
    if relays:
        found.relays[name] = frozenset(relays)
    if virtual := read_vrrp.ios(block.lines):
        found.virtual[name] = virtual
    bound = block.rest("ip access-group"), block.rest("ipv6 traffic-filter")
    if any(bound):
        found.bound[name] = (_inbound(bound[0]), _inbound(bound[1]))
    table = block.rest("vrf forwarding")
    if table is not None:
        # It takes the addresses away: they come after it.
        above = block.lines[: block.lines.index(f"vrf forwarding {table}")]
        assert all(line.startswith(("description ", "shutdown")) for line in above), name
        found.vrfs[name] = table
        six = [line for line in block.lines if re.match(r"ospfv3 \d+ ipv6 area ", line)]
        assert not block.all("ipv6 ospf"), "no such line in a VRF"
        six = [re.sub(r"ospfv3 (\d+) ipv6 area ", r"\1 area ", line) for line in six]
    else:
        six = [text for text in block.all("ipv6 ospf") if re.match(r"\d+ area ", text)]
    four = [text for text in block.all("ip ospf") if re.match(r"\d+ area ", text)]
    assert four == (six if has_ipv4(found, name) else []), name
    if six:
        found.ospf[name] = (six[0], False)


def _watched(found: Meaning, name: str, block: View) -> None:
    six = "ospfv3 bfd" if name in found.vrfs else "ipv6 ospf bfd"
    if both(block, "ip ospf bfd", six):
        assert block.rest("bfd interval") is not None
        found.bfd.add(name)


def _streams(found: Meaning, name: str, block: View, device: View) -> None:
    """IPv6 multicast routing speaks PIM and MLD on all interfaces that do not say otherwise."""
    has6 = device.has("ipv6 multicast-routing") and not block.has("no ipv6 pim")
    has4 = device.has("ip multicast-routing") and block.has("ip pim sparse-mode")
    assert has4 == has6, f"{name}: PIM for one IP version"
    asks6 = device.has("ipv6 multicast-routing") and not block.has("no ipv6 mld router")
    assert asks6 == has6, f"{name}: MLD without PIM"
    if has4:
        found.pim.add(name)
        found.rendezvous = (
            device.rest("ip pim rp-address") or "", device.rest("ipv6 pim rp-address") or "",
        )  # fmt: skip
        assert device.has("ip pim ssm default")
    if block.has("ip igmp version 3"):
        found.queriers.add(name)


def _inbound(bound: str | None) -> str:
    if bound is None:
        return ""
    name, _, direction = bound.partition(" ")
    assert direction == "in", bound
    return name


def _routing(found: Meaning, blocks: list[View]) -> None:
    """Read the processes; `found.ospf` still has them in front of the area."""
    device = View("", tuple(block.head for block in blocks))
    heads = {view.head: view for view in blocks}
    tables = {head.split()[2] for head in heads if head.startswith("vrf definition ")}
    for table in tables:
        families = heads[f"vrf definition {table}"]
        assert families.has("address-family ipv4")
        assert families.has("address-family ipv6")
    assert set(found.vrfs.values()) <= tables
    processes: dict[str, list[View]] = {}
    for head, view in heads.items():
        if match := re.fullmatch(r"(?:ipv6 )?router ospf(?:v3)? (\d+)(?: vrf (\S+))?", head):
            number, table = match[1], match[2] or ""
            if "ospfv3" in head:
                table = (view.rest("address-family ipv6 unicast vrf")) or ""
            if table:
                assert view.has("capability vrf-lite"), head
            processes.setdefault(f"{number} {table}", []).append(view)
    for key, versions in processes.items():
        assert len(versions) == 2, key
        gives = {view.has("default-information originate") for view in versions}
        assert len(gives) == 1, key
        if gives == {True}:
            found.originates.add(key.split(" ")[1])
    for name, (text, _) in found.ospf.items():
        number, _, area = text.split()
        versions = processes[f"{number} {found.vrfs.get(name, '')}"]
        passive = {name in view.all("passive-interface") for view in versions}
        assert len(passive) == 1, name
        found.ospf[name] = (area, passive.pop())
    assert device.has("ip routing")
    read_statics(device.lines, found)
    found.redistributes = redistributes(blocks)


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
        if view.head.startswith("ip access-list extended "):
            name, version = view.head.split()[-1], 4
            lines = [re.sub(r"^\d+ ", "", line) for line in view.lines]
        elif view.head.startswith("ipv6 access-list "):
            name, version = view.head.split()[-1], 6
            lines = [re.sub(r"^sequence \d+ ", "", line) for line in view.lines]
        else:
            continue
        if name not in of_lines:
            protocols = V4 if version == 4 else V6
            rules = tuple(rule(line, version, protocols, wild) for line in lines)
            found.filters[name] = (version, rules)


def _management(found: Meaning, blocks: list[View], device: View) -> None:
    time(found, device)
    for text in device.all("logging host"):
        found.syslog.add(text.removeprefix("ipv6 "))
    add_snmp_users(found, device)
    if device.all("snmp-server community"):
        found.insecure |= {"snmpv1", "snmpv2c"}
    if not device.has("no ip http server"):
        found.insecure.add("http")
    lines = [view for view in blocks if view.head.startswith("line vty ")]
    if not lines or any(view.rest("transport input") != "ssh" for view in lines):
        found.insecure.add("telnet")
