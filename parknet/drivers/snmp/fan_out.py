"""Requests and a way to poll one device in, replies in the order they finish out: by threads."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed

from parknet.drivers.base import PollReply, PollRequest
from parknet.model.change import DeviceFailure, FailureKind


def fan_out(
    requests: Iterable[PollRequest], poll: Callable[[PollRequest], PollReply], width: int
) -> Iterator[PollReply]:
    """Yield one reply for each request; a device asked twice is asked one after the other.

    Args:
        requests: what to ask; those of one device are put behind each other.
        poll: asks one device; its failures are in the reply.
        width: devices asked at once.
    """
    by_device: dict[str, list[PollRequest]] = {}
    for request in requests:
        by_device.setdefault(request.device, []).append(request)

    def poll_all(of_device: list[PollRequest]) -> list[PollReply]:
        return [poll(request) for request in of_device]

    pool = ThreadPoolExecutor(max_workers=max(1, width), thread_name_prefix="snmp")
    try:
        pending = [pool.submit(poll_all, of_device) for of_device in by_device.values()]
        for done in as_completed(pending):
            yield from done.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def no_target(device: str) -> PollReply:
    """Return the reply for a device whose address nobody gave."""
    failure = DeviceFailure(
        device=device, kind=FailureKind.UNREACHABLE, detail="its SNMP address is not known"
    )
    return PollReply(device=device, cells={}, failure=failure)
