"""Threads go one at a time while nobody makes them wait."""

import threading

from parknet.drivers.snmp.turns import Turns


def test_a_thread_does_not_wait_for_an_agent_that_makes_another_wait() -> None:
    turns = Turns()
    answered = threading.Event()

    def quick() -> None:
        with turns.take():
            answered.set()

    with turns.take():
        other = threading.Thread(target=quick)
        other.start()
        assert answered.wait(timeout=30), "the turn of a slow agent holds up all others"
    other.join()
    with turns.take():  # who went without a turn has given none back
        assert turns._lock.locked()


def test_a_turn_that_ends_in_an_error_is_given_back() -> None:
    turns = Turns()
    for _ in range(2):
        try:
            with turns.take():
                raise ValueError
        except ValueError:
            assert not turns._lock.locked()
