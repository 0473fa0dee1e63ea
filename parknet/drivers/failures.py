"""What a driver may raise beyond the common error tree, for the fleet to tell outcomes apart."""

from parknet.errors import CommandRejectedError, DeviceError, DeviceUnreachableError


class OutcomeUnknownError(DeviceUnreachableError):
    """The session was lost after something was sent that may have taken effect."""


class HalfAppliedError(CommandRejectedError):
    """A line was refused after lines before it had taken effect: the device must be undone."""


class NotUndoneError(DeviceError):
    """Undoing did not bring back the configuration that ran before."""


class NotSavedError(DeviceError):
    """The device runs a change for good, and would lose it at its next start."""
