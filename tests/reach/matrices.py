"""Random matrices that are valid by construction, over random parks."""

from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from parknet.design import check_reach, check_tables
from parknet.design.scope import scopes_of
from parknet.model.intent import Intent
from tests.design.parks import intent_of
from tests.design.strategies import descriptions

SERVICES = (
    "any", "icmp", "tcp/22", "tcp/443", "tcp/1..1023", "tcp/8080",
    "udp/53", "udp/123", "udp/100..200", "udp/5004..5005",
)  # fmt: skip
LIFELINE = {"from": ["management"], "to": ["management"], "allow": ["any"], "why": "CAPWAP"}
Description = tuple[dict[str, Any], dict[str, dict[str, Any]]]


@st.composite
def lines(draw: st.DrawFn, segments: list[str]) -> dict[str, Any]:
    """One line of a matrix: some may be refused."""
    pick = st.sampled_from
    ends = st.lists(pick(segments), min_size=1, max_size=3, unique=True)
    source = draw(st.one_of(ends, pick([["*"], ["internet"]])))
    target = draw(st.one_of(ends, pick([["*"], ["internet"], ["services"], ["*", "internet"]])))
    allow = draw(st.lists(pick(SERVICES), min_size=1, max_size=3, unique=True))
    return {"from": source, "to": target, "allow": allow}


def is_valid(description: Description) -> bool:
    intent = intent_of(*description)
    scopes = scopes_of(intent)
    problems = [
        *check_reach.matrix_lines(intent, scopes),
        *check_reach.lifelines(intent, scopes),
        *check_tables.tables(intent, scopes),
    ]
    return not problems


def add_line(description: Description, line: dict[str, Any]) -> Description:
    """Return the park with one more line, or the same where the line is refused."""
    park, buildings = deepcopy(description)
    park["reach"].append(line)
    return (park, buildings) if is_valid((park, buildings)) else description


@st.composite
def described(draw: st.DrawFn) -> Description:
    """A valid park with a matrix of up to seven lines, as plain data."""
    park, buildings = draw(descriptions())
    for name in draw(st.sets(st.sampled_from(["tenant-a", "tenant-b"]))):
        number = 60 if name == "tenant-a" else 61
        park["segments"][name] = {"vlan": number, "purpose": "tenant", "hosts": 20}
    for name, segment in park["segments"].items():
        vrf = draw(st.sampled_from([None, None, "red", "blue"]))
        if vrf is not None and name != "management":
            segment["vrf"] = vrf
    park["reach"] = [LIFELINE]
    park["services"]["dns"].append("2001:db8:4200::53")
    phase = draw(st.sampled_from(["dual-stack", "ipv6-mostly", "ipv6-only"]))
    park["ipv6"] = {"phase": phase}
    if phase != "dual-stack":
        for name in sorted(set(park["segments"]) - {"management"}):
            park["segments"][name]["ipv4"] = draw(st.sampled_from([None, True, False]))
    in_global_table = sorted(
        name for name, segment in park["segments"].items() if "vrf" not in segment
    )
    for name in draw(st.sets(st.sampled_from(in_global_table), max_size=2)):
        park["segments"][name]["multicast"] = True
    description = park, buildings
    for _ in range(draw(st.integers(0, 6))):
        description = add_line(description, draw(lines(sorted(park["segments"]))))
    return description


def in_global(description: Description) -> Description:
    """Return the same park with every segment in the global table."""
    park, buildings = deepcopy(description)
    for segment in park["segments"].values():
        segment.pop("vrf", None)
    return park, buildings


@st.composite
def governed(draw: st.DrawFn) -> Intent:
    """A valid park with a matrix."""
    return intent_of(*draw(described()))


@st.composite
def loosened(draw: st.DrawFn) -> tuple[Intent, Intent]:
    """A valid park with a matrix, and the same with more lines."""
    before = draw(described())
    after = before
    for _ in range(draw(st.integers(1, 3))):
        after = add_line(after, draw(lines(sorted(before[0]["segments"]))))
    return intent_of(*before), intent_of(*after)
