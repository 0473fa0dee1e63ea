"""A snapshot in; its values by device, metric and instance out, and why one is missing."""

import ipaddress
from collections import Counter, defaultdict
from collections.abc import Mapping

from parknet.assess import metrics
from parknet.model.change import FailureKind
from parknet.model.snapshot import Column, Snapshot, Value
from parknet.model.verdict import Reason

_FAILURES = {
    FailureKind.UNREACHABLE: Reason.DEVICE_UNREACHABLE,
    FailureKind.AUTHENTICATION: Reason.DEVICE_AUTHENTICATION,
}


class Cells:
    """Columns as dictionaries, each made when it is first asked for: a park has 100,000 rows."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._columns: dict[tuple[str, str], Mapping[str, Value]] = {}
        self._addresses: dict[str, Mapping[str, tuple[str, ...]] | None] = {}
        self._aps: dict[str, Mapping[str, Value]] = {}

    def value(self, device: str, metric: str, instance: str) -> Value | None:
        """Return one value, or None where it was not read or cannot be told from another's."""
        key = (device, metric)
        found = self._columns.get(key)
        if found is None:
            column = self._column(device, metric)
            found = self._columns[key] = {} if column is None else _unambiguous(column)
        return found.get(instance)

    def addresses(self, device: str, interface: str) -> tuple[str, ...] | None:
        """Return an interface's routed IPv6 addresses, or None where the device told of none."""
        if device not in self._addresses:
            column = self._column(device, metrics.IPV6_ADDRESS)
            self._addresses[device] = None if column is None else _by_interface(column)
        found = self._addresses[device]
        return None if found is None else found.get(interface, ())

    def ap_state(self, controller: str, name: str) -> Value | None:
        """Return what a controller says of the access point it knows by `name`."""
        if controller not in self._aps:
            self._aps[controller] = self._states_by_name(controller)
        return self._aps[controller].get(name)

    def in_service(self, controller: str) -> frozenset[str]:
        """Return what a controller calls an access point that serves users."""
        states = self._column(controller, metrics.AP_STATE)
        return states.in_service if states is not None else frozenset()

    def absence(self, device: str, metric: str) -> Reason:
        """Return why a value is missing."""
        read = self._snapshot.devices.get(device)
        if read is None:
            return Reason.NOT_COLLECTED
        if read.failure is not None:
            return _FAILURES.get(read.failure.kind, Reason.DEVICE_FAILED)
        return Reason.NOT_TOLD if metric in read.columns else Reason.NOT_READ

    def is_whole(self, device: str, metric: str) -> bool:
        """Return whether a table was read to its end, so that what is missing is not there."""
        read = self._snapshot.devices.get(device)
        return read is not None and read.failure is None and metric not in read.partial

    def evidence(self, device: str, metric: str, instance: str) -> str:
        """Return where a value comes from."""
        read = self._snapshot.devices[device]
        column = read.columns.get(metric)
        own = column.taken_at if column is not None else None
        at = read.taken_at if own is None else own
        return f"snmp:{device}:{metric}:{instance}@{at:.0f}"

    def _column(self, device: str, metric: str) -> Column | None:
        read = self._snapshot.devices.get(device)
        return None if read is None else read.columns.get(metric)

    def _states_by_name(self, controller: str) -> Mapping[str, Value]:
        """Return states by name, whether the table is keyed by names or by MAC addresses."""
        states = self._column(controller, metrics.AP_STATE)
        if states is None:
            return {}
        by_key = _unambiguous(states)
        names = self._column(controller, metrics.AP_NAME)
        if names is None:
            return by_key
        named = [
            (str(name), by_key[key])
            for key, name in zip(names.instances, names.values, strict=True)
            if key in by_key
        ]
        instances, values = zip(*named, strict=True) if named else ((), ())
        return _unambiguous(Column(states.metric, states.unit, instances, values))


def _unambiguous(column: Column) -> Mapping[str, Value]:
    """Return values by instance without those two rows claim: neither is evidence."""
    values = dict(zip(column.instances, column.values, strict=True))
    if len(values) == len(column.instances):
        return values
    rows = Counter(column.instances)
    return {name: value for name, value in values.items() if rows[name] == 1}


def _by_interface(column: Column) -> Mapping[str, tuple[str, ...]]:
    """Return the addresses of each interface that reach beyond its link."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for interface, text in zip(column.instances, column.values, strict=True):
        try:
            address = ipaddress.IPv6Interface(str(text)).ip
        except ValueError:
            continue
        if not address.is_link_local:
            found[interface].append(str(address))
    return {interface: tuple(addresses) for interface, addresses in found.items()}
