"""Access points and what countries allow them: profiles of the library."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from parknet.model.record import Bilingual, Name, Record, Remark, Slug, Speed

# What a controller calls a model of access points, such as WA6320: one plain word.
ApModel = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,63}$")]


class ApProfile(Record):
    """`inventory/profiles/aps/<name>.yml`: an access point."""

    title: Name
    poe_w: float = Field(gt=0, le=100, description="power the switch must budget")
    speed: Speed = "1G"
    native: Slug = Field(default="management", description="segment of its own traffic, untagged")
    tagged: tuple[Slug, ...] = Field(description="segments its SSIDs put users in")
    outdoor: bool = False
    bands: tuple[Literal["2.4", "5", "6"], ...] = ("2.4", "5")
    eirp_dbm: float = Field(default=23, ge=0, le=36, description="the most it radiates")
    antenna_dbi: float = Field(
        default=6, ge=0, le=20, description="gain, for controllers that set what enters the antenna"
    )
    device: Slug | None = Field(
        default=None, description="a device profile, where it configures itself (a fat AP)"
    )
    models: Mapping[str, ApModel] = Field(
        default={}, description="by platform, what a controller calls it"
    )
    source: Remark


class RadioBand(Record):
    """A frequency range of a country, in channels of 20 MHz."""

    band: Literal["2.4", "5", "6"]
    channels: tuple[Annotated[int, Field(ge=1, le=233)], ...] = Field(min_length=1)
    planned: tuple[int, ...] = Field(default=(), description="those that do not overlap")
    eirp_dbm: float = Field(ge=0, le=36, description="equivalent isotropically radiated power")
    eirp_dbm_mhz: float = Field(ge=-10, le=30, description="the same in each MHz")
    indoor: bool = Field(default=False, description="indoors only")
    radar: bool = Field(default=False, description="behind radar: TPC and DFS")
    source: Remark


class Country(Record):
    """`inventory/profiles/countries/<code>.yml`: where WiFi may be and how strong."""

    title: Bilingual
    ranges: tuple[RadioBand, ...] = Field(min_length=1)
