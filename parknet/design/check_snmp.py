"""An intent in; what is wrong with its exceptions from SNMPv3 out, and what reports say of them."""

from collections.abc import Collection, Iterator
from datetime import date

from parknet.design.days import last_day
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.intent import Intent, Path
from parknet.model.network import DeviationPlan

_FEATURE = "snmpv3"
_AT: Path = ("park", "management", "snmp_exceptions")


def exceptions(intent: Intent, today: date | None) -> Iterator[Problem]:
    """Yield exceptions whose day is past or none."""
    for name, exception in intent.park.management.snmp_exceptions.items():
        yield from last_day(
            intent.origin(*_AT, name, "until"),
            exception.until,
            today,
            what=f"{exception.owner} accepted that {name} is read over SNMP{exception.version} "
            f"until {exception.until}, which is past",
            remedy="give the device an SNMPv3 user and delete the exception, or let the owner "
            "accept it until another day",
        )


def unknown_exceptions(intent: Intent, devices: Collection[str]) -> Iterator[Problem]:
    """Yield exceptions for devices that the design does not have."""
    for name in intent.park.management.snmp_exceptions:
        if name not in devices:
            where = intent.origin(*_AT, name)
            yield Problem(where, f"there is no device {name}", suggestion(name, devices))


def accepted(intent: Intent) -> tuple[DeviationPlan, ...]:
    """Return the exceptions as reports list them."""
    return tuple(
        DeviationPlan(
            _FEATURE,
            (name,),
            exception.owner,
            exception.until,
            exception.why,
            intent.origin(*_AT, name),
        )
        for name, exception in intent.park.management.snmp_exceptions.items()
    )
