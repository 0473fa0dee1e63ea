"""The store of samples: what was kept is read back, whatever befalls process and disk."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parknet.collect.rates import Baseline, rates_of
from parknet.errors import StateError
from parknet.model.metrics import METRICS
from parknet.model.retention import Retention
from parknet.model.snapshot import Column, DeviceSnapshot, Value
from parknet.store.samples import Samples
from parknet.store.samples.cold import LEVELS
from parknet.store.samples.housekeeping import alone, move_hour

HOUR, DAY = 3600.0, 86_400.0
START = 1_767_225_600.0  # 2026-01-01T00:00:00Z
OCTETS, RATE, STATUS = "interface.in_octets", "interface.in_rate", "interface.oper_status"


def column(metric: str, cells: Mapping[str, Value]) -> Column:
    return Column(metric, METRICS[metric].unit, tuple(cells), tuple(cells.values()))


def snapshot(at: float, device: str = "sw1", **families: Mapping[str, Value]) -> DeviceSnapshot:
    """Return a poll: `interface__in_octets={"GE1": 5}`."""
    named = {name.replace("__", "."): cells for name, cells in families.items()}
    return DeviceSnapshot(device, at, {name: column(name, cells) for name, cells in named.items()})


class Poller:
    """Makes rates as the collector does, and stores them."""

    def __init__(self, samples: Samples) -> None:
        self.samples = samples
        self.told: list[str] = []
        self._baselines: dict[str, Baseline] = {}

    def poll(self, at: float, device: str = "sw1", **families: Mapping[str, Value]) -> None:
        now = snapshot(at, device, **families)
        rates, self._baselines[device] = rates_of(self._baselines.get(device), now)
        self.told += self.samples.append(now, rates)


def hours_of_polls(
    poller: Poller, hours: float, *, step: float = 300.0, devices: Sequence[str] = ("sw1",)
) -> None:
    """Poll ports that get 1 Mbit/s, every other time 3, from `START`."""
    octets = 0
    for number in range(int(hours * HOUR / step)):
        octets += int((1e6 + 2e6 * (number % 2)) * step / 8)
        for device in devices:
            poller.poll(
                START + number * step,
                device,
                interface__in_octets={"GE1": octets, "GE2": 7},
                interface__speed={"GE1": 1_000_000_000},
                interface__oper_status={"GE1": "up", "GE2": "down"},
            )


def test_what_was_appended_is_read_back(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        hours_of_polls(poller, 1)
        counters = samples.read("sw1", OCTETS, "GE2", since=START, until=START + HOUR)
        assert counters.values.tolist() == [7.0] * 12
        assert counters.at[0] == START
        rates = samples.read("sw1", RATE, "GE1", since=START, until=START + HOUR)
        assert rates.values.tolist() == pytest.approx([3e6, 1e6] * 5 + [3e6])
        assert poller.told == []
        nothing = samples.read("sw9", RATE, "GE1", since=START, until=START + HOUR)
        assert nothing.values.size == 0


def test_rolled_samples_are_the_same_where_devices_gave_them(tmp_path: Path) -> None:
    span = {"since": START, "until": START + DAY}
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9, devices=("sw1", "sw2"))
        before = samples.read("sw2", OCTETS, "GE1", **span)
        speeds = samples.read("sw2", "interface.speed", "GE1", **span)
        assert samples.roll(START + 9 * HOUR) == ()
        after = samples.read("sw2", OCTETS, "GE1", **span)
        assert len(list(tmp_path.rglob("raw/**/*.parquet"))) == 3
        assert np.array_equal(before.at, after.at)
        assert np.array_equal(before.values, after.values)
        again = samples.read("sw2", "interface.speed", "GE1", **span)
        assert np.array_equal(again.values, speeds.values)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_counters_survive_rolling_and_merging(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / str(data.draw(st.uuids()))
    polls = data.draw(
        st.lists(
            st.tuples(
                st.integers(0, 2 * 86_400),
                st.dictionaries(
                    st.sampled_from(["GE1", "以太网2", "Te 1/0/3'\""]),
                    st.integers(0, 2**64 - 2),
                    min_size=1,
                ),
            ),
            unique_by=lambda poll: poll[0],
            min_size=1,
            max_size=12,
        )
    )
    with Samples(folder) as samples:
        for after, cells in polls:
            now = snapshot(START + after, interface__out_octets=cells)
            samples.append(now, rates_of(None, now)[0])
        assert samples.roll(START + 4 * DAY) == ()
        for name in {name for _, cells in polls for name in cells}:
            expected = sorted((after, cells[name]) for after, cells in polls if name in cells)
            found = samples.read(
                "sw1", "interface.out_octets", name, since=START, until=START + 3 * DAY
            )
            assert found.at.tolist() == [START + after for after, _ in expected]
            assert found.values.tolist() == [float(value) for _, value in expected]


def test_five_minutes_and_hours_keep_mean_maximum_and_percentile(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        for minute in range(120):
            value = float(minute % 60)
            poller.poll(START + 60 * minute, system__cpu={"cpu": value})
        samples.roll(START + 24 * HOUR)
        five = samples.read("sw1", "system.cpu", "cpu", since=START, until=START + HOUR, step_s=300)
        assert five.values.tolist() == [2 + 5 * step for step in range(12)]
        assert five.most.tolist() == [4 + 5 * step for step in range(12)]
        hour = samples.read(
            "sw1", "system.cpu", "cpu", since=START, until=START + 2 * HOUR, step_s=3600
        )
        assert hour.values.tolist() == [29.5, 29.5]
        assert hour.most.tolist() == [59.0, 59.0]
        high = samples.percentile("sw1", "system.cpu", "cpu", since=START, until=START + HOUR)
        assert high == 57.0


def test_figures_of_a_day_are_the_same_hot_and_cold(tmp_path: Path) -> None:
    metrics = (RATE, "interface.in_utilisation", "interface.in_error_rate")
    span = {"since": START, "until": START + DAY}
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 24)
        hot = samples.figures("sw1", metrics, **span)
        samples.roll(START + 26 * HOUR)
        mixed = samples.figures("sw1", metrics, **span)
        samples.roll(START + 3 * DAY)
        cold = samples.figures("sw1", metrics, **span)
    assert set(hot["GE1"]) == {RATE, "interface.in_utilisation"}
    assert hot["GE1"][RATE].steps == 287
    assert hot["GE1"][RATE].mean == pytest.approx(2e6, rel=0.01)
    assert hot["GE1"][RATE].high == hot["GE1"][RATE].most
    assert hot["GE1"][RATE].most == pytest.approx(3e6, rel=1 / 4096)
    assert "interface.in_utilisation" not in hot["GE2"]  # it is down: no speed
    for other in (mixed, cold):
        assert other["GE1"][RATE].steps == 287
        assert other["GE1"][RATE].mean == pytest.approx(hot["GE1"][RATE].mean, rel=1 / 4096)
        assert other["GE2"][RATE] == hot["GE2"][RATE]


def test_means_of_rates_are_true_to_a_four_thousandth(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 2, step=60.0)
        span = {"since": START, "until": START + 2 * HOUR, "step_s": 300.0}
        before = samples.read("sw1", RATE, "GE1", **span)
        samples.roll(START + DAY)
        after = samples.read("sw1", RATE, "GE1", **span)
        assert after.values == pytest.approx(before.values, rel=1 / 4096)
        assert after.most == pytest.approx(before.most, rel=1 / 4096)


def test_days_and_months_become_one_file_each(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        for day in range(28, 33):
            for hour in (1, 13):
                at = START + day * DAY + hour * HOUR
                poller.poll(at, system__cpu={"": float(day)})
        assert samples.roll(START + 34 * DAY) == ()
        files = [path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*.parquet")]
        assert files.count("raw") == 5
        assert files.count("five") == files.count("hour") == 3  # January, and two days since
        found = samples.read(
            "sw1", "system.cpu", "", since=START, until=START + 40 * DAY, step_s=DAY
        )
        assert found.values.tolist() == [float(day) for day in range(28, 33)]


def test_what_is_too_old_is_dropped_and_coarser_figures_stay(tmp_path: Path) -> None:
    kept = Retention(raw_days=1, five_minutes_days=3)
    with Samples(tmp_path, kept) as samples:
        hours_of_polls(Poller(samples), 2)
        span = {"since": START, "until": START + DAY}
        samples.roll(START + 2 * DAY)
        assert samples.read("sw1", OCTETS, "GE1", **span).values.size == 0
        assert samples.read("sw1", RATE, "GE1", **span).values.size > 0
        samples.roll(START + 8 * DAY)
        assert samples.read("sw1", RATE, "GE1", **span).values.size == 0
        assert samples.read("sw1", RATE, "GE1", **span, step_s=3600).values.size == 2


def test_of_words_only_changes_are_kept(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        for number, word in enumerate(["up", "up", "down", "down", "up"]):
            poller.poll(START + 60 * number, interface__oper_status={"GE1": word, "GE2": "up"})
        poller.poll(START + 300, interface__oper_status={"GE2": "up"})
        assert samples.history("sw1", STATUS, "GE1") == [
            (START, "up"),
            (START + 120, "down"),
            (START + 240, "up"),
            (START + 300, ""),
        ]
        assert samples.history("sw1", STATUS, "GE2") == [(START, "up")]
    with Samples(tmp_path) as samples:
        Poller(samples).poll(START + 360, interface__oper_status={"GE2": "up"})
        assert samples.history("sw1", STATUS, "GE2") == [(START, "up")]


def test_an_absence_in_a_table_that_was_cut_short_is_no_change(tmp_path: Path) -> None:
    first = snapshot(START, interface__oper_status={"GE1": "up", "GE2": "up"})
    cut = snapshot(START + 60, interface__oper_status={"GE1": "up"})
    cut = DeviceSnapshot(cut.device, cut.taken_at, cut.columns, partial=(STATUS,))
    with Samples(tmp_path) as samples:
        for poll in (first, cut):
            samples.append(poll, rates_of(None, poll)[0])
        assert samples.history("sw1", STATUS, "GE2") == [(START, "up")]


def test_latest_holds_each_device_with_its_last_values_of_all_tiers(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        poller.poll(START, "sw2", optic__rx_power={"GE1": -3.25})
        hours_of_polls(poller, 0.5)
        poller.poll(START + 1700, optic__rx_power={"GE1": -7.0})
        (latest,) = samples.latest(START + 1700, within_s=600)
        assert latest.device == "sw1"
        assert latest.at == START + 1700
        assert latest.columns["optic.rx_power"].values == (-7.0,)
        assert latest.columns[STATUS].values == ("up", "down")
        assert latest.columns["interface.speed"].instances == ("GE1",)
        assert dict(zip(*_cells(latest.columns[RATE]), strict=True))["GE1"] == pytest.approx(3e6)


def _cells(found: Column) -> tuple[tuple[str, ...], tuple[Value, ...]]:
    return found.instances, found.values


def test_who_is_where_is_not_stored(tmp_path: Path) -> None:
    mac = "02:00:00:00:00:01"
    with Samples(tmp_path) as samples:
        Poller(samples).poll(
            START,
            wlan__station__rssi={mac: -60.0},
            wlan__station__ap={mac: "ap1"},
            ipv4__neighbour_mac={"Vlanif10": mac},
        )
    stored = b"".join(path.read_bytes() for path in tmp_path.rglob("hot.db*"))
    assert mac.encode() not in stored


def test_a_clock_that_was_set_back_is_told_once_and_its_samples_are_kept(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        poller = Poller(samples)
        poller.poll(START + DAY, system__cpu={"": 1.0}, system__software={"": "V1"})
        samples.roll(START + 2 * DAY)
        for number in range(3):
            software = {"": f"V{number + 2}"}
            poller.poll(START + 60 * number, system__cpu={"": 2.0}, system__software=software)
        assert len(poller.told) == 1
        assert "set back" in poller.told[0]
        assert samples.roll(START + 2 * DAY) == ()
        found = samples.read("sw1", "system.cpu", "", since=START, until=START + 2 * DAY)
        assert found.values.tolist() == [2.0, 2.0, 2.0, 1.0]
        assert [word for _, word in samples.history("sw1", "system.software", "")][-1] == "V4"


def test_a_clock_that_leaps_years_ahead_drops_nothing(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 2)
        span = {"since": START, "until": START + DAY}
        assert samples.roll(START + 3 * HOUR) == ()
        (told,) = samples.roll(START + 5000 * DAY)
        assert "nothing is dropped" in told
        assert samples.roll(START + 5000 * DAY + HOUR) == ()
        assert samples.roll(START + 4 * HOUR) == ()
        assert samples.read("sw1", OCTETS, "GE1", **span).values.size == 24
        samples.roll(START + 50 * DAY)  # and this time it is true
        assert samples.roll(START + 51 * DAY) == ()
        assert samples.read("sw1", OCTETS, "GE1", **span).values.size == 0


def test_a_damaged_file_is_set_aside_and_told_and_the_rest_is_read(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9)
        samples.roll(START + 9 * HOUR)
        first, *_ = sorted(tmp_path.rglob("raw/**/*.parquet"))
        first.write_bytes(first.read_bytes()[:-300])
        found = samples.read("sw1", OCTETS, "GE1", since=START, until=START + DAY)
        assert len(found.values) == 8 * 12
        assert first.with_suffix(".damaged").is_file()


def test_damaged_and_missing_files_are_told_where_house_is_kept(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9)
        samples.roll(START + 9 * HOUR)
        first, second, *_ = sorted(tmp_path.rglob("five/**/*.parquet"))
        first.write_bytes(b"PAR1 and then nothing")
        second.unlink()
        told = samples.roll(START + 2 * DAY)
        assert any("damaged" in line for line in told)
        assert any("missing" in line for line in told)
        assert samples.roll(START + 2 * DAY) == ()


def test_what_a_killed_process_left_unfinished_is_swept_away(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9)
        span = {"since": START, "until": START + DAY}
        before = samples.read("sw1", OCTETS, "GE1", **span).values.tolist()
        left = tmp_path / "raw" / "interface"
        left.mkdir(parents=True)
        (left / "000000000.parquet").write_bytes(b"finished, but not known")
        (left / "000000001.new").write_bytes(b"PAR1")
        assert samples.roll(START + 9 * HOUR) == ()
        assert not list(tmp_path.rglob("*.new"))
        assert samples.read("sw1", OCTETS, "GE1", **span).values.tolist() == before


def test_polls_that_a_killed_process_moved_but_did_not_delete_are_not_read_twice(
    tmp_path: Path,
) -> None:
    span = {"since": START, "until": START + DAY}
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9)
        move_hour(samples._hot, samples._cold, round(START * 1000))  # and then it is killed
    with Samples(tmp_path) as samples:
        assert len(samples.read("sw1", OCTETS, "GE1", **span).values) == 9 * 12
        assert samples.roll(START + 9 * HOUR) == ()
        assert len(samples.read("sw1", OCTETS, "GE1", **span).values) == 9 * 12


def test_only_one_process_keeps_house_at_a_time(tmp_path: Path) -> None:
    with Samples(tmp_path) as first, Samples(tmp_path) as second:
        hours_of_polls(Poller(first), 9)
        with alone(tmp_path) as is_alone:
            assert is_alone
            assert second.roll(START + 9 * HOUR) == ()
            assert not list(tmp_path.rglob("*.parquet"))
        second.roll(START + 9 * HOUR)
        found = first.read("sw1", OCTETS, "GE1", since=START, until=START + DAY)
        assert len(found.values) == 9 * 12


def test_an_index_of_a_newer_parknet_and_a_damaged_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hot.db").write_bytes(b"this is no database, and long enough to be sure" * 40)
    with pytest.raises(StateError, match="damaged"):
        Samples(tmp_path)


_APPENDS = """
import sys
from parknet.model.blocks import Rates
from parknet.store.samples import Samples
from tests.store.test_samples import START, snapshot
samples = Samples(__import__("pathlib").Path(sys.argv[1]))
for number in range(1_000_000):
    poll = snapshot(START + number, system__cpu={"": float(number)})
    samples.append(poll, Rates("sw1", poll.taken_at))
    print(number, flush=True)
