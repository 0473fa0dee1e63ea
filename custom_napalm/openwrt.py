"""Makes `napalm.get_network_driver("openwrt")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import openwrt, whole

__all__ = ["OpenWrtDriver"]


class OpenWrtDriver(whole.WholeBundleDriver, openwrt.OpenWrtDriver):
    platform = "openwrt"
    replacement = staticmethod(replacement)
