"""Golden configurations: only `python -m tests.render.regenerate` writes them anew."""

from dataclasses import replace
from pathlib import Path

from parknet.design import design
from parknet.model.demands import Pair
from parknet.model.network import Allocations, Network
from parknet.render import render
from tests.conformance.full_park import dressed, plain_park
from tests.conformance.wlan_park import CONTROLLERS, wlan_park
from tests.design.parks import mixed_park

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).parents[2] / "templates"


def templates_of_checkout() -> dict[str, dict[str, str]]:
    """Return the text of every template by platform and file name."""
    return {
        folder.name: {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.j2")}
        for folder in TEMPLATES.iterdir()
        if folder.is_dir()
    }


_FROM_PEOPLE = "and configurations people published. Nothing was tried on a device.\n"
# What each system's golden files were reviewed against, line by line.
REVIEWED = {
    "ios": "! Reviewed against: Catalyst 2960-X 15.2(7)E Consolidated Configuration Guide, and\n"
    "! Cisco IOS Command References. Known from the documents; nothing was tried on a device.\n",
    "iosxe": "! Reviewed against: Catalyst 9200 and 9500, IOS XE Bengaluru 17.6.x, configuration\n"
    "! guides by volume; Cisco IOS Command References. Nothing was tried on a device.\n",
    "eos": "! Reviewed against: Arista EOS User Manual 4.32. Nothing was tried on a device.\n",
    "rgos": "! Reviewed against: Ruijie RG-S2910-H and RG-S6120 series, RGOS 11.4 Configuration\n"
    "! Guides by volume, and running configurations people published. Nothing was tried.\n",
    "vrp5_ac": "# Reviewed against: S1720 to S6720 Command Reference, 11 WLAN-AC Commands; AC\n"
    f"# V200R021 CLI-based Configuration Guide, {_FROM_PEOPLE}",
    "comware7_ac": "# Reviewed against: H3C Access Controllers Configuration Guides R5447P04,\n"
    f"# {_FROM_PEOPLE}",
    "rgos_ac": "! Reviewed against: RG-WLAN Implementation Cookbook V4.1, RG-WS series guides,\n"
    f"! {_FROM_PEOPLE}",
}


MLAG_REVIEWED = (
    "# M-LAG reviewed against: CloudEngine 6800 V300R023, M-LAG; H3C S6800 and S6860 R671x,\n"
    "# M-LAG, with its table of DRNI commands. Nothing was tried on a device.\n"
)


def networks() -> list[Network]:
    """Return the parks that golden files are made of: the newer platforms with every field set."""
    found = [design(mixed_park(), Allocations())[0]]
    for kit in ("ios", "iosxe", "eos", "rgos"):
        found.append(dressed(design(plain_park(kit), Allocations())[0]))
    return found


def controller_networks() -> list[Network]:
    """Return a park with a WLAN controller of each maker."""
    return [design(wlan_park(platform), Allocations())[0] for platform in CONTROLLERS]


def golden_configs() -> dict[str, str]:
    """Return the first device of each role and operating system, by file name."""
    found: dict[str, str] = {}
    for network in (*networks(), *controller_networks()):
        for config in render(network, templates_of_checkout()):
            device = network.device(config.device)
            head = REVIEWED.get(device.os, "")
            found.setdefault(f"{device.role}_{device.os}.cfg", head + config.text)
    for network in mlag_networks():
        second = network.device("b03-agg2")
        (config,) = render(replace(network, devices=(second,)), templates_of_checkout())
        found[f"mlag_{second.os}.cfg"] = REVIEWED.get(second.os, MLAG_REVIEWED) + config.text
    return found


def mlag_networks() -> list[Network]:
    """Return a park of each maker whose aggregation switches share link aggregations."""
    found = []
    for kit in ("vrp8", "comware7", "eos"):
        park = plain_park(kit)
        building = park.buildings["b03"].model_copy(update={"pair": Pair(kind="mlag")})
        found.append(
            design(park.model_copy(update={"buildings": {"b03": building}}), Allocations())[0]
        )
    return found


def main() -> None:
    """Write the golden files, and remove those that no device stands for."""
    configs = golden_configs()
    for file in GOLDEN.glob("*.cfg"):
        if file.name not in configs:
            file.unlink()
    for name, text in configs.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
