"""Makes `napalm.get_network_driver("h3c_ac")` find parknet's driver."""

from parknet.drivers.napalm.controllers import H3cAcDriver

__all__ = ["H3cAcDriver"]
