"""NAPALM drivers of WLAN controllers of Huawei, H3C and Ruijie: their switches', with WLAN views.

Sources: [D] AC V200R019 Command Reference, Basic configuration (save, schedule reboot, compare
configuration: [U] on controllers); H3C Access Controllers Command References (R5426P02),
Fundamentals (configuration commit delay); the rest as in the drivers of switches. Nothing was tried
on a controller.
"""

import re

from parknet.drivers.napalm.driver import CommandLineDriver
from parknet.drivers.napalm.h3c_comware import H3cComwareDriver
from parknet.drivers.napalm.huawei_vrp import HuaweiVrpDriver
from parknet.drivers.napalm.ruijie_rgos import RuijieRgosDriver
from parknet.errors import DeviceError


def _also(driver: type[CommandLineDriver], pattern: str) -> re.Pattern[str]:
    """Return what opens a view on a maker's switches, or is one of WLANs."""
    return re.compile(f"{driver.opens_view.pattern}|^(?:{pattern})")


class HuaweiAcDriver(HuaweiVrpDriver):
    """Huawei's controllers: one stage, as switches of VRP 5."""

    opens_view = _also(
        HuaweiVrpDriver,
        r"wlan$|[a-z-]+-(?:profile|template|group) name |web-auth-server parknet$|ap-id |radio \d$",
    )

    def open(self) -> None:
        """Connect, and refuse a system with two stages: no controller's is known."""
        super().open()
        if self._os != "vrp5":
            self.close()
            raise DeviceError(
                f"{self.hostname}:{self.port}: this controller has a candidate configuration, for "
                "which this release has no driver"
            )

    @property
    def os(self) -> str:
        """Return `vrp5_ac`; `open` has checked it."""
        return "vrp5_ac"


class H3cAcDriver(H3cComwareDriver):
    """H3C's controllers, Comware 7."""

    opens_view = _also(
        H3cComwareDriver,
        r"portal (?:web-)?server |wlan (?:global|service-template|ap-group|ap) |ap-model "
        r"|gigabitethernet \d|radio \d$",
    )

    @property
    def os(self) -> str:
        """Return `comware7_ac`; `open` has checked that it is Comware 7."""
        return "comware7_ac"


class RuijieAcDriver(RuijieRgosDriver):
    """Ruijie's controllers, RGOS 11."""

    opens_view = _also(
        RuijieRgosDriver,
        r"wlan-config |ap-config |ac-controller$|wlan hot-backup \d|context \d|web-auth template "
        r"|wlansec ",
    )

    @property
    def os(self) -> str:
        """Return `rgos_ac`; `open` has checked that it is RGOS."""
        return "rgos_ac"
