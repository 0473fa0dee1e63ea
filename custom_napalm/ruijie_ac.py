"""Makes `napalm.get_network_driver("ruijie_ac")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import controllers, whole

__all__ = ["RuijieAcDriver"]


class RuijieAcDriver(whole.WholeDriver, controllers.RuijieAcDriver):
    platform = "ruijie_ac"
    replacement = staticmethod(replacement)
