"""Escape hatches: `raw` of a park in, the lines of each device out, and what is wrong with them.

parknet cannot know what such a line does. It can refuse what would leave the configuration, show a
secret or reach no device at all; whether a line contradicts what is rendered is asked later, of the
rendered text (`parknet.dialect.raw`).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from parknet.design.features import placed
from parknet.design.scope import BuildingScope
from parknet.design.wording import suggestion
from parknet.errors import Problem
from parknet.model.demands import RawLines
from parknet.model.intent import Intent, Path
from parknet.model.network import DevicePlan, RawPlan
from parknet.names import PLACEHOLDER

# Words behind which command lines of all vendors take a secret.
_SECRET_WORDS: Final = re.compile(
    r"(?:^|\s)(?:\S*password\S*|cipher|irreversible-cipher|secret|community|\S*shared-key|key|key-string"
    r"|\S*passphrase|psk|pre-shared-key|hash|auth-key|priv-key|sha512|md5)\s+\S",
    re.IGNORECASE,
)
_SWITCH: Final = re.compile(r"-acc\d+$")


def raw_of(lines: Sequence[RawLines], device: str, role: str, platform: str) -> tuple[str, ...]:
    """Return the lines that people wrote for one device, in the order of the file.

    Args:
        lines: of the park file.
        device: the device's name.
        role: what it is: gateway, core, aggregation or access.
        platform: its platform; lines of another one are none of its business.
    """
    return tuple(
        line for raw in lines if _is_for(raw, device, role, platform) for line in raw.lines
    )


def raw_in_use(intent: Intent, devices: Iterable[DevicePlan]) -> tuple[RawPlan, ...]:
    """Return each escape hatch with the devices that it reaches."""
    if not intent.park.raw:
        return ()
    placed_devices = list(devices)
    return tuple(
        RawPlan(
            raw.lines,
            tuple(d.name for d in placed_devices if _is_for(raw, d.name, d.role, d.platform)),
            raw.why,
            intent.origin("park", "raw", at),
        )
        for at, raw in enumerate(intent.park.raw)
    )


def _is_for(raw: RawLines, device: str, role: str, platform: str) -> bool:
    if raw.platform != platform:
        return False
    return not (raw.devices or raw.roles) or device in raw.devices or role in raw.roles


def raw_problems(intent: Intent, scopes: Sequence[BuildingScope]) -> Iterator[Problem]:
    """Yield what is wrong with the lines of `raw`."""
    if not intent.park.raw:
        return
    known = {
        device: (role, intent.library.devices[profile].platform)
        for device, profile, role, _ in placed(intent, scopes)
        if profile in intent.library.devices
    }
    for at, raw in enumerate(intent.park.raw):
        path: Path = ("park", "raw", at)
        platform = intent.library.platforms.get(raw.platform)
        if platform is None:
            yield Problem(
                intent.origin(*path, "platform"),
                f"there is no platform {raw.platform}",
                suggestion(raw.platform, intent.library.platforms),
            )
            continue
        if not platform.raw_refused:
            yield Problem(
                intent.origin(*path, "platform"),
                f"{platform.title} is configured by several files, and a line says not which",
                "configure it beside parknet, or extend its template: parknet eject templates",
            )
            continue
        yield from _targets(intent, path, raw, known)
        yield from _lines(intent, path, raw.lines, platform.raw_refused)


def _targets(
    intent: Intent, path: Path, raw: RawLines, known: Mapping[str, tuple[str, str]]
) -> Iterator[Problem]:
    """Yield devices and roles that these lines reach nothing by."""
    for number, name in enumerate(raw.devices):
        where = intent.origin(*path, "devices", number)
        # Further switches of a floor are counted by design.
        role, platform = known.get(name) or known.get(_SWITCH.sub("-acc1", name), ("", ""))
        if not role:
            yield Problem(where, f"there is no device {name}", suggestion(name, known))
        elif platform != raw.platform:
            yield Problem(
                where,
                f"{name} is a device of {platform}, and these lines are for {raw.platform}",
                "write lines of its own for it",
            )
    roles = {role for role, platform in known.values() if platform == raw.platform}
    for number, role in enumerate(raw.roles):
        if role not in roles:
            yield Problem(
                intent.origin(*path, "roles", number),
                f"no {role} device of this park is of {raw.platform}",
                "remove the role, or correct the platform",
            )
    if not raw.devices and not raw.roles and not roles:
        yield Problem(
            intent.origin(*path, "platform"),
            f"no device of this park is of {raw.platform}",
            "remove these lines, or correct the platform",
        )


def _lines(
    intent: Intent, path: Path, lines: Sequence[str], refused: Iterable[str]
) -> Iterator[Problem]:
    has_section = False
    for number, line in enumerate(lines):
        where = intent.origin(*path, "lines", number)
        body = line.strip()
        if not line.isprintable() or not body or body[0] in "#!<" or line != line.rstrip():
            yield Problem(
                where,
                "is not one line of a configuration",
                "write a command, with spaces before it where it stands in a section",
            )
            continue
        if line[0] == " " and not has_section:
            yield Problem(
                where,
                "is indented, but no section stands above it",
                "write the section's own line first",
            )
        has_section = True
        command = _refused(body, refused)
        if command:
            yield Problem(
                where,
                f"`{body}` may be read as `{command}`, which leaves the configuration, saves or "
                "restarts",
                "remove it: parknet enters, leaves and saves configurations itself",
            )
        bare = PLACEHOLDER.sub("", body)
        if "<<" in bare or ">>" in bare:
            yield Problem(where, "names a secret wrongly", "write <<secret:name>>")
        elif bare == body and _SECRET_WORDS.search(body):
            yield Problem(
                where,
                "seems to hold a secret in plain",
                "put it into the vault and write <<secret:name>> in its place",
            )


def _refused(body: str, refused: Iterable[str]) -> str:
    """Return the command that a line may be an abbreviation of; "" where it is none.

    Example:
        >>> _refused("reb", ["reboot"]), _refused("sysname a", ["save"])
        ('reboot', '')
    """
    words = body.lower().split()
    for command in refused:
        parts = command.split()
        if len(words) >= len(parts) and all(
            part.startswith(word) for part, word in zip(parts, words, strict=False)
        ):
            return command
    return ""
