"""Makes `napalm.get_network_driver("cisco_ios")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import cisco_ios, whole

__all__ = ["CiscoIosDriver"]


class CiscoIosDriver(whole.WholeDriver, cisco_ios.CiscoIosDriver):
    platform = "cisco_ios"
    replacement = staticmethod(replacement)
