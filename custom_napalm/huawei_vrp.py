"""Makes `napalm.get_network_driver("huawei_vrp")` find parknet's driver."""

from parknet.dialect import replacement
from parknet.drivers.napalm import huawei_vrp, whole

__all__ = ["HuaweiVrpDriver"]


class HuaweiVrpDriver(whole.WholeDriver, huawei_vrp.HuaweiVrpDriver):
    platform = "huawei_vrp"
    replacement = staticmethod(replacement)
