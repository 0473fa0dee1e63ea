"""Commands answer people who are wrong in one line, and programs with data and nothing else."""

import json
from pathlib import Path

import pytest

from parknet.cli.entry import MODULES, print_fault
from parknet.cli.output import print_table
from tests.cli.conftest import Parknet, Place

COMMANDS = sorted(MODULES.keys() - {"lab", "playbook"})
LAB = [["lab", "up"], ["lab", "down"], ["lab", "status"], ["playbook", "list"]]
EVERY = [[name] for name in COMMANDS] + [*LAB, ["playbook", "run"]]
# A park's name after these words makes a whole command line.
OF_A_PARK = [
    ["validate"], ["design"], ["render"], ["documents"], ["plan"], ["drift"], ["apply", "--resume"],
    ["apply", "--abandon"], ["approve", "--show-key"], ["rollback", "--", "run-1"], ["status"],
    ["collect"], ["assess"], ["report"], ["feed", "--card"], ["feed", "--to", "feed.jsonl"], *LAB,
]  # fmt: skip


def words(arguments: list[str]) -> str:
    return " ".join(arguments)


@pytest.mark.parametrize("arguments", EVERY, ids=words)
def test_every_command_explains_itself(arguments: list[str], parknet: Parknet) -> None:
    said = parknet(*arguments, "--help")
    assert said.code == 0
    assert said.out.startswith(f"Usage: parknet {words(arguments)}")
    assert not said.err


def test_no_summary_of_a_command_is_cut_off(parknet: Parknet) -> None:
    for arguments in ([], ["lab"], ["playbook"]):
        said = parknet(*arguments, "--help")
        assert said.code == 0
        assert "..." not in said.out.partition("Commands:")[2]


@pytest.mark.parametrize("name", ["my-prak", "../my-park", "", "園"], ids=repr)
@pytest.mark.parametrize("arguments", OF_A_PARK, ids=words)
def test_an_unknown_park_is_refused_and_nothing_is_made(
    arguments: list[str], name: str, desk: Place, parknet: Parknet
) -> None:
    before = desk.tree()
    first, rest = arguments[:1], arguments[1:]
    if first in (["lab"], ["playbook"]):
        first, rest = arguments, []
    rest = [word for word in rest if word != "--"]
    said = parknet(*first, "-C", str(desk.folder), name, *rest)
    assert said.code == 2
    assert said.lines[0].startswith("inventory/parks/: there is no park ")
    assert len(said.lines) == 2
    assert desk.tree() == before
    assert not (desk.folder.parent / "my-park").exists()


WRONG = {
    "valdate": "parknet: No such command 'valdate'. Did you mean 'validate'? (see parknet --help)",
    "lab upp": "parknet lab: No such command 'upp'. Did you mean 'up'? (see parknet lab --help)",
    "plan": "parknet plan: Missing argument 'PARK' (see parknet plan --help)",
    "plan a b": "parknet plan: Got unexpected extra argument(s) (b) (see parknet plan --help)",
    "validate --jsn": "parknet validate: No such option: --jsn (Possible options: --json) "
    "(see parknet validate --help)",
    "report p --lang fr": "parknet report: Invalid value for '--lang': 'fr' is not one of 'zh', "
    "'en' (see parknet report --help)",
    "schema nope": "parknet schema: Invalid value for KIND: 'nope' is none of park, building, "
    "platform, device, port, ap, country, pack, contract, instrument, hardening "
    "(see parknet schema --help)",
    "apply p plan.json --revert-in 5": "parknet apply: Invalid value for '--revert-in': Input "
    "should be greater than or equal to 60 (see parknet apply --help)",
    "approve p": "parknet approve: Invalid value for PLAN: give a plan file or --show-key (see "
    "parknet approve --help)",
    "validate -C /nowhere/at/all": "parknet validate: Invalid value for '--workspace' / '-C': dir "
    "'/nowhere/at/all' does not exist (see parknet validate --help)",
    "apply wuhan-urban": "parknet apply: Invalid value for PLAN: give a plan file, --resume or "
    "--abandon (see parknet apply --help)",
}


@pytest.mark.parametrize("line", WRONG)
def test_wrong_usage_is_one_line_and_exit_code_2(line: str, parknet: Parknet) -> None:
    said = parknet(*line.split())
    assert (said.code, said.err, said.out) == (2, WRONG[line] + "\n", "")


