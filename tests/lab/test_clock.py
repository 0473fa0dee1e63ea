from parknet.lab.clock import LabClock


def test_timers_fire_in_order_of_time_and_see_their_own_time() -> None:
    clock, seen = LabClock(), []
    start = clock.now()
    clock.schedule(20, lambda: seen.append(("late", clock.now() - start)))
    clock.schedule(
        10, lambda: clock.schedule(5, lambda: seen.append(("nested", clock.now() - start)))
    )
    clock.schedule(12, lambda: seen.append(("cancelled", 0.0))).cancel()
    clock.advance(30)
    assert seen == [("nested", 15.0), ("late", 20.0)]
    assert clock.now() - start == 30


def test_a_clock_stands_still_unless_it_ticks() -> None:
    real = [100.0]
    still, ticking = LabClock(real=lambda: real[0]), LabClock(ticking=True, real=lambda: real[0])
    seen: list[str] = []
    for clock in (still, ticking):
        clock.schedule(5, lambda: seen.append("fired"))
    real[0] += 6
    still.tick()
    assert seen == []
    ticking.tick()
    assert seen == ["fired"]
    assert ticking.now() - still.now() == 6
    ticking.advance(10)
    assert ticking.now() - still.now() == 16
