"""Makes `napalm.get_network_driver("frr_ovs")` find parknet's driver."""

from parknet.drivers.napalm.frr_ovs import FrrOvsDriver

__all__ = ["FrrOvsDriver"]
