"""Makes `napalm.get_network_driver("h3c_comware")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import h3c_comware, whole

__all__ = ["H3cComwareDriver"]


class H3cComwareDriver(whole.WholeDriver, h3c_comware.H3cComwareDriver):
    platform = "h3c_comware"
    replacement = staticmethod(replacement)
