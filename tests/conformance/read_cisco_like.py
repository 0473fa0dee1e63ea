"""What IOS, EOS and RGOS say alike of QoS, stub areas, streams and time: views in, meaning out."""

import re
from collections.abc import Mapping

from tests.conformance.indented import View
from tests.conformance.meaning import Meaning, megabits

Action = tuple[int | None, float | None]  # DSCP, Mbit/s
# Words before a rate, by platform, and what it is counted in.
_POLICE = (
    (re.compile(r"police cir (\d+) conform-action transmit exceed-action drop"), 1),
    (re.compile(r"police rate (\d+) bps burst-size \d+ kbytes"), 1),
    (re.compile(r"police (\d+) \d+ exceed-action drop"), 1000),
)


def policies(blocks: list[View], start: str) -> dict[str, Action]:
    """Return what each policy map does with every packet."""
    found: dict[str, Action] = {}
    for block in blocks:
        if block.head.startswith(start + " "):
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
    kinds = []
    for head in ("router ospf 1", "ipv6 router ospf 1"):
        process = next((block for block in blocks if block.head == head), View(head, ()))
        areas: dict[str, bool] = {}
        for words in process.all("area"):
            area, kind, *rest = words.split()
            if kind == "stub":
                assert rest in ([], ["no-summary"])
                areas[area] = bool(rest)
        kinds.append(areas)
    assert kinds[0] == kinds[1], "OSPF and OSPFv3 differ in their stub areas"
    found.stubs = kinds[0]


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
