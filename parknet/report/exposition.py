"""The latest values of parks in, Prometheus's text format 0.0.4 out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from parknet.model.exposed import EXPOSED, samples_of
from parknet.model.snapshot import Column

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_POLLED: Final = "parknet_device_polled_timestamp_seconds"


class Newest(NamedTuple):
    """What is known of one device now, and since when (Unix time, s)."""

    park: str
    device: str
    at: float
    columns: Mapping[str, Column]
    rehearsal: bool = False  # of a lab: labelled so, everywhere

    @property
    def labels(self) -> dict[str, str]:
        """Return the labels that all its series have."""
        where = {"park": self.park, "device": self.device}
        return where | {"rehearsal": "true"} if self.rehearsal else where


def exposition(devices: Iterable[Newest]) -> Iterator[str]:
    """Yield the text, a piece for each metric and device: a metric's lines have to be together."""
    known = list(devices)
    yield f"# HELP {_POLLED} when the device was last read\n# TYPE {_POLLED} gauge\n"
    for one in known:
        yield f"{_POLLED}{_braces(one.labels)} {one.at!r}\n"
    for metric, found in EXPOSED.items():
        holders = [one for one in known if metric in one.columns]
        if holders:
            yield f"# HELP {found.name} {found.help}\n# TYPE {found.name} {found.kind}\n"
        for one in holders:
            where = one.labels
            yield "".join(
                f"{found.name}{_braces(where | labels)} {_number(value)}\n"
                for labels, value in samples_of(one.columns[metric])
            )


def _braces(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return "{" + inside + "}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
