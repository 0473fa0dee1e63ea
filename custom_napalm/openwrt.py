"""Makes `napalm.get_network_driver("openwrt")` find parknet's driver."""

from parknet.drivers.napalm.openwrt import OpenWrtDriver

__all__ = ["OpenWrtDriver"]
