"""The READMEs and all documents: real output, links that resolve, commands that exist."""

import importlib.util
import re
import shlex
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("coverage/**/*.md")])
READMES = ("README.md", "README.zh.md")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def load_capture():
    spec = importlib.util.spec_from_file_location("capture", ROOT / "docs" / "capture.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


CAPTURE = load_capture()


def shown(name: str) -> str:
    page = read(name)
    assert page.count(CAPTURE.BEGIN) == page.count(CAPTURE.END) == 1
    return page.partition(CAPTURE.BEGIN)[2].partition(CAPTURE.END)[0].strip()


def constant(output: str) -> list[str]:
    """Return a demo's lines without what depends on the park, the faults and the run."""
    varies = re.compile(r"build/demo\S*|wuhan-[a-z]+|(?<=grades ).*|\S*\d\S*")
    lines = [varies.sub("#", line) for line in output.splitlines()]
    kept = (line for line in lines if not re.match(r"   planted: |.* breaks |```|\$|\s*$", line))
    return [re.sub(r"#( #)+", "#", line) for line in kept]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("name", READMES)
def test_a_readme_shows_a_whole_run_of_the_demo(name):
    block = shown(name)
    assert block.startswith("```console\n$ make demo\n")
    assert block.endswith("```")
    steps = re.findall(r"^(\d) · ", block, re.MULTILINE)
    assert steps == list("1234567")
    assert re.search(r"planted (\d+), found \1: the same", block)
    assert "/tmp" not in block


def test_both_readmes_show_the_same_run():
    assert shown(READMES[0]) == shown(READMES[1])


@pytest.mark.slow
def test_the_run_shown_is_what_the_present_code_prints():
    assert constant(CAPTURE.run_demo("wuhan-agricultural")) == constant(shown(READMES[0]))


@pytest.mark.parametrize("name", READMES)
def test_the_set_up_commands_are_make_demo_and_make_test(name):
    first = re.findall(r"```console\n(.*?)```", read(name), re.DOTALL)[0]
    assert [line.split("#")[0].strip() for line in first.strip().splitlines()] == [
        "$ make demo",
        "$ make test",
    ]


def test_both_readmes_run_the_same_commands():
    def commands(name: str) -> list[str]:
        blocks = re.findall(r"```console\n(.*?)```", read(name), re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines() if line.startswith("$ ")]
        return [line.split("  #")[0].strip() for line in lines]

    assert commands(READMES[0]) == commands(READMES[1])


def test_both_readmes_link_to_the_same_pages():
    def targets(name: str) -> list[str]:
        return [one for one, _ in LINK.findall(read(name)) if not one.startswith("README")]

    assert targets(READMES[0]) == targets(READMES[1])
    pages = {str(path.relative_to(ROOT)) for path in ROOT.glob("docs/*.md")}
    assert pages <= set(targets(READMES[0]))


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "docs/demo.md", "docs/lab.md"])
def test_every_make_target_that_is_named_exists(name):
    known = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    named = re.findall(r"`make ([a-z]+)`|^\$ make ([a-z]+)", read(name), re.MULTILINE)
    assert {one or other for one, other in named} <= known


def test_the_commands_of_a_readme_are_those_of_the_page_of_commands():
    page = read("docs/commands.md")
    for line in re.findall(r"^\$ (parknet .*)$", read(READMES[0]), re.MULTILINE):
        words = shlex.split(line.split("  #")[0].split("&&")[0])
        name = " ".join(words[:3] if words[1] == "lab" else words[:2])
        assert f"### `{name}" in page


@pytest.mark.parametrize("name", READMES)
def test_the_building_shown_is_one_of_an_example_park(name):
    (block,) = re.findall(r"```yaml\n(.*?)```", read(name), re.DOTALL)
    assert block == read("inventory/parks/wuhan-industrial/buildings/b03.yml")
