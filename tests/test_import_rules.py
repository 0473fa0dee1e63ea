"""The house's import rules, held against the code's own imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "parknet"

LEAVES = {"errors", "units", "names", "messages", "confidence", "evidence", "spreadsheets"}
STAGES = {
    "design",
    "render",
    "dialect",
    "deploy",
    "collect",
    "radio",
    "assess",
    "report",
    "documents",
    "audit",
    "instruments",
}
EDGES = {
    "drivers", "lab", "feed", "hub", "store", "vault", "workspace", "library", "settings", "log",
    "clock", "dispatch", "backups",
}  # fmt: skip
MAY_USE_EDGES = {"pipeline", "cli", "hub", "lab", "dispatch", "__main__"}

# Each third party has its rooms.
ROOMS_OF = {
    "pysnmp": {"drivers"},
    "gufo": {"drivers"},
    "nornir": {"drivers"},
    "napalm": {"drivers"},
    "netmiko": {"drivers"},
    "paramiko": {"drivers"},
    "ansible_runner": {"drivers"},
    "asyncssh": {"lab", "drivers"},
    "yaml": {"workspace", "library", "vault"},
    "jinja2": {"render", "report", "hub"},
    "annet": {"dialect"},
    "numpy": {"model", "radio", "collect", "report", "store"},
    "duckdb": {"store"},
    "numba": {"radio", "collect"},
    "sqlalchemy": {"store", "hub"},
    "sqlite3": {"store"},
    "httpx": {"feed", "drivers", "pipeline", "vault"},
    "cryptography": {"evidence", "drivers", "lab", "vault"},
    "xlsxwriter": {"documents", "report"},
    "typer": {"cli"},
    "rich": {"cli"},
    "fastapi": {"hub"},
    "uvicorn": {"hub"},
}
# What pure stages may not touch: the world.
WORLD = {
    "socket",
    "subprocess",
    "time",
    "os",
    "pathlib",
    "requests",
    "random",
    "threading",
    "asyncio",
}
WORLD_CALLS = {"open", "print", "input"}


def room_of(module: Path) -> str:
    relative = module.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def imports_of(module: Path) -> set[str]:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            base = node.module or ""
            found |= (
                {f"{base}.{alias.name}" for alias in node.names} if base == "parknet" else {base}
            )
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))
IDS = [str(module.relative_to(PACKAGE)) for module in MODULES]


@pytest.mark.parametrize("module", MODULES, ids=IDS)
def test_a_room_imports_only_what_it_may(module: Path) -> None:
    room = room_of(module)
    for name in imports_of(module):
        top, _, rest = name.partition(".")
        if top in ROOMS_OF:
            assert room in ROOMS_OF[top], f"{top} belongs to {sorted(ROOMS_OF[top])}"
        if top != "parknet" or not rest:
            continue
        other = rest.split(".")[0]
        if other in {room, "__version__"} or rest.startswith("drivers.base"):
            continue
        if room in LEAVES:
            assert other in LEAVES, f"{room} is a leaf and imports {other}"
        elif room == "model":
            assert other in LEAVES
        elif room in STAGES:
            assert other in LEAVES | {"model"}, f"stage {room} imports {other}"
        elif room in EDGES - MAY_USE_EDGES:
            assert other in LEAVES | {"model"} | EDGES, f"edge {room} imports {other}"
        elif other in EDGES:
            assert room in MAY_USE_EDGES, f"{room} imports the edge {other}"


PURE = [module for module in MODULES if room_of(module) in STAGES | LEAVES | {"model"}]


@pytest.mark.parametrize("module", PURE, ids=lambda module: str(module.relative_to(PACKAGE)))
def test_a_stage_does_not_touch_the_world(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"))
    touched = {name.split(".")[0] for name in imports_of(module)} & WORLD
    touched |= {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in WORLD_CALLS
    }
    touched |= {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in {"now", "utcnow", "today"}
        # a Clock that was handed in is no look at the world
        and not ast.unparse(node.value).endswith("clock")
    }
    assert not touched, f"{module.name} uses {sorted(touched)}"


def test_the_lab_and_the_judge_share_no_code() -> None:
    for module in (PACKAGE / "lab").rglob("*.py"):
        for name in imports_of(module):
            assert not name.startswith(("parknet.drivers", "parknet.assess", "parknet.collect")), (
                f"{module}: the lab must not import {name}"
            )


def test_a_module_stays_under_400_lines() -> None:
    long = {
        str(module.relative_to(ROOT)): lines
        for module in MODULES
        if (lines := len(module.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_no_module_takes_a_standard_library_name() -> None:
    import sys

    assert not {module.stem for module in MODULES} & (
        sys.stdlib_module_names - {"__init__", "__main__"}
    )
