"""Platforms in; a page of what each can be told to do, and how that is known, out."""

from collections.abc import Mapping, Sequence

from parknet.model.features import FEATURES
from parknet.model.intent import DeviceProfile
from parknet.model.platforms import Platform

_INTRODUCTION = """# What each platform can be told to do

Made from `inventory/platforms/*.yml` by `parknet.report.feature_table`; a test holds it against
them. **T**: tried on a device or on another maker's emulator. **D**: in the vendor's document, at
the section named below. **U**: unverified, pushed only where the park file allows it
(`management.unverified`, see [safe-push.md](safe-push.md)). The last column of a system's table
holds the commands that this is about, as regular expressions from the start of a line; a feature
that is otherwise documented may have such commands too. A dash: parknet does not ask it of this
platform. Models that lack what their operating system has stand at the end (`lacks` of
inventory/profiles/devices/*.yml). A park that asks for a lacking feature is told so before anything
is rendered, unless its `deviations` accept it until a day, with an owner.
"""


def feature_table(platforms: Mapping[str, Platform], devices: Mapping[str, DeviceProfile]) -> str:
    """Return the page, in Markdown.

    Args:
        platforms: by name.
        devices: device profiles by name, for what models lack.
    """
    systems = [
        (f"{platform.title.split()[0]} {name}", system.features)
        for _, platform in sorted(platforms.items())
        for name, system in sorted(platform.oses.items())
    ]
    lines = [_INTRODUCTION]
    lines.append("| feature | " + " | ".join(title for title, _ in systems) + " |")
    lines.append("|---" * (len(systems) + 1) + "|")
    for slug, meaning in FEATURES.items():
        marks = (found[slug].known if slug in found else "–" for _, found in systems)
        lines.append(f"| `{slug}`: {meaning} | " + " | ".join(marks) + " |")
    for name, platform in sorted(platforms.items()):
        for os, system in sorted(platform.oses.items()):
            lines += ["", f"## {platform.title}, {system.title} (`{name}`, `{os}`)", ""]
            lines += [
                "| feature | known | source | since | unverified commands |",
                "|---|---|---|---|---|",
            ]
            lines += [
                f"| `{slug}` | {found.known} | {found.source} | {found.since or '–'} "
                f"| {_patterns(found.lines)} |"
                for slug, found in system.features.items()
            ]
    lines += ["", "## Models that lack what their operating system has", ""]
    lines += ["| model | feature | source |", "|---|---|---|"]
    lines += [
        f"| {device.vendor} {device.title} (`{name}`) | `{slug}` | {source} |"
        for name, device in sorted(devices.items())
        for slug, source in sorted(device.lacks.items())
    ]
    return "\n".join(lines) + "\n"


def _patterns(lines: Sequence[str]) -> str:
    """Return patterns as a cell; a bar would end it."""
    return ", ".join(f"`{line.strip()}`" for line in lines).replace("|", "\\|") or "–"
