"""Makes `napalm.get_network_driver("cisco_ios")` find parknet's driver."""

from parknet.drivers.napalm.cisco_ios import CiscoIosDriver

__all__ = ["CiscoIosDriver"]
