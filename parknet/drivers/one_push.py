"""One driver and one change in; what became of it on the device out."""

from parknet.drivers.config_text import check_lines, digest_of
from parknet.drivers.failures import HalfAppliedError
from parknet.drivers.napalm.driver import CommandLineDriver, changes_nothing
from parknet.drivers.preflight import unfit
from parknet.errors import DeviceError, SecretError
from parknet.model.change import Change, Grade, OutcomeStatus


def push(driver: CommandLineDriver, change: Change, revert_in_s: int) -> tuple[OutcomeStatus, str]:
    """Check that the change still fits, arm the timer, send the patch."""
    if not change.patch:
        return OutcomeStatus.UNCHANGED, "the patch is empty"
    if not driver.is_alive()["is_alive"]:
        driver.open()
    refusal = stale(driver, change)
    if refusal:
        return OutcomeStatus.REJECTED, refusal
    # Before they are joined: a line break inside a line would make two.
    driver.load_merge_candidate(config="\n".join(check_lines(change.patch)))
    if changes_nothing(driver):
        driver.discard_config()
        return OutcomeStatus.UNCHANGED, "the device finds nothing to change: it runs this already"
    if change.grade in (Grade.A, Grade.R):
        driver.commit_config(revert_in=revert_in_s)
        told = f"reverts by itself in {revert_in_s} s unless confirmed"
        return OutcomeStatus.APPLIED, f"{told}; {driver.caveat}" if driver.caveat else told
    driver.commit_config()
    return OutcomeStatus.APPLIED, "no timer: it does not revert by itself"


def undo(
    driver: CommandLineDriver, change: Change, error: HalfAppliedError
) -> tuple[OutcomeStatus, str]:
    """Undo lines that took effect before one was refused."""
    try:
        if not driver.is_alive()["is_alive"]:
            driver.open()
        driver.rollback()
    except (DeviceError, SecretError) as second:
        timer = "; its timer still runs" if change.grade in (Grade.A, Grade.R) else ""
        return OutcomeStatus.UNKNOWN, f"{error}; undoing failed: {second}{timer}"
    return OutcomeStatus.ROLLED_BACK, f"{error}; what was applied is undone"


def stale(driver: CommandLineDriver, change: Change) -> str:
    """Return why a change no longer fits its device, or an empty text."""
    if driver.os != change.os:
        return f"the plan is for {change.os}, but the device runs {driver.os}; plan again"
    if running_digest(driver) != change.running_digest:
        return "stale: the running configuration is not the one that was planned on; plan again"
    return unfit(driver, change)


def running_digest(driver: CommandLineDriver) -> str:
    """Return the digest of what a device runs, secrets masked."""
    return digest_of(driver.get_config("running", sanitized=True)["running"])
