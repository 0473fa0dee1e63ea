"""What a document of frr_ovs does with limits, streams and OSPF's areas: see `read_frr_ovs`.

FRR 8.4 user guide, OSPFv2, OSPFv3, PIM, PIMv6; nft(8), limit; ovs-vswitchd.conf.db(5), Bridge.
"""

import re
from collections.abc import Mapping

from tests.conformance.indented import views as views_of
from tests.conformance.meaning import Meaning, megabits
from tests.conformance.read_cisco_like import backbone


def read_more(files: Mapping[str, str], found: Meaning) -> None:
    """Add to `found` what the files say."""
    frr = files["/etc/frr/frr.conf"]
    parts = re.split(r"^(?=\S)", frr, flags=re.MULTILINE)
    views = {part.splitlines()[0]: part.splitlines()[1:] for part in parts if part.strip()}
    _areas(views, found)
    backbone(found, list(views_of(frr)))
    priority = re.search(r"other_config:rstp-priority=(\d+)", files["/etc/parknet/ovs-vsctl"])
    found.root_priority = None if priority is None else int(priority[1])
    for head, lines in views.items():
        if head.startswith("interface ") and head != "interface lo":
            _interface(head.removeprefix("interface "), {line.strip() for line in lines}, found)
    daemons = files["/etc/frr/daemons"]
    assert ("bfdd=yes\n" in daemons) == bool(found.bfd)
    assert ("bgpd=yes\n" in daemons) == (found.bgp is not None)
    if found.pim:
        assert "pimd=yes\n" in daemons
        assert "pim6d=yes\n" in daemons
    points = re.findall(r"^(?:ip|ipv6) pim rp (\S+) (?:224.0.0.0/4|ff00::/8)$", frr, re.MULTILINE)
    found.rendezvous = tuple(points)
    if points:
        assert "meta l4proto 103 accept" in files["/etc/nftables.conf"]
    if "mcast_snooping_enable=true" in files["/etc/parknet/ovs-vsctl"]:
        found.snooped = set(found.vlans)
    _rates(files["/etc/nftables.conf"], found)


def _areas(views: Mapping[str, list[str]], found: Meaning) -> None:
    kinds = []
    for process in ("router ospf", "router ospf6"):
        lines = [line.split() for line in views.get(process, ())]
        kinds.append({w[1]: w[3:] == ["no-summary"] for w in lines if w[2:3] == ["stub"]})
    assert kinds[0] == kinds[1], "OSPF and OSPFv3 differ in their stub areas"
    found.stubs = kinds[0]


def _interface(name: str, lines: set[str], found: Meaning) -> None:
    signs = "ip ospf authentication message-digest" in lines
    if signs and "ip ospf passive" not in lines:
        assert any(line.startswith("ip ospf message-digest-key 1 md5 ") for line in lines)
        found.signed.add(name)
    assert not any(line.startswith("ipv6 ospf6 authentication") for line in lines)
    for four, six, names in (
        ("ip ospf bfd", "ipv6 ospf6 bfd", found.bfd),
        ("ip pim", "ipv6 pim", found.pim),
        ("ip igmp", "ipv6 mld", found.queriers),
    ):
        assert (four in lines) == (six in lines), f"{name}: one IP version of {four}"
        if four in lines:
            names.add(name)


def _rates(text: str, found: Meaning) -> None:
    limits: dict[str, dict[str, float]] = {}
    for way, name, rate in re.findall(
        r'(iif|oif)name "(\S+)" limit rate over (\d+) kbytes/second .* drop', text
    ):
        limits.setdefault(name, {})[way] = megabits(int(rate) * 1024 * 8)
    for name, rates in limits.items():
        found.rates[name] = (rates["iif"], rates["oif"])
