"""A network and its templates in, every device's whole configuration out.

Templates loop, test and print; what computes is a filter in `parknet.render.filters`.
"""

from collections.abc import Mapping
from typing import Final

from jinja2 import Template

from parknet.model.change import DeviceConfig
from parknet.model.network import DevicePlan, Network
from parknet.render.environment import StrictEnvironment
from parknet.render.hosts import render_hosts
from parknet.render.raw import with_raw

ENTRY: Final = "device.j2"

__all__ = ["ENTRY", "render", "render_hosts"]


def render(network: Network, templates: Mapping[str, Mapping[str, str]]) -> list[DeviceConfig]:
    """Return the configuration of every device, in the network's order.

    Args:
        network: the designed park.
        templates: by platform, the texts of its templates by file name; `device.j2` is the entry.

    Returns:
        One text per device, its last line ended; secrets stand as `<<secret:name>>`.

    Raises:
        ValueError: a platform has no templates, or a template is wrong: a library's bug.

    Example:
        >>> from parknet.model.network import Network
        >>> empty = Network("p", {}, "industrial", "", (), (), (), (), (), (), (), (), "")
        >>> render(empty, {})
        []
    """
    compiled: dict[str, Template] = {}
    configs = []
    for device in network.devices:
        template = compiled.get(device.platform)
        if template is None:
            template = compiled[device.platform] = _compile(device.platform, templates)
        text = _render(template, device)
        if device.raw:
            text = with_raw(text, device.raw, device.platform)
        configs.append(DeviceConfig(device=device.name, platform=device.platform, text=text))
    return configs


def _compile(platform: str, templates: Mapping[str, Mapping[str, str]]) -> Template:
    texts = templates.get(platform)
    if texts is None or ENTRY not in texts:
        raise ValueError(f"platform {platform} has no template {ENTRY}")
    return StrictEnvironment(texts).get_template(ENTRY)


def _render(template: Template, device: DevicePlan) -> str:
    return template.render(
        device=device,
        limit=device.description_limit,
        lags={lag.name: lag for lag in device.lags},
        snooped=frozenset(device.snooped_vlans),
        vlan_numbers=[vlan.vlan for vlan in device.vlans],
        relays=any(svi.relay4 or svi.relay6 for svi in device.svis),
    )
