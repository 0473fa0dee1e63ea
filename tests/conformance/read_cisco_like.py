"""What IOS, EOS and RGOS say alike of QoS, stub areas, streams and time: views in, meaning out."""

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network

from parknet.model.policy import Prefix
from tests.conformance.indented import View
from tests.conformance.meaning import Meaning, megabits, table_stubs

Action = tuple[int | None, float | None]  # DSCP, Mbit/s
# Words before a rate, by platform, and what it is counted in.
_POLICE = (
    (re.compile(r"police cir (\d+) conform-action transmit exceed-action drop"), 1),
    (re.compile(r"police rate (\d+) bps burst-size \d+ kbytes"), 1),
    (re.compile(r"police (\d+) \d+ exceed-action drop"), 1000),
)
# RGOS and EOS know two kinds of process, IOS has another for OSPFv3 in a table.
_PROCESS = re.compile(r"(?:ipv6 )?router ospf \d+(?: vrf (\S+))?|router ospfv3 \d+")


def _queues(block: View) -> bool:
    """Return whether a policy map is about queues: see `read_queues`."""
    return any(line.startswith(("priority ", "bandwidth ")) for line in block.lines)


def policies(blocks: list[View], start: str) -> dict[str, Action]:
    """Return what each policy map does with every packet."""
    found: dict[str, Action] = {}
    for block in blocks:
        if block.head.startswith(start + " ") and not _queues(block):
            assert block.lines[0] == "class class-default", block
            marks = [int(line.split()[-1]) for line in block.lines if " dscp " in line]
            rates = [
                megabits(int(match[1]) * unit)
                for line in block.lines
                for pattern, unit in _POLICE
                if (match := pattern.fullmatch(line))
            ]
            found[block.head.split()[-1]] = (
                marks[0] if marks else None, rates[0] if rates else None,
            )  # fmt: skip
    return found


def traffic(
    found: Meaning, name: str, block: View, actions: Mapping[str, Action], words: str
) -> None:
    """Read the policies of a VLAN interface."""
    ways = [block.rest(f"{words} {way}") for way in ("input", "output")]
    (mark, limit), (mark_out, limit_out) = (
        actions[policy] if policy else (None, None) for policy in ways
    )
    assert mark_out is None, "what leaves keeps its code point"
    if mark is not None:
        found.marks[name] = mark
    if limit is not None and limit_out is not None:
        found.rates[name] = (limit, limit_out)


def stubs(found: Meaning, blocks: list[View]) -> None:
    """Read the stub areas, which both versions of OSPF must have alike."""
    kinds: dict[str, list[dict[str, bool]]] = {}
    for block in blocks:
        if not (match := _PROCESS.fullmatch(block.head)):
            continue
        table = match[1] or ""
        if block.head.startswith("router ospfv3 "):
            table = block.rest("address-family ipv6 unicast vrf") or ""
        areas: dict[str, bool] = {}
        for words in block.all("area"):
            area, kind, *rest = words.split()
            if kind == "stub":
                assert rest in ([], ["no-summary"])
                areas[area] = bool(rest)
        kinds.setdefault(table, []).append(areas)
    found.stubs = kinds.get("", [{}])[0]
    for table, both in kinds.items():
        assert len(both) == 2
        assert both[0] == both[1], "OSPF and OSPFv3 differ in their stub areas"
        if table:
            table_stubs(found, table, both[0])


def chained(block: View, blocks: list[View]) -> bool:
    """Return whether OSPF on an interface is signed with a key chain of HMAC-SHA-256."""
    chain = block.rest("ip ospf authentication key-chain")
    if chain is None:
        return False
    keys = next(one for one in blocks if one.head == f"key chain {chain}")
    assert keys.has("cryptographic-algorithm hmac-sha-256")
    return True


def time(found: Meaning, device: View) -> None:
    """Read time servers and whether their answers must be signed."""
    for text in device.all("ntp server"):
        server, *key = text.removeprefix("ipv6 ").split()
        found.ntp.add(server)
        if key:
            assert device.has("ntp authenticate")
            assert device.has(f"ntp trusted-key {key[-1]}")
            made = device.all("ntp authentication-key")
            assert any(words.split()[0] == key[-1] for words in made)
            found.ntp_signed.add(server)


def both(block: View, four: str, six: str) -> bool:
    """Return whether a view has both of two lines; one alone is an error."""
    assert block.has(four) == block.has(six), (block.head, four, six)
    return block.has(four)


def backbone(found: Meaning, blocks: list[View]) -> None:
    """Read BGP: who the neighbours are and what they are told, which must be all we route."""
    process = next((block for block in blocks if block.head.startswith("router bgp ")), None)
    if process is None:
        return
    peers: dict[str, int] = {}
    active, networks = set(), set()
    told: dict[str, str] = {}
    believed: dict[str, str] = {}
    for line in process.lines:
        match line.split():
            case ["neighbor", peer, "remote-as", number]:
                peers[peer] = int(number)
            case ["neighbor", peer, "activate"]:
                active.add(peer)
            case ["neighbor", peer, "prefix-list", name, "in"]:
                believed[peer] = name
            case ["neighbor", peer, "prefix-list", name, "out"]:
                told[peer] = name
            case ["network", prefix]:
                networks.add(ip_network(prefix))
            case ["network", first, "mask", mask]:
                networks.add(ip_network(f"{first}/{mask}"))
    assert active == peers.keys() == told.keys() == believed.keys()
    lists = _prefix_lists(blocks)
    for peer, name in told.items():
        version = ip_address(peer).version
        assert lists[name] == {network for network in networks if network.version == version}
    for peer, name in believed.items():
        assert lists[name] == {ip_network("0.0.0.0/0" if "." in peer else "::/0")}
    assert networks <= set(_discards(blocks)), "what is announced must not come and go"
    number = int(process.head.split()[2])
    found.bgp = (number, frozenset(peers.items()), frozenset(map(str, networks)))


def _prefix_lists(blocks: list[View]) -> dict[str, set[Prefix]]:
    found: dict[str, set[Prefix]] = {}
    for block in blocks:
        words = block.head.split()
        if words[1:2] != ["prefix-list"]:
            continue
        for line in [" ".join(words[3:])] if len(words) > 3 else block.lines:
            _, _, action, *rest = line.split()
            entries = found.setdefault(words[2], set())
            if action == "permit" and len(rest) == 1:
                entries.add(ip_network(rest[0]))
    return found


def _discards(blocks: list[View]) -> Iterator[Prefix]:
    for block in blocks:
        words = block.head.replace("Null 0", "Null0").split()
        if words[1:2] == ["route"] and words[2] != "vrf" and {"Null0", "blackhole"} & set(words):
            yield ip_network(words[2] if "/" in words[2] else f"{words[2]}/{words[3]}")
