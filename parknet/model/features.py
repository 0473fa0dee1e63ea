"""What a device's operating system can be told to do: the slugs of `features` in platform files."""

from collections.abc import Mapping
from typing import Final

from parknet.messages import features

FEATURES: Final[Mapping[str, str]] = {
    key.removeprefix("feature."): english for key, (_, english) in features.FEATURES.items()
}
