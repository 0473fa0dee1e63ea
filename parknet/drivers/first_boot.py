"""A rendered configuration in, the file that its device may start with out, secrets in plain."""

from collections.abc import Callable

import napalm

from parknet.drivers.config_text import fill_secrets
from parknet.names import PLACEHOLDER


def first_boot_text(platform: str, text: str, secret: Callable[[str], str]) -> str:
    """Return a configuration with secrets as a device reads them from a file of commands.

    Makers keep ciphertext in their files. Comware and EOS say with another keyword that what
    follows is plain, as they do on the command line.

    Args:
        platform: the driver's name.
        text: a rendered configuration.
        secret: gives a secret by its name.
    """
    driver = napalm.get_network_driver(platform)("", "", "")
    lines = [
        fill_secrets(driver._spoken(line), secret) if PLACEHOLDER.search(line) else line
        for line in text.splitlines()
    ]
    return "".join(f"{line}\n" for line in lines)
