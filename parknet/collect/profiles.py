"""Plain documents in, validated profiles out, with every problem at once."""

from collections.abc import Callable, Iterable, Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parknet.errors import PackError, Problem
from parknet.model.collector import Profile

# The user's words for a path in a document, as in ("tables", 0, "index").
Path = tuple[str | int, ...]


def read_profiles(
    documents: Mapping[str, object], origin: Callable[[str, Path], str] | None = None
) -> dict[str, Profile]:
    """Return the profiles by name.

    Args:
        documents: what each file of `collectors/` holds, by the file's name without its ending.
        origin: gives `file:line:column` for a path in a document.

    Raises:
        PackError: some file is wrong; all problems are told.
    """
    where = origin if origin is not None else _path_in_words
    profiles: dict[str, Profile] = {}
    problems: list[Problem] = []
    for name, document in documents.items():
        try:
            profile = Profile.model_validate(document)
        except ValidationError as error:
            problems += [
                Problem(
                    where=where(name, tuple(found["loc"])),
                    what=found["msg"].removeprefix("Value error, "),
                    remedy="see docs/metrics.md and the other files of collectors/",
                )
                for found in _own_errors(error)
            ]
            continue
        if profile.collector != name:
            problems.append(
                Problem(
                    where=where(name, ("collector",)),
                    what=f"the profile calls itself {profile.collector!r}, its file {name!r}",
                    remedy="give both the same name",
                )
            )
        profiles[name] = profile
    if problems:
        raise PackError.of(problems)
    return profiles


def profiles_table(profiles: Iterable[Profile]) -> str:
    """Return the profiles as a table of `docs/metrics.md`: the standard ones, then the makers'."""
    lines = ["| profile | what | source | read from |", "|---|---|---|---|"]
    for profile in sorted(profiles, key=lambda profile: (profile.vendor or "", profile.collector)):
        of = profile.vendor or "any device"
        lines.append(f"| `{profile.collector}` | {profile.title} | {profile.source} | {of} |")
    return "\n".join(lines) + "\n"


def _own_errors(error: ValidationError) -> list[ErrorDetails]:
    """Return the errors, without those pydantic adds because an item of a sequence was wrong."""
    errors = error.errors(include_url=False, include_input=False)
    holders = {found["loc"][:length] for found in errors for length in range(len(found["loc"]))}
    return [
        found for found in errors if found["type"] != "too_short" or found["loc"] not in holders
    ]


def _path_in_words(name: str, path: Path) -> str:
    return f"collectors/{name}.yml: " + ".".join(map(str, path))
