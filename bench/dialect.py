"""What it costs to compare a device's configuration, unchanged and with 5 % of lines changed."""

import hashlib
import random
from collections.abc import Callable
from time import process_time

from bench.figures import Figure
from parknet.dialect import compare
from parknet.model.change import DeviceConfig, Grade, RunningConfig

# docs/scale: annet as it comes, diff or patch alone, on the same sizes.
ANNET_1500_MS, ANNET_300_MS = 91.0, 18.0
SHARE = 0.05


def run() -> list[Figure]:
    """Return CPU time per device of a whole comparison: diff, patch, inverse and digests."""
    large, small = switch(248), switch(48)
    changed_large, changed_small = change(large), change(small)
    _need(small, changed_small)  # the first one compiles the rulebook
    ms_large = _best(lambda: _need(large, changed_large))
    ms_small = _best(lambda: _need(small, changed_small))
    lines = f"{len(large.splitlines())} lines"
    return [
        Figure("compare, 5 % changed", ms_large, "CPU ms", target=40, note=lines),
        Figure("  ratio to annet as it comes", ms_large / ANNET_1500_MS, "×"),
        Figure("compare, 5 % changed", ms_small, "CPU ms", note=f"{len(small.splitlines())} lines"),
        Figure("  ratio to annet as it comes", ms_small / ANNET_300_MS, "×"),
        Figure("compare, unchanged", _best(_unchanged(small)), "CPU ms", target=2),
    ]


def switch(ports: int) -> str:
    """Return an access switch with a port for each outlet."""
    out = ["#", "sysname b03-1f-acc1", "#", "vlan batch 10 20 30 40 50 100", "#"]
    for port in range(1, ports + 1):
        out += [f"interface GigabitEthernet0/0/{port}", f" description b03/1F-{port:03}"]
        out += [" port link-type access", f" port default vlan {(10, 20, 30)[port % 3]}"]
        out += [" stp edged-port enable", "#"]
    return "\n".join([*out, "snmp-agent", "snmp-agent sys-info version v3", "#", "return", ""])


def change(text: str) -> str:
    """Return a configuration with some of its lines changed, always the same ones."""
    lines = text.splitlines()
    may = [at for at, line in enumerate(lines) if line.startswith((" description", " port def"))]
    for at in random.Random(1).sample(may, int(len(lines) * SHARE)):  # noqa: S311 - no secret
        is_vlan = lines[at].startswith(" port")
        lines[at] = " port default vlan 40" if is_vlan else lines[at].replace("b03", "b04")
    return "\n".join(lines) + "\n"


def _compare(running: str, wanted: str) -> object:
    digest = hashlib.sha256(running.encode()).hexdigest()
    return compare(
        RunningConfig(device="d", platform="huawei_vrp", os="vrp8", text=running, digest=digest),
        DeviceConfig(device="d", platform="huawei_vrp", text=wanted),
        ownership="enforce",
        deletion_budget=20,
        current_secrets=frozenset(),
        grade=Grade.A,
    )


def _need(running: str, wanted: str) -> None:
    assert _compare(running, wanted) is not None


def _unchanged(text: str) -> Callable[[], None]:
    """Return what compares a device nobody has compared before: no line is known already."""
    count = 0

    def compare_next() -> None:
        nonlocal count
        count += 1
        other = text.replace("b03", f"b{count:05}")
        assert _compare(other, other) is None

    return compare_next


def _best(work: Callable[[], None], times: int = 10) -> float:
    taken = []
    for _ in range(times):
        start = process_time()
        work()
        taken.append((process_time() - start) * 1000)
    return min(taken)