"""


@contextmanager
def appending(folder: Path) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", _APPENDS, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process


def test_a_kill_loses_no_poll_that_was_appended(tmp_path: Path) -> None:
    with appending(tmp_path) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == 50:
                process.send_signal(signal.SIGKILL)
                break
        rest = [int(line) for line in process.stdout if line.endswith("\n")]
    last = max([50, *rest])
    with Samples(tmp_path) as samples:
        found = samples.read("sw1", "system.cpu", "", since=START, until=START + 2_000_000)
    assert found.values.tolist()[: last + 1] == [float(number) for number in range(last + 1)]
    assert len(found.values) <= last + 2


_KILLED_ROLL = """
import os, signal, sys
from pathlib import Path
from parknet.store.samples import Samples
from tests.store.test_samples import DAY, START
steps = int(sys.argv[2])

def count(event, arguments):
    # Files are opened to be synced, renamed when they are whole, and removed when they are merged.
    global steps
    if event in ("os.rename", "os.remove") or event == "open" and ".new" in str(arguments[0]):
        steps -= 1
        if steps < 0:
            os.kill(os.getpid(), signal.SIGKILL)

samples = Samples(Path(sys.argv[1]))
sys.addaudithook(count)
samples.roll(START + 3 * DAY)
"""


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 9, 17, 18, 19, 20, 22, 25])
def test_a_kill_while_files_are_made_loses_nothing_and_doubles_nothing(
    tmp_path: Path, steps: int
) -> None:
    span = {"since": START, "until": START + DAY}
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 3)
        before = samples.read("sw1", OCTETS, "GE1", **span)
        means = samples.figures("sw1", [RATE], **span)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", _KILLED_ROLL, str(tmp_path), str(steps)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    with Samples(tmp_path) as samples:
        for _ in range(2):
            after = samples.read("sw1", OCTETS, "GE1", **span)
            assert np.array_equal(before.at, after.at)
            assert np.array_equal(before.values, after.values)
            found = samples.figures("sw1", [RATE], **span)
            assert found["GE1"][RATE].steps == means["GE1"][RATE].steps
            assert samples.roll(START + 3 * DAY) == ()
        assert not list(tmp_path.rglob("*.new"))
        known = {one.path for level in LEVELS for one in samples._cold.files(level)}
        there = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.parquet")}
        assert known == there


_FULL = """
import resource, signal, sys
from pathlib import Path
from parknet.model.blocks import Rates
from parknet.store.samples import Samples
from tests.store.test_samples import START, snapshot
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
samples = Samples(Path(sys.argv[1]))
told = []

