"""A column of the table of metrics in; names, labels and numbers as Prometheus has them out.

Base units and suffixes are those of https://prometheus.io/docs/practices/naming/: octets are
`_bytes`, percent are a `_ratio` of 1, counters end in `_total`. An instance's label says what it is
(`interface`, `part`, …): Prometheus gives `instance` to what it scrapes. Words are series of the
value 1 with the word as `state`; other texts are not exposed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from parknet.model.metrics import METRICS, InstanceKind, MetricDefinition
from parknet.model.snapshot import Column

# The suffix of a unit, and what a value is multiplied with.
_UNITS: Final[dict[str, tuple[str, float]]] = {
    "": ("", 1.0),
    "octet": ("_bytes", 1.0),
    "packet": ("_packets", 1.0),
    "station": ("", 1.0),
    "bit/s": ("_bits_per_second", 1.0),
    "1/s": ("_per_second", 1.0),
    "%": ("_ratio", 0.01),
    "s": ("_seconds", 1.0),
    "°C": ("_celsius", 1.0),
    "mA": ("_amperes", 0.001),
    "V": ("_volts", 1.0),
    "W": ("_watts", 1.0),
    "dBm": ("_dbm", 1.0),
    "dB": ("_decibels", 1.0),
}
_LABELS: Final[dict[InstanceKind, str]] = {
    "device": "",
    "device or interface": "interface",
    "part": "part",
    "interface": "interface",
    "local interface": "interface",
    "access point": "access_point",
    "radio": "radio",
    "station": "station",
}


@dataclass(frozen=True, slots=True)
class Exposed:
    """What Prometheus knows a metric as.

    Attributes:
        label: of the instance; empty where a device has the metric once.
        factor: what values are multiplied with.
    """

    name: str
    kind: Literal["counter", "gauge"]
    label: str
    factor: float
    help: str


def exposed(metric: MetricDefinition) -> Exposed | None:
    """Return a metric as Prometheus knows it, None where it has no number and no state.

    Example:
        >>> exposed(METRICS["interface.in_octets"]).name
        'parknet_interface_in_bytes_total'
        >>> exposed(METRICS["interface.in_utilisation"]).name
        'parknet_interface_in_utilisation_ratio'
    """
    if metric.kind not in ("gauge", "counter", "enum") or metric.repeats:
        return None
    if metric.instance == "station":  # people's devices
        return None
    suffix, factor = _UNITS[metric.unit]
    base = "parknet_" + metric.name.replace(".", "_").removesuffix("_octets").removesuffix("_ratio")
    if suffix == "_per_second":  # `…_rate_per_second` says it twice
        base = base.removesuffix("_rate")
    total = "_total" if metric.kind == "counter" else ""
    return Exposed(
        f"{base.removesuffix(suffix)}{suffix}{total}",
        "counter" if metric.kind == "counter" else "gauge",
        _LABELS[metric.instance],
        factor,
        metric.meaning,
    )


EXPOSED: Final[dict[str, Exposed]] = {
    name: found for name, metric in METRICS.items() if (found := exposed(metric)) is not None
}


def samples_of(column: Column) -> Iterator[tuple[dict[str, str], float]]:
    """Yield labels, without park and device, and value of each cell; nothing where none is told."""
    found = EXPOSED.get(column.metric)
    if found is None:
        return
    for instance, value in zip(column.instances, column.values, strict=True):
        labels = {found.label: instance} if found.label else {}
        if isinstance(value, str):
            yield labels | {"state": value}, 1.0
        else:
            yield labels, value * found.factor
