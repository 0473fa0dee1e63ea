"""Makes `napalm.get_network_driver("h3c_ac")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import controllers, whole

__all__ = ["H3cAcDriver"]


class H3cAcDriver(whole.WholeDriver, controllers.H3cAcDriver):
    platform = "h3c_ac"
    replacement = staticmethod(replacement)
