"""Getters that the configuration answers: the same for every command line but for its reader."""

from typing import Any, ClassVar

from parknet.drivers.napalm.driver import CommandLineDriver

Addresses = dict[str, dict[str, dict[str, dict[str, int]]]]


class ConfiguredDriver(CommandLineDriver):
    """Base of the drivers of command lines.

    `_addresses_in` and `_vlans_in` read a running configuration.
    """

    _addresses_in: ClassVar["staticmethod[[str], Addresses]"]
    _vlans_in: ClassVar["staticmethod[[str], dict[str, dict[str, Any]]]"]

    def get_interfaces_ip(self) -> Addresses:
        """Return configured addresses with their prefix lengths."""
        return self._addresses_in(self._configured())

    def get_vlans(self) -> dict[str, dict[str, Any]]:
        """Return configured VLANs with their member interfaces."""
        return self._vlans_in(self._configured())

    def _configured(self) -> str:
        text: str = self.get_config("running", sanitized=True)["running"]
        return text
