"""The table of metrics: names, units and kinds that profiles, judges and stores agree on.

`docs/metrics.md` is this table in prose, and a test holds the two together. A name, unit or kind
never changes its meaning; what is added raises `METRICS_VERSION`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

METRICS_VERSION: Final = 1

Kind = Literal["gauge", "counter", "enum", "text", "address"]
InstanceKind = Literal["device", "interface", "access point", "local interface"]


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """What a metric's value is, and what it belongs to.

    Attributes:
        repeats: one instance may have several values, such as the addresses of an interface.
    """

    name: str
    unit: str
    kind: Kind
    instance: InstanceKind
    meaning: str
    repeats: bool = False


_ALL: Final = (
    MetricDefinition("system.name", "", "text", "device", "name the device gives itself"),
    MetricDefinition("system.description", "", "text", "device", "sysDescr, lines kept"),
    MetricDefinition("system.object_id", "", "text", "device", "what kind of device it is, an OID"),
    MetricDefinition("system.uptime", "s", "gauge", "device", "since its agent started"),
    MetricDefinition("interface.name", "", "text", "interface", "name as the device gives it"),
    MetricDefinition("interface.alias", "", "text", "interface", "description as configured"),
    MetricDefinition("interface.type", "", "enum", "interface", "IANAifType's word"),
    MetricDefinition("interface.mtu", "octet", "gauge", "interface", "largest packet"),
    MetricDefinition("interface.admin_status", "", "enum", "interface", "as configured"),
    MetricDefinition("interface.oper_status", "", "enum", "interface", "as it is"),
    MetricDefinition(
        "interface.speed",
        "bit/s",
        "gauge",
        "interface",
        "negotiated rate; none while the interface is not up or the agent gives none",
    ),
    MetricDefinition(
        "interface.duplex", "", "enum", "interface", "negotiated; none while it is not known"
    ),
    MetricDefinition("interface.in_octets", "octet", "counter", "interface", "received"),
    MetricDefinition("interface.out_octets", "octet", "counter", "interface", "sent"),
    MetricDefinition("interface.in_errors", "packet", "counter", "interface", "damaged, received"),
    MetricDefinition("interface.out_errors", "packet", "counter", "interface", "could not be sent"),
    MetricDefinition(
        "interface.in_discards", "packet", "counter", "interface", "sound, received, thrown away"
    ),
    MetricDefinition("interface.out_discards", "packet", "counter", "interface", "sound, not sent"),
    MetricDefinition(
        "interface.last_change",
        "s",
        "gauge",
        "interface",
        "device uptime when the operational status last changed",
    ),
    MetricDefinition("poe.power", "W", "gauge", "interface", "power given now"),
    MetricDefinition("poe.status", "", "enum", "interface", "what the power source does"),
    MetricDefinition(
        "lldp.remote_name", "", "text", "local interface", "the neighbour's system name", True
    ),
    MetricDefinition(
        "lldp.remote_port",
        "",
        "text",
        "local interface",
        "the neighbour's port; in the order of lldp.remote_name",
        True,
    ),
    MetricDefinition(
        "ipv4.address", "", "address", "interface", "address/prefix length, one value each", True
    ),
    MetricDefinition(
        "ipv6.address", "", "address", "interface", "address/prefix length, one value each", True
    ),
    MetricDefinition("wlan.ap.name", "", "text", "access point", "name the controller knows it by"),
    MetricDefinition(
        "wlan.ap.state",
        "",
        "enum",
        "access point",
        "as its controller says; in service: Huawei `normal`, H3C `run`",
    ),
    MetricDefinition("wlan.ap.model", "", "text", "access point", "model as the controller says"),
    MetricDefinition("wlan.ap.clients", "station", "gauge", "access point", "associated stations"),
    MetricDefinition(
        "wlan.ap.address", "", "text", "access point", "its address, no prefix length"
    ),
)

METRICS: Final[Mapping[str, MetricDefinition]] = {metric.name: metric for metric in _ALL}


def metrics_table() -> str:
    """Return `METRICS` as the table of `docs/metrics.md`."""
    lines = [
        "| metric | unit | kind | instance | meaning |",
        "|---|---|---|---|---|",
    ]
    for metric in METRICS.values():
        instance = f"{metric.instance}, several" if metric.repeats else metric.instance
        lines.append(
            f"| `{metric.name}` | {metric.unit or '–'} | {metric.kind} | {instance} "
            f"| {metric.meaning} |"
        )
    return "\n".join(lines) + "\n"
