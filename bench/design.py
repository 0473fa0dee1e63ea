"""Files of a park in, every device's configuration out: what it costs and how it grows."""

import tempfile
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from bench.figures import Figure, in_own_process, peak_mb
from bench.generated import write_park

if TYPE_CHECKING:
    from parknet.model.network import Network

SMALL, LARGE = 250, 2_500
# Quoted from a measurement of its own inputs, for orientation: repeating it takes minutes.
PYAVD_PER_S = 17


def run() -> list[Figure]:
    """Return CPU, memory and growth of validate, design and render."""
    small, large = (in_own_process("bench.design", "measure", str(n)) for n in (SMALL, LARGE))
    devices = large["devices"]
    total = large["validate_s"] + large["design_s"] + large["render_s"]
    per_small = (small["validate_s"] + small["design_s"] + small["render_s"]) / small["devices"]
    size = f"{devices} devices, {large['ports']} ports"
    return [
        Figure("start-up: imports", large["import_s"], "CPU s"),
        Figure("validate (load and review)", large["validate_s"], "CPU s", note=size),
        Figure("design", large["design_s"], "CPU s"),
        Figure("render", large["render_s"], "CPU s", note=f"{large['lines']} lines"),
        Figure("validate, design and render", total, "CPU s", target=5),
        Figure("peak memory", large["peak_mb"], "MB", target=1000),
        Figure(f"cost per device, {devices} : {small['devices']}", total / devices / per_small, "×",
               target=1.3),
        Figure("devices per CPU-second, all three", devices / total, "1/s"),
        Figure("  : pyavd 6.4, intent to text", devices / total / PYAVD_PER_S, "×",
               note=f"quoted {PYAVD_PER_S}/s, its own inputs, 505 lines each"),
        Figure("devices per CPU-second, render", devices / large["render_s"], "1/s",
               note=f"{large['lines'] / devices:.0f} lines a device"),
        Figure("  : bare Jinja2, same templates", large["jinja_s"] / large["render_s"], "×",
               note="no sandbox; above 1 we are faster"),
    ]  # fmt: skip


def measure(devices: str, *, compare: bool = True) -> dict[str, Any]:
    """Return the CPU seconds of each step for one park, in this process.

    Args:
        devices: about how many, as text.
        compare: whether to time bare Jinja2 on the same templates as well.
    """
    begin = process_time()
    from parknet.design import design, review  # noqa: PLC0415 - importing is measured
    from parknet.model.network import Allocations  # noqa: PLC0415
    from parknet.render import render  # noqa: PLC0415
    from parknet.workspace import Workspace  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        name = write_park(Path(folder), int(devices))
        marks = [process_time()]
        workspace = Workspace(Path(folder))
        intent = workspace.load_intent(name)
        problems = review(intent)
        assert not problems, problems[:3]
        marks.append(process_time())
        network, _ = design(intent, Allocations())
        marks.append(process_time())
        templates = workspace.templates()
        configs = render(network, templates)
        marks.append(process_time())
        peak = peak_mb()
        bare = _bare_jinja(network, templates) if compare else 0.0
    return {
        "devices": len(network.devices),
        "ports": sum(len(device.ports) for device in network.devices),
        "lines": sum(config.text.count("\n") for config in configs),
        "import_s": marks[0] - begin,
        "validate_s": marks[1] - marks[0],
        "design_s": marks[2] - marks[1],
        "render_s": marks[3] - marks[2],
        "peak_mb": peak,
        "jinja_s": bare,
    }


def _bare_jinja(network: "Network", templates: dict[str, dict[str, str]]) -> float:
    """Return the CPU seconds that Jinja2 without a sandbox takes for the same texts."""
    import jinja2  # noqa: PLC0415 - as above

    from parknet.render.environment import StrictEnvironment  # noqa: PLC0415

    begin = process_time()
    compiled = {}
    for platform in {device.platform for device in network.devices}:
        texts = templates[platform]
        plain = jinja2.Environment(  # noqa: S701 - configurations are not HTML
            loader=jinja2.DictLoader(texts), trim_blocks=True, lstrip_blocks=True
        )
        plain.filters.update(StrictEnvironment(texts).filters)
        compiled[platform] = plain.get_template("device.j2")
    for device in network.devices:
        compiled[device.platform].render(
            device=device,
            limit=device.description_limit,
            lags={lag.name: lag for lag in device.lags},
            vlan_numbers=[vlan.vlan for vlan in device.vlans],
            relays=any(svi.relay4 or svi.relay6 for svi in device.svis),
        )
    return process_time() - begin
