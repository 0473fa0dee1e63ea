"""An intent in, the network it stands for out: `review` tells every problem, `design` solves it."""

from parknet.design.build import design
from parknet.design.check_speeds import Demand
from parknet.design.checks import review
from parknet.design.hosts import service_hosts
from parknet.design.permissions import matrix, permitted

__all__ = ["Demand", "design", "matrix", "permitted", "review", "service_hosts"]
