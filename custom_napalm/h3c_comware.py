"""Makes `napalm.get_network_driver("h3c_comware")` find parknet's driver."""

from parknet.drivers.napalm.h3c_comware import H3cComwareDriver

__all__ = ["H3cComwareDriver"]