def append(numbers):
    for number in numbers:
        cells = {f"port {port}": float(number) for port in range(500)}
        poll = snapshot(START + number, system__cpu=cells)
        told.extend(samples.append(poll, Rates("sw1", poll.taken_at)))

append(range(10))
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
append(range(10, 300))
assert any("cannot be written" in line for line in told), told
assert len(told) < 20, told
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
append(range(300, 310))
assert any("written again" in line for line in told), told
found = samples.read("sw1", "system.cpu", "port 7", since=START, until=START + 1000)
assert found.values.tolist() == [float(number) for number in range(310)], found
"""


def test_polls_wait_while_the_disk_is_full_and_none_is_lost(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


_FULL_ROLL = """
import resource, signal, sys
from pathlib import Path
from parknet.store.samples import Samples
from tests.store.test_samples import HOUR, START
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
samples = Samples(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
told = samples.roll(START + 9 * HOUR)
assert any("stay where they are" in line for line in told), told
"""


def test_samples_stay_hot_while_there_is_no_room_for_their_files(tmp_path: Path) -> None:
    with Samples(tmp_path) as samples:
        hours_of_polls(Poller(samples), 9)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", _FULL_ROLL, str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not list(tmp_path.rglob("*.parquet"))
    with Samples(tmp_path) as samples:
        assert samples.roll(START + 9 * HOUR) == ()
        found = samples.read("sw1", OCTETS, "GE1", since=START, until=START + DAY)
        assert len(found.values) == 9 * 12
