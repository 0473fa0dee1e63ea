"""Who may open a command line, and how: `operators` in, a plan per building out.

The filter on command lines exists only where people wrote `stations`: where parknet itself works
cannot be guessed, and a filter that forgets it cuts off the very station that pushes it.
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network, IPv6Network, collapse_addresses

from parknet.design.addressing import SitePlan, Subnets
from parknet.design.features import Want
from parknet.model.intent import Intent, Path
from parknet.model.policy import OperatorPlan, Prefix


def operator_wants(intent: Intent) -> tuple[Want, ...]:
    """Return what is asked of every device: by `operators`, and of its clock."""
    operators = intent.park.operators
    at: Path = ("park", "operators")
    idle = "idle_minutes" in operators.model_fields_set
    wants = [Want("idle-timeout", (*at, "idle_minutes"), written=idle)]
    if operators.stations:
        wants.append(Want("vty-acl", (*at, "stations")))
        wants.append(Want("snmp-acl", (*at, "stations"), written=False))
    if operators.tacacs:
        wants.append(Want("tacacs", (*at, "tacacs")))
    if operators.accounts:
        wants.append(Want("local-roles", (*at, "accounts")))
    if intent.park.services.ntp_key is not None:
        wants.append(Want("ntp-auth", ("park", "services", "ntp_key")))
    return tuple(wants)


def operator_plan(
    intent: Intent, plan: SitePlan, subnets: Mapping[str, Subnets], building: str
) -> OperatorPlan:
    """Return who may open the command lines of a building's devices, or of the backbone's.

    A building's devices answer to their own management segment, the backbone's to all of them;
    every device answers to `from_segments` of the whole park and to the devices' own addresses.

    Args:
        intent: a park with its library.
        plan: how the park's pools are cut.
        subnets: of every building, by its code.
        building: a code, or "" for cores and gateways.
    """
    operators = intent.park.operators
    sources: tuple[Prefix, ...] = ()
    if operators.stations:
        management = intent.park.management.segment
        own = [subnets[building]] if building else list(subnets.values())
        prefixes: list[Prefix] = [*operators.stations, plan.links4, plan.links6]
        for nets in own:
            prefixes += _prefixes(nets, (management,))
        for nets in subnets.values():
            prefixes += _prefixes(nets, operators.from_segments)
        sources = _collapsed(prefixes)
    return OperatorPlan(
        idle_minutes=operators.idle_minutes,
        sources=sources,
        tacacs=operators.tacacs,
        accounts=tuple(sorted(operators.accounts.items())),
    )


def _prefixes(subnets: Subnets, segments: Iterable[str]) -> list[Prefix]:
    found: list[Prefix] = []
    both: tuple[Mapping[str, Prefix], ...] = (subnets.ipv4, subnets.ipv6)
    for name in segments:
        for given in both:
            found += [given[name]] if name in given else []
    return found


def _collapsed(prefixes: Iterable[Prefix]) -> tuple[Prefix, ...]:
    """Return as few prefixes as say the same, IPv4 first, in rising order."""
    every = list(prefixes)
    return (
        *collapse_addresses(one for one in every if isinstance(one, IPv4Network)),
        *collapse_addresses(one for one in every if isinstance(one, IPv6Network)),
    )
