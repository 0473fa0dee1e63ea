"""Makes `napalm.get_network_driver("frr_ovs")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import frr_ovs, whole

__all__ = ["FrrOvsDriver"]


class FrrOvsDriver(whole.WholeBundleDriver, frr_ovs.FrrOvsDriver):
    platform = "frr_ovs"
    replacement = staticmethod(replacement)
