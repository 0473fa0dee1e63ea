"""What devices say a link runs on in; fibre, copper or unknown out; and light within its limits."""

import re
from typing import Final, Literal

from parknet.assess import metrics
from parknet.assess.answers import Answer, Known, missing
from parknet.model.packs import Contract, Criterion
from parknet.model.verdict import Expectation, Reason, Status

Medium = Literal["fibre", "copper", ""]
# IANA-MAU-MIB's words: what stands behind BASE. T, CX, KX, CR, KR and KP are copper or backplane.
_COPPER: Final = re.compile(r"(?:base|pass|gig)(?:t|cx|kx|cr|kr|kp)", re.IGNORECASE)
_FIBRE: Final = re.compile(
    r"(?:base|gig)(?:f|lx|sx|bx|px|pr|x|r|w|er|lr|sr|dr|ew|lw|sw|zx)|g1gbasepr", re.IGNORECASE
)
# IANAifType-MIB: lines of copper pairs (94–97, 168, 169, 230, 238 and their kin), and PON.
XDSL: Final = frozenset(
    {"adsl", "radsl", "sdsl", "vdsl", "msdsl", "idsl", "hdsl2", "shdsl", "vdsl2", "adsl2",
     "adsl2plus", "reachDSL", "gfast"}
)  # fmt: skip
PON: Final = frozenset({"gpon", "aluGponOnu", "aluEpon", "aluEponOnu"})


def medium_of(word: str) -> Medium:
    """Return what an IANA-MAU-MIB word runs on.

    Example:
        >>> [medium_of(word) for word in ("1000BaseLXFD", "10GbaseT", "10GigBaseLR", "25GbaseCR")]
        ['fibre', 'copper', 'fibre', 'copper']
        >>> medium_of("other")
        ''
    """
    if _COPPER.search(word):
        return "copper"
    return "fibre" if _FIBRE.search(word) else ""


def seen_medium(known: Known, device: str, port: str) -> tuple[Medium, str, str]:
    """Return what a port runs on, the word that says so, and the metric it stands in."""
    kind = known.cells.value(device, metrics.INTERFACE_TYPE, port)
    if kind in XDSL:
        return "copper", str(kind), metrics.INTERFACE_TYPE
    word = known.cells.value(device, metrics.MEDIUM, port)
    if word is not None and medium_of(str(word)):
        return medium_of(str(word)), str(word), metrics.MEDIUM
    if kind in PON:
        return "fibre", str(kind), metrics.INTERFACE_TYPE
    light = lights(known, device, port)
    if light:  # a module that receives light, whatever the device calls its medium
        return "fibre", f"{min(light):g} dBm", metrics.RX_POWER
    return "", "", ""


def fibre_or_copper(expectation: Expectation, known: Known) -> Answer:
    """Judge whether a link runs on fibre; where one end tells nothing the other is asked."""
    for device, port in filter(None, ((expectation.device, expectation.instance), expectation.far)):
        medium, word, metric = seen_medium(known, device, port)
        if medium:
            evidence = known.cells.evidence(device, metric, port)
            if medium == "fibre":
                return Answer(Status.PASS, Reason.IS_FIBRE, word, evidence=evidence)
            return Answer(Status.FAIL, Reason.IS_COPPER, word, evidence=evidence)
    return missing(expectation, known, metrics.MEDIUM)


def lights(known: Known, device: str, port: str) -> list[float]:
    """Return what a port's module receives, in dBm: of each lane where it has several."""
    whole = known.cells.value(device, metrics.RX_POWER, port)
    if isinstance(whole, int | float):
        return [float(whole)]
    found = []
    for lane in range(1, 17):
        value = known.cells.value(device, metrics.RX_POWER, f"{port}/{lane}")
        if isinstance(value, int | float):
            found.append(float(value))
        elif lane > 1:
            break
    return found


def received(expectation: Expectation, known: Known) -> Answer:
    """Judge the light that a port receives by what its medium asks for."""
    device, port = expectation.device, expectation.instance
    medium, word, _ = seen_medium(known, device, port)
    if medium == "copper":
        return Answer(Status.NOT_APPLICABLE, Reason.IS_COPPER)
    light = lights(known, device, port)
    if not light:
        return missing(expectation, known, metrics.RX_POWER)
    weakest, strongest = min(light), max(light)
    low, high = power_range(known.contract("optical"), word)
    if low is not None and weakest < low:
        return Answer(Status.FAIL, Reason.LIGHT_TOO_WEAK, weakest)
    if high is not None and strongest > high:
        return Answer(Status.FAIL, Reason.LIGHT_TOO_STRONG, strongest)
    if low is None or high is None:
        return Answer(Status.UNKNOWN, Reason.NO_LIMIT, weakest)
    return Answer(Status.PASS, Reason.MET, weakest)


def power_range(contract: Contract | None, word: str) -> tuple[float | None, float | None]:
    """Return between which powers a medium's receivers work, in dBm."""

    def find(operator: str) -> float | None:
        fitting = [one for one in _received(contract) if one.operator == operator]
        return next((one.value for one in fitting if word in one.applies_to), None)

    return find(">="), find("<=")


def _received(contract: Contract | None) -> list[Criterion]:
    return [one for one in contract.criteria if one.metric == metrics.RX_POWER] if contract else []
