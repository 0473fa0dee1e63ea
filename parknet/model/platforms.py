"""What people write of platforms: operating systems, their features, and how each is known."""

import re
from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from parknet.model.record import Name, Record, Remark, Slug


def _bounded(pattern: str) -> str:
    """Refuse a pattern that does not compile, or that could take long on any line."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    plain = pattern.replace(r"\S+", "").replace(r"\d+", "")
    if any(sign in plain for sign in "*+{") or re.search(r"\\[1-9]", plain):
        raise ValueError(r"may repeat nothing but \S and \d, as \S+ and \d+")
    return pattern


# A regular expression that a line of a configuration, without its margin, begins with.
LinePattern = Annotated[
    str, StringConstraints(min_length=3, max_length=120), AfterValidator(_bounded)
]


class FeatureSource(Record):
    """A feature of an operating system and how parknet knows its commands."""

    known: Literal["T", "D", "U"] = Field(
        description="T: tried on a device or an emulator of another maker; D: vendor document; "
        "U: unverified, pushed only where a plan opts in"
    )
    source: Remark
    since: Remark = Field(default="", description="release it came with")
    lines: tuple[LinePattern, ...] = Field(
        default=(),
        description="its commands that nobody verified, as regular expressions from the start of a "
        "line; one that opens a section stands for what is inside. With U: all of them",
    )

    @model_validator(mode="after")
    def _names_what_is_unverified(self) -> Self:
        if self.known == "U" and not self.lines:
            raise ValueError("an unverified feature needs `lines`: which commands are its own")
        return self


class PlatformOs(Record):
    """One operating system of a platform, as the driver detects it."""

    grade: Literal["A", "R", "B", "C"] = Field(description="what brings a device back: safe-push")
    title: Name
    restarts: bool = Field(
        default=False,
        description="it may be pushed with a restart on a timer as the way back (grade R), where "
        "people allow that and it has no better timer",
    )
    features: Mapping[Slug, FeatureSource] = Field(
        default={}, description="what it can be told to do, and how that is known"
    )


class Platform(Record):
    """`inventory/platforms/<name>.yml`: what design must know of a command line."""

    title: Name
    driver: str = Field(description="name for napalm.get_network_driver")
    oses: Mapping[str, PlatformOs]
    svi: str = Field(description="name of a VLAN interface, such as Vlanif{vlan}")
    lag: str = Field(description="name of a link aggregation, such as Eth-Trunk{number}")
    loopback: str
    description_limit: int = Field(ge=20, description="characters of a description")
    collectors: tuple[str, ...] = Field(description="profiles of collectors/ that read it")
    ap_identity: Literal["mac", "one", "either"] | None = Field(
        default=None,
        description="how a controller knows its access points: by MAC address, by MAC address or "
        "serial number but the same for all, or by either",
    )
    ap_models: bool = Field(default=False, description="a controller lists APs by their model")
    option_43: Literal["ascii", "pxe"] | None = Field(
        default=None, description="how DHCP tells its access points where the controller is"
    )
    raw_refused: tuple[Annotated[str, StringConstraints(min_length=1)], ...] = Field(
        default=(),
        description="commands that no escape hatch may hold, since they leave the configuration, "
        "save, or restart; a platform without the list takes no raw lines",
    )
    sensitive: tuple[LinePattern, ...] = Field(
        default=(),
        description="lines, from their start and without what negates them, that decide who may "
        "manage the device: a change of them needs a second approval. One that opens a section "
        "stands for what is inside",
    )
    source: Remark
