"""A kind of file in, its JSON Schema (2020-12) out: what editors check and complete by."""

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from parknet.model.audit import HardeningRules
from parknet.model.instruments import InstrumentFormat
from parknet.model.intent import Building, DeviceProfile, Park, PortProfile
from parknet.model.packs import Contract, Pack
from parknet.model.platforms import Platform
from parknet.model.radio import ApProfile, Country
from parknet.model.record import Record

# Kind, its record, and where such files lie in a workspace.
KINDS: Final[dict[str, tuple[type[Record], str]]] = {
    "park": (Park, "inventory/parks/*/park.yml"),
    "building": (Building, "inventory/parks/*/buildings/*.yml"),
    "platform": (Platform, "inventory/platforms/*.yml"),
    "device": (DeviceProfile, "inventory/profiles/devices/*.yml"),
    "port": (PortProfile, "inventory/profiles/ports/*.yml"),
    "ap": (ApProfile, "inventory/profiles/aps/*.yml"),
    "country": (Country, "inventory/profiles/countries/*.yml"),
    "pack": (Pack, "coverage/targets/*.yml"),
    "contract": (Contract, "coverage/targets/contracts/*.yml"),
    "instrument": (InstrumentFormat, "coverage/instruments/*.yml"),
    "hardening": (HardeningRules, "coverage/hardening/*.yml"),
}
_SPEED_PATTERN: Final = r"^\d+(\.\d+)?\s*[MGT](bit/s|bps)?$"
_SPEED_KEYS: Final = frozenset({"speed", "minimum_speed", "gateway_link"})


def json_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file.

    Args:
        kind: park, building, platform, device, port, ap, country, pack, contract, instrument or
            hardening.

    Raises:
        ValueError: there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is none of {', '.join(KINDS)}")
    model, files = KINDS[kind]
    schema = model.model_json_schema()
    properties = schema.get("properties", {})
    properties.pop("sha256", None)  # computed by the loader, never written
    for record in (schema, *schema.get("$defs", {}).values()):
        for name, field in record.get("properties", {}).items():
            if name in _SPEED_KEYS:
                field.update(pattern=_SPEED_PATTERN, examples=["100M", "1G", "10G"])
    first_line = (model.__doc__ or "").strip().splitlines()[0]
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        **schema,
        "title": f"parknet {kind}",
        "description": f"{first_line} ({files})",
    }