@pytest.mark.parametrize("arguments", [[], ["lab"]], ids=repr)
def test_no_arguments_show_the_help(arguments: list[str], parknet: Parknet) -> None:
    said = parknet(*arguments)
    assert said.code == 2
    assert said.err.startswith("Usage: parknet")
    assert not said.out


ADDRESSES = {
    "http://platform.example": "the feed leaves over https:// only",
    "https://": "names no host",
    "https://park:secret@platform.example": "holds no user and no password",
}


@pytest.mark.parametrize("to", ADDRESSES)
def test_an_address_that_cannot_be_used_is_refused_and_no_password_is_shown(
    to: str, desk: Place, parknet: Parknet
) -> None:
    said = parknet("feed", "-C", str(desk.folder), "my-park", "--to", to)
    assert said.code == 2
    assert ADDRESSES[to] in said.err
    assert "secret" not in said.err


def test_a_feed_is_not_appended_to_somebodys_notes(desk: Place, parknet: Parknet) -> None:
    from parknet.feed.sinks import FileSink, Refused
    from parknet.model.event import Event

    notes = desk.folder / "notes.txt"
    notes.write_text("no line end", encoding="utf-8")
    event = Event.model_construct(sequence="0")
    assert isinstance(FileSink(notes).deliver("my-park", [event]), Refused)
    assert notes.read_text(encoding="utf-8") == "no line end"


JSON = [
    ["parks"], ["validate"], ["design", "my-park"], ["schema", "park"], ["status", "my-park"],
    ["apply", "my-park", "--resume"], ["apply", "my-park", "--abandon"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", JSON, ids=words)
def test_json_is_all_that_goes_to_stdout(
    arguments: list[str], desk: Place, parknet: Parknet
) -> None:
    if arguments[0] != "schema":
        arguments = [*arguments, "--json", "-C", str(desk.folder)]
    said = parknet(*arguments)
    assert said.code == 0
    json.loads(said.out)


def test_a_table_shows_what_it_was_given(capsys: pytest.CaptureFixture[str]) -> None:
    address = "2001:db8:40:100::1"  # `:100:` is a picture to rich, and `[/b]` a mistake
    print_table("addresses [/b]", ("device", "address"), [("b01-agg", address), ("[x]", "y" * 200)])
    assert capsys.readouterr().out.splitlines() == [
        "addresses [/b]",
        "device   address",
        f"b01-agg  {address}",
        f"[x]      {'y' * 200}",
    ]


def test_a_reader_that_leaves_early_is_no_error(empty: Place) -> None:
    schema = empty.start("schema", "park")
    assert schema.stdout is not None
    assert schema.stderr is not None
    schema.stdout.close()
    assert schema.stderr.read() == b""
    assert schema.wait(60) == 141
    schema.stderr.close()


NARROW = {
    "C": {"LC_ALL": "C"},
    "C-without-utf-8": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "latin-1": {"PYTHONIOENCODING": "latin-1"},
    "60-columns": {"COLUMNS": "60"},
}


@pytest.mark.parametrize("case", NARROW)
def test_a_poor_terminal_gets_its_answer(case: str, desk: Place) -> None:
    shown = desk.process("design", "my-park", "--json", variables=NARROW[case])
    assert shown.code == 0
    assert json.loads(shown.out)["park"] == "my-park"
    desk.replace("inventory/parks/my-park/buildings/b01.yml", "segment: office", "segment: 办公")
    told = desk.process("validate", "my-park", variables=NARROW[case])
    assert told.code == 2
    assert "Traceback" not in told.err


def test_a_fault_of_ours_is_no_finding_and_its_text_stays_inside(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        raise ValueError("Secr3t")
    except ValueError as error:
        code = print_fault(error)
    said = capsys.readouterr().err
    assert code == 3
    assert said.startswith("parknet: internal error: ValueError in test_manners.py:")
    assert "Secr3t" not in said
    assert len(said.splitlines()) == 1


def test_the_installed_command_is_the_module(empty: Place) -> None:
    said = empty.process("--version")
    assert (said.code, said.err) == (0, "")
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert 'parknet = "parknet.__main__:main"' in text
