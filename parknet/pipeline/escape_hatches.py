"""Raw lines in use: what contradicts what is rendered, and what earlier runs left on devices."""

from collections.abc import Mapping
from dataclasses import replace

from parknet.errors import Problem
from parknet.model.intent import Intent, Path
from parknet.model.network import DevicePlan, Network
from parknet.render import render


def raw_conflicts(
    intent: Intent, network: Network, templates: Mapping[str, Mapping[str, str]]
) -> list[Problem]:
    """Return a problem for every raw line that repeats or contradicts what parknet renders."""
    devices = tuple(replace(device, raw=()) for device in network.devices if device.raw)
    if not devices:
        return []
    from parknet.dialect import clashes  # noqa: PLC0415 - annet is a third of what validate loads

    problems: dict[str, Problem] = {}
    raw = {device.name: device.raw for device in network.devices}
    configs = render(replace(network, devices=devices), templates)
    for device, config in zip(devices, configs, strict=True):
        for line, rendered in clashes(config.text, raw[device.name], device.platform):
            where = intent.origin(*_written(intent, device, line))
            problems.setdefault(where, Problem(where, _what(device.name, line, rendered), _REMEDY))
    return list(problems.values())


_REMEDY = "remove it, or say it in the park's own words"


def _what(device: str, line: str, rendered: str) -> str:
    if not rendered:
        return (
            f"`{line}` says what holds anyway: no device shows it, and every plan would repeat it"
        )
    if line == rendered:
        return f"`{line}` is rendered by parknet already, for {device}"
    return f"`{line}` contradicts `{rendered}`, which parknet renders for {device}"


def _written(intent: Intent, device: DevicePlan, line: str) -> Path:
    """Return where a line was written; the list of raw lines where its form is not the writer's."""
    for at, raw in enumerate(intent.park.raw):
        for number, written in enumerate(raw.lines):
            if raw.platform == device.platform and " ".join(written.split()) == line:
                return ("park", "raw", at, "lines", number)
    return ("park", "raw")
