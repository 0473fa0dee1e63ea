"""docs/commands.md against the program: every command, argument and option, and no other."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from parknet.cli.app import app
from parknet.cli.entry import register

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
SECTION = re.compile(r"^### `(parknet [^`]+)`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
HELP = {"-h", "--help"}


def walk(command, words: str) -> Iterator[tuple[str, object]]:
    """Yield each command that does something, by the words that call it."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield words, command
        return
    for name, one in inner.items():
        yield from walk(one, f"{words} {name}")


def commands() -> dict[str, object]:
    register()
    return dict(walk(typer.main.get_command(app), "parknet"))


COMMANDS = commands()


def sections() -> dict[str, tuple[list[str], str]]:
    """Return (arguments, text) of each documented command, by the words that call it."""
    found = {}
    for usage, text in SECTION.findall(PAGE.read_text(encoding="utf-8")):
        words = [word for word in usage.split() if word.islower()]
        arguments = [word.strip("[]") for word in usage.split() if not word.islower()]
        assert " ".join(words) not in found
        found[" ".join(words)] = (arguments, text)
    return found


SECTIONS = sections()


def parameters(name: str, kind: str) -> list:
    return [one for one in COMMANDS[name].params if one.param_type_name == kind]


def test_every_command_is_documented_and_no_other():
    assert sorted(SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_option_is_documented_and_no_other(name):
    rows = re.findall(r"^\| (`-.*?) \|", SECTIONS[name][1], re.MULTILINE)
    documented = [option for row in rows for option in re.findall(r"(?<![\w-])--?[a-z0-9-]+", row)]
    known = {
        text
        for option in parameters(name, "option")
        for text in (*option.opts, *option.secondary_opts)
    }
    lower = {text for text in known - HELP if text != "-C"}
    assert sorted(documented) == sorted(lower)
    assert ("-C" in known) == any("`-C`" in row for row in rows)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_argument_is_documented_in_its_place(name):
    known = [(one.metavar or one.name).upper().strip("[]") for one in parameters(name, "argument")]
    assert SECTIONS[name][0] == known


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_section_names_its_exit_codes(name):
    assert re.search(r"\bExit (?:\d|as )", SECTIONS[name][1])


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_default_that_is_a_number_or_a_word_is_the_programs_own(name):
    for option in parameters(name, "option"):
        row = re.search(rf"^\|.*`{re.escape(option.opts[0])}.*$", SECTIONS[name][1], re.MULTILINE)
        if type(option.default) is int and option.default:
            assert f"default {option.default}" in row[0]
        if isinstance(option.default, str) and option.opts[0] != "--host":
            assert f"`{option.default}` (default)" in row[0]
