"""What a device says of itself in, the profiles that read it out."""

from collections.abc import Iterable, Mapping

from parknet.model.collector import Profile, Recognition


def recognised(
    profiles: Mapping[str, Profile], object_id: str, description: str
) -> dict[str, Profile]:
    """Return the standard profiles and those of the device's maker, by name.

    Args:
        profiles: all there are.
        object_id: sysObjectID, without a leading dot.
        description: sysDescr.
    """
    return {
        name: profile
        for name, profile in profiles.items()
        if profile.recognise is None or _fits(profile.recognise, object_id, description)
    }


def vendor_of(profiles: Iterable[Profile]) -> str:
    """Return who made a device that these profiles read; nothing where none says."""
    return next((profile.vendor for profile in profiles if profile.vendor is not None), "")


def _fits(wanted: Recognition, object_id: str, description: str) -> bool:
    if wanted.object_id and not any(
        object_id == prefix or object_id.startswith(f"{prefix}.") for prefix in wanted.object_id
    ):
        return False
    return wanted.description is None or wanted.description.search(description) is not None
