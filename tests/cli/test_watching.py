"""What people and programs see while a park is read."""

import io
import json

import pytest
from rich.cells import cell_len
from rich.console import Console

from parknet.cli.watching import JsonLines, LiveView, PlainLines, watcher_for
from parknet.model.change import DeviceFailure, FailureKind
from parknet.pipeline.watching import Polled, Status

DEAD = DeviceFailure(device="一号楼-acc1", kind=FailureKind.UNREACHABLE, detail="no answer, " * 9)
STATUS = Status(
    100.0, 4, {"up": 2, "dead": 1, "waiting": 1}, polls=7, failures=2, skipped=1, next_in_s=3.0
)


def terminal(width: int = 80) -> Console:
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None)


def shown(view: LiveView, console: Console) -> list[str]:
    with console.capture() as captured:
        console.print(view.screen(STATUS))
    return captured.get().splitlines()


def troubled_view(console: Console) -> LiveView:
    view = LiveView(console, "parknet collect my-park")
    view.polled(Polled("sw1", 1.0, frozenset({"ports"}), 40, "up"))
    view.polled(Polled("一号楼-acc1", 2.0, frozenset({"ports"}), 0, "dead", DEAD))
    view.polled(Polled("sw-two", 2.0, frozenset({"ports"}), 9, "slow"))
    view.told("counters began anew; no rate until the next poll (1, such as 端口一)", "一号楼-acc1")
    return view


@pytest.mark.parametrize("width", [80, 132])
def test_no_line_of_the_screen_is_wider_than_the_terminal(width: int) -> None:
    console = terminal(width)
    assert max(map(cell_len, shown(troubled_view(console), console))) <= width


def test_columns_are_aligned_where_names_are_chinese() -> None:
    console = terminal()
    lines = shown(troubled_view(console), console)
    chinese = next(line for line in lines if line.startswith("一号楼-acc1"))
    plain = next(line for line in lines if line.startswith("sw-two"))
    assert cell_len(chinese[: chinese.index("dead")]) == cell_len(plain[: plain.index("slow")])


def test_the_screen_shows_who_is_in_trouble_and_nobody_else() -> None:
    console = terminal()
    text = "\n".join(shown(troubled_view(console), console))
    assert "2 up" in text
    assert "1 dead" in text
    assert "sw1 " not in text
    assert "no answer" in text
    assert "counters began anew" in text


def test_a_device_that_answers_again_leaves_the_list() -> None:
    console = terminal()
    view = troubled_view(console)
    view.polled(Polled("一号楼-acc1", 3.0, frozenset({"ports"}), 40, "up"))
    assert "no answer" not in "\n".join(shown(view, console))


def test_brackets_in_names_are_no_markup() -> None:
    console = terminal()
    view = LiveView(console, "p")
    view.told("[bold]1/0/1[/bold]", "sw1")
    assert "[bold]1/0/1[/bold]" in "\n".join(shown(view, console))


def test_a_file_gets_a_line_for_what_is_odd_and_one_a_minute_for_the_rest() -> None:
    console = Console(file=io.StringIO(), width=200)
    watcher = watcher_for(console, "p", as_json=False)
    assert isinstance(watcher, PlainLines)
    for second in range(150):
        watcher.tick(Status(100.0 + second, 1, {"up": 1}, polls=second))
    watcher.told("no answer", "sw1")
    with console.capture():
        pass
    text = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO, given above
    assert text.count("1 device: 1 up") == 3
    assert "1.0/s" in text
    assert "sw1: no answer" in text


def test_programs_get_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    watcher = JsonLines()
    watcher.polled(Polled("一号楼-acc1", 2.0, frozenset({"ports", "health"}), 0, "dead", DEAD))
    watcher.told("odd", "sw1")
    watcher.tick(STATUS)
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["event"] == "poll"
    assert first["device"] == "一号楼-acc1"
    assert first["tiers"] == ["health", "ports"]
    assert second == {"event": "warning", "device": "sw1", "text": "odd"}


def test_what_is_told_before_the_first_round_has_no_time() -> None:
    console = terminal()
    view = LiveView(console, "p")
    view.told("listening")
    assert not any(line.startswith("00:00:00") for line in shown(view, console))
