"""Makes `napalm.get_network_driver("huawei_ac")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import controllers, whole

__all__ = ["HuaweiAcDriver"]


class HuaweiAcDriver(whole.WholeDriver, controllers.HuaweiAcDriver):
    platform = "huawei_ac"
    replacement = staticmethod(replacement)
