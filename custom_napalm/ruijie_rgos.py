"""Makes `napalm.get_network_driver("ruijie_rgos")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import ruijie_rgos, whole

__all__ = ["RuijieRgosDriver"]


class RuijieRgosDriver(whole.WholeDriver, ruijie_rgos.RuijieRgosDriver):
    platform = "ruijie_rgos"
    replacement = staticmethod(replacement)
