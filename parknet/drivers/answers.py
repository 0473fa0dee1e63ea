"""What a device's answer or error means, as a value; and the name of a run's timer on it."""

import hashlib

from parknet.errors import (
    AuthenticationError,
    CommandRejectedError,
    DeviceError,
    DeviceUnreachableError,
    HostKeyError,
    SecretError,
)
from parknet.model.change import DeviceFailure, FailureKind, Outcome, OutcomeStatus


def persist_id(run: str, device: str) -> str:
    """Return the name of a run's timer on a device: the same in every process.

    VRP 8 takes up to 256 visible characters that do not begin with a digit [D] abort trial.

    Example:
        >>> persist_id("2026-03-01T08:00:00Z-7f3a", "b03-agg")
        'parknet-666c5a9e047dc249'
    """
    digest = hashlib.sha256(f"{run}\0{device}".encode()).hexdigest()
    return f"parknet-{digest[:16]}"


def failure_of(device: str, error: Exception) -> DeviceFailure:
    """Return why a device could not be used, as a value."""
    kinds: tuple[tuple[type[Exception], FailureKind], ...] = (
        (HostKeyError, FailureKind.HOST_KEY),
        (AuthenticationError, FailureKind.AUTHENTICATION),
        (DeviceUnreachableError, FailureKind.UNREACHABLE),
        (CommandRejectedError, FailureKind.REFUSED),
        (SecretError, FailureKind.STATE),
        (DeviceError, FailureKind.PROTOCOL),
    )
    for kind, meaning in kinds:
        if isinstance(error, kind):
            return DeviceFailure(device=device, kind=meaning, detail=str(error))
    # A fault of ours: its text is not known to be free of secrets.
    return DeviceFailure(
        device=device, kind=FailureKind.PROTOCOL, detail=f"internal error: {type(error).__name__}"
    )


def outcome_of(device: str, status: OutcomeStatus, detail: str, *, stands: bool = False) -> Outcome:
    """Return what became of a device."""
    return Outcome(device=device, status=status, detail=detail, stands=stands)


def unknown(device: str, error: Exception) -> Outcome:
    """Return the outcome of a device on which something failed that was not foreseen."""
    return outcome_of(device, OutcomeStatus.UNKNOWN, failure_of(device, error).detail)


def fields_of(device: str, error: Exception) -> dict[str, dict[str, str]]:
    """Return what a log line says of an error: never its text, which may hold anything."""
    return {"fields": {"device": device, "kind": type(error).__name__}}
