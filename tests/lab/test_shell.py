import pytest

from parknet.lab.clock import LabClock
from parknet.lab.device import RELOAD_S, Device
from parknet.lab.shell import SessionLostError, Shell
from parknet.lab.shells import shell_of
from parknet.lab.terminal import Terminal

VRP_PORTS = frozenset(f"GigabitEthernet0/0/{number}" for number in range(1, 5))
H3C_PORTS = frozenset(f"GigabitEthernet1/0/{number}" for number in range(1, 5))


def device(os: str, text: str = "sysname sw1\nvlan 10") -> Device:
    ports = H3C_PORTS if os == "comware7" else VRP_PORTS
    made = Device("sw1", os, "test", ports, LabClock())
    assert made.boot(text) == []
    return made


def typed(shell: Shell, *lines: str) -> str:
    """Type lines and return what the last one printed, and the prompt after it."""
    output = ""
    for line in lines:
        output = shell.enter(line)
    return output + shell.prompt()


def has(made: Device, line: str) -> bool:
    return f"{line}\n" in made.running.text()


PROMPTS = {
    "vrp8": [
        ("", "<sw1>"), ("system-view", "[~sw1]"), ("interface Vlanif10", "[*sw1-Vlanif10]"),
        ("quit", "[*sw1]"), ("vlan 20", "[*sw1-vlan20]"), ("ospf 1", "[*sw1-ospf-1]"),
        ("area 0", "[*sw1-ospf-1-area-0.0.0.0]"), ("#", "[*sw1]"), ("aaa", "[*sw1-aaa]"),
        ("commit", "[~sw1-aaa]"), ("user-interface vty 0 4", "[*sw1-ui-vty0-4]"),
        ("clear configuration candidate", "[~sw1]"), ("return", "<sw1>"),
    ],
    "vrp5": [
        ("", "<sw1>"), ("sys", "[sw1]"), ("int Vlanif10", "[sw1-Vlanif10]"), ("quit", "[sw1]"),
        ("sysname other", "[other]"), ("return", "<other>"),
    ],
    "comware7": [
        ("", "<sw1>"), ("system-view", "[sw1]"), ("interface Vlan-interface10",
        "[sw1-Vlan-interface10]"), ("line vty 0 63", "[sw1-line-vty0-63]"),
        ("local-user a class manage", "[sw1-luser-manage-a]"), ("return", "<sw1>"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("os", PROMPTS)
def test_the_prompt_tells_the_view_and_whether_something_is_uncommitted(os: str) -> None:
    shell = shell_of(device(os), "a")
    for line, prompt in PROMPTS[os]:
        assert typed(shell, line).splitlines()[-1] == prompt, line


ERRORS = {
    "vrp8": "       ^\nError: Unrecognized command found at '^' position.\n[~sw1]",
    "vrp5": "      ^\nError: Unrecognized command found at '^' position.\n[sw1]",
    "comware7": "     ^\n % Unrecognized command found at '^' position.\n[sw1]",
}


@pytest.mark.parametrize("os", ERRORS)
def test_the_caret_stands_under_the_word_that_is_wrong(os: str) -> None:
    shown = typed(shell_of(device(os), "a"), "system-view", "nonsense")
    prompt = shown.splitlines()[-1]
    error = ERRORS[os].splitlines()[1]
    assert shown == f"{' ' * len(prompt)}^\n{error}\n{prompt}"


def test_vrp8_lines_take_effect_on_commit_and_not_before() -> None:
    made = device("vrp8")
    shell = shell_of(made, "a")
    typed(shell, "system-view", "interface GigabitEthernet0/0/1", "description new")
    assert not has(made, " description new")
    assert typed(shell, "display configuration candidate changes").splitlines()[:3] == [
        "  #",
        "  interface GigabitEthernet0/0/1",
        " + description new",
    ]
    typed(shell, "commit")
    assert has(made, " description new")


def test_two_sessions_candidates_are_merged_or_refused() -> None:
    made = device("vrp8")
    one, two = shell_of(made, "a"), shell_of(made, "b")
    typed(one, "system-view", "interface GigabitEthernet0/0/1", "description one")
    typed(two, "system-view", "interface GigabitEthernet0/0/2", "description two")
    typed(one, "commit")
    typed(two, "commit")
    assert has(made, " description one")
    assert has(made, " description two")
    typed(one, "undo vlan 10")
    typed(two, "interface GigabitEthernet0/0/3", "port default vlan 10")
    typed(one, "commit")
    assert "Error:" in typed(two, "commit")


@pytest.mark.parametrize(("answer", "kept"), [("y", True), ("n", False)])
def test_leaving_with_uncommitted_lines_asks(answer: str, kept: bool) -> None:
    made = device("vrp8")
    shell = shell_of(made, "a")
    assert "Uncommitted" in typed(shell, "system-view", "vlan 20", "return")
    assert typed(shell, "what?").startswith("Warning: Uncommitted")
    assert typed(shell, answer) == "<sw1>"
    assert ("vlan 20" in made.running.root.children) is kept


def test_a_trial_reverts_by_itself_when_nobody_confirms() -> None:
    made = device("vrp8")
    before = made.running.copy()
    shown = typed(shell_of(made, "a"), "system-view", "vlan 20", "commit trial 60 persist run-1")
    assert "60 seconds" in shown
    made.clock.advance(59)
    assert "vlan 20" in made.running.root.children
    made.clock.advance(1)
    assert made.running.same(before)


def test_a_trial_is_confirmed_from_another_session_by_its_persist_id() -> None:
    made = device("vrp8")
    typed(shell_of(made, "a"), "system-view", "vlan 20", "commit trial 60 persist run-1")
    other = shell_of(made, "b")
    assert "Error:" in typed(other, "system-view", "commit persist run-2")
    assert "Error:" not in typed(other, "commit persist run-1")
    made.clock.advance(1000)
    assert "vlan 20" in made.running.root.children
    assert "Error:" in typed(other, "commit persist run-1")


def test_a_trial_is_aborted_after_a_question() -> None:
    made = device("vrp8")
    shell = shell_of(made, "a")
    typed(shell, "system-view", "vlan 20", "commit trial 60 persist run-1")
    assert typed(shell, "abort trial persist run-1").endswith("[Y/N]:")
    typed(shell, "y")
    assert "vlan 20" not in made.running.root.children


def test_nobody_else_commits_during_a_trial() -> None:
    made = device("vrp8")
    typed(shell_of(made, "a"), "system-view", "vlan 20", "commit trial 60 persist run-1")
    assert "Error:" in typed(shell_of(made, "b"), "system-view", "vlan 30", "commit")


def test_rollback_goes_to_a_point_or_to_a_file() -> None:
    made = device("vrp8")
    shell = shell_of(made, "a")
    typed(shell, "save before.cfg", "y", "system-view", "vlan 20", "commit", "vlan 30", "commit")
    typed(shell, "return", "rollback configuration last 1", "y")
    assert "vlan 30" not in made.running.root.children
    assert "vlan 20" in made.running.root.children
    typed(shell, "rollback configuration to file before.cfg", "y")
    assert "vlan 20" not in made.running.root.children


def test_vrp5_asks_to_save_first_and_no_keeps_the_startup_configuration() -> None:
    made = device("vrp5")
    shell = shell_of(made, "a")
    typed(shell, "system-view", "vlan 20", "return")
    assert "saved to the configuration file" in typed(shell, "schedule reboot delay 10")
    assert typed(shell, "n").endswith("confirm? [Y/N]:")
    typed(shell, "y")
    made.clock.advance(600)
    assert not made.is_on
    made.clock.advance(RELOAD_S)
    assert made.is_on
    assert "vlan 20" not in made.running.root.children


def test_vrp5_yes_to_that_question_makes_the_bad_change_last() -> None:
    made = device("vrp5")
    typed(
        shell_of(made, "a"), "system-view", "vlan 20", "return", "schedule reboot delay 1", "y", "y"
    )
    made.clock.advance(60 + RELOAD_S)
    assert "vlan 20" in made.running.root.children


def test_a_scheduled_reboot_can_be_called_off() -> None:
    made = device("vrp5")
    shell = shell_of(made, "a")
    typed(shell, "schedule reboot delay 0:10", "y")
    assert "canceled" in typed(shell, "undo schedule reboot")
    made.clock.advance(3600)
    assert made.is_on


def test_vrp5_has_no_commit() -> None:
    assert "Error:" in typed(shell_of(device("vrp5"), "a"), "system-view", "commit")


def test_a_reboot_loses_the_session_and_what_was_not_saved() -> None:
    made = device("vrp5")
    shell = shell_of(made, "a")
    typed(shell, "system-view", "vlan 20", "return", "reboot", "n")
    with pytest.raises(SessionLostError):
        shell.enter("y")
    made.clock.advance(RELOAD_S)
    assert "vlan 20" not in made.running.root.children


def test_comware_brings_back_what_ran_before_the_delay() -> None:
    made = device("comware7")
    before = made.running.copy()
    typed(shell_of(made, "a"), "system-view", "configuration commit delay 2", "vlan 20", "vlan 30")
    assert "vlan 30" in made.running.root.children
    made.clock.advance(120)
    assert made.running.same(before)


def test_comware_keeps_what_was_committed_in_time() -> None:
    made = device("comware7")
    typed(shell_of(made, "a"), "system-view", "configuration commit delay 2", "vlan 20")
    typed(shell_of(made, "b"), "system-view", "configuration commit")
    made.clock.advance(3600)
    assert "vlan 20" in made.running.root.children


def test_comware_replaces_the_configuration_by_a_file() -> None:
    made = device("comware7")
    shell = shell_of(made, "a")
    typed(shell, "save backup.cfg", "y", "system-view", "vlan 20")
    diff = typed(shell, "display diff configfile backup.cfg current-configuration")
    assert "+vlan 20" in diff.splitlines()
    typed(shell, "configuration replace file backup.cfg", "n")
    assert "vlan 20" not in made.running.root.children


def test_an_aggregate_hands_its_vlans_to_its_members() -> None:
    made = device("comware7")
    typed(
        shell_of(made, "a"), "system-view", "interface Bridge-Aggregation1", "quit",
        "interface GigabitEthernet1/0/1", "port link-aggregation group 1", "quit",
        "interface Bridge-Aggregation1", "port link-type trunk", "port trunk permit vlan 10",
    )  # fmt: skip
    assert " port trunk permit vlan 10\n" in made.running.text(("interface GigabitEthernet1/0/1",))


SAVES: dict[str, list[str]] = {
    "vrp8": ["save", "y"],
    "vrp5": ["save", "y"],
    "comware7": ["save force"],
}


@pytest.mark.parametrize("os", SAVES)
def test_saving_is_said_to_fail_on_a_full_flash(os: str) -> None:
    made = device(os)
    shell = shell_of(made, "a")
    typed(shell, "system-view", "vlan 20", *(["commit"] if os == "vrp8" else []), "return")
    made.faults.flash_full = True
    assert "uccessfully" not in typed(shell, *SAVES[os])
    assert not made.running.same(made.startup)
    made.faults.flash_full = False
    assert "uccessfully" in typed(shell, *SAVES[os])
    assert made.running.same(made.startup)


@pytest.mark.parametrize("os", ["vrp8", "vrp5"])
def test_compare_configuration_sees_what_is_not_saved(os: str) -> None:
    shell = shell_of(device(os), "a")
    assert "is the same" in typed(shell, "compare configuration")
    typed(shell, "system-view", "vlan 20", *(["commit"] if os == "vrp8" else []), "return")
    assert "not the same" in typed(shell, "compare configuration")


def test_faults_hit_the_line_they_were_planted_for() -> None:
    made = device("vrp5")
    shell = shell_of(made, "a")
    made.faults.refuse_line = 2
    typed(shell, "system-view")
    assert "Error" not in typed(shell, "vlan 20")
    assert "Error" in typed(shell, "vlan 30")
    made.faults.drop_at_line = 3
    with pytest.raises(SessionLostError):
        shell.enter("vlan 40")
    assert "vlan 40" not in made.running.root.children


def test_a_session_dropped_in_a_commit_leaves_the_commit_done() -> None:
    made = device("vrp8")
    shell = shell_of(made, "a")
    typed(shell, "system-view", "vlan 20")
    made.faults.drop_in_commit = True
    with pytest.raises(SessionLostError):
        shell.enter("commit trial 60 persist x")
    assert "vlan 20" in made.running.root.children
    made.clock.advance(60)
    assert "vlan 20" not in made.running.root.children


PAGING = {"vrp8": "screen-length 0 temporary", "comware7": "screen-length disable"}


@pytest.mark.parametrize("os", PAGING)
def test_long_output_waits_until_paging_is_switched_off(os: str) -> None:
    many = "".join(f"\nvlan {number}\ndescription d" for number in range(100, 150))
    terminal = Terminal(shell_of(device(os, f"sysname sw1{many}"), "a"))
    terminal.open()
    page = terminal.feed("display current-configuration\r\n")
    assert page.endswith("  ---- More ----")
    assert page.count("\r\n") == 24
    assert terminal.feed(" ").startswith("\x1b[")
    assert terminal.feed("q").endswith("<sw1>")
    terminal.feed(PAGING[os] + "\r")
    whole = terminal.feed("display current-configuration\n")
    assert "More" not in whole
    assert whole.endswith("return\r\n<sw1>")


def test_keys_are_edited_as_on_a_terminal() -> None:
    terminal = Terminal(shell_of(device("vrp8"), "a"))
    assert terminal.feed("displayx\x7f clock") == "displayx\b \b clock"
    assert "2026-01-05" in terminal.feed("\r\n")
    assert terminal.feed("nonsense\x03") == "nonsense\r\n<sw1>"
    assert terminal.feed("system-view\rvlan 10\r\x1a").endswith("<sw1>")
    assert "  display\r\n" in terminal.feed("dis?")


def test_output_is_filtered_after_a_pipe() -> None:
    shown = typed(shell_of(device("vrp8"), "a"), "display current-configuration | include sysname")
    assert shown == "sysname sw1\n<sw1>"
