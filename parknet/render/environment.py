"""Template texts in; one strict sandboxed Jinja environment per platform out."""

from collections.abc import Mapping
from typing import Any, Final

from jinja2 import DictLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from parknet.model.network import (
    DevicePlan,
    LagPlan,
    PortPlan,
    ServicesPlan,
    StaticRoute,
    SviPlan,
    VlanPlan,
    VrfPlan,
)
from parknet.model.policy import (
    ApRadioPlan,
    BgpPeer,
    BgpPlan,
    FilterPlan,
    FilterRule,
    MlagPlan,
    OperatorPlan,
    PortalPlan,
    PortGuard,
    RadioPlan,
    RadiusPlan,
    RingPlan,
    SsidPlan,
    VrrpPlan,
    WlanPlan,
)
from parknet.render.cli import CLI_FILTERS
from parknet.render.comware import COMWARE_FILTERS, Needs
from parknet.render.filters import FILTERS
from parknet.render.tables import TABLE_FILTERS, Process
from parknet.render.vrp import VRP_FILTERS, Login
from parknet.render.wireless import WIRELESS_FILTERS

# Plain slotted records of ours: their fields are all that a template reads of them.
_NOUNS: Final = frozenset(
    {DevicePlan, LagPlan, PortPlan, ServicesPlan, StaticRoute, SviPlan, VlanPlan}
    | {BgpPeer, BgpPlan, FilterPlan, FilterRule, OperatorPlan, PortGuard, RadiusPlan, RingPlan}
    | {ApRadioPlan, PortalPlan, RadioPlan, SsidPlan, WlanPlan}
    | {Login, MlagPlan, Needs, Process, VrfPlan, VrrpPlan}
)
# Jinja's own filters and tests that a template which only prints has no use for are not offered.
_TESTS: Final = ("none", "eq", "==", "ne", "!=", "defined", "in")


class StrictEnvironment(SandboxedEnvironment):
    """A sandbox without undefined values, in which fields of our records are read cheaply.

    The base class asks of every attribute of every object whether it is internal to Python. For
    the records in `_NOUNS` a leading underscore is all that needs asking: they have no methods.
    """

    def __init__(self, templates: Mapping[str, str]) -> None:
        super().__init__(
            loader=DictLoader(dict(templates)),
            undefined=StrictUndefined,
            auto_reload=False,
            cache_size=-1,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.filters = {
            **FILTERS,
            **CLI_FILTERS,
            **COMWARE_FILTERS,
            **VRP_FILTERS,
            **TABLE_FILTERS,
            **WIRELESS_FILTERS,
        }
        self.tests = {test: self.tests[test] for test in _TESTS}
        self.globals = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return a field, or what makes the template fail."""
        if type(obj) in _NOUNS and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)
