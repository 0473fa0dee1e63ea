"""Golden configurations: only `python -m tests.render.regenerate` writes them anew."""

from pathlib import Path

from parknet.design import design
from parknet.model.network import Allocations
from parknet.render import render
from tests.design.parks import mixed_park

GOLDEN = Path(__file__).parent / "golden"
TEMPLATES = Path(__file__).parents[2] / "templates"


def templates_of_checkout() -> dict[str, dict[str, str]]:
    """Return the text of every template by platform and file name."""
    return {
        folder.name: {file.name: file.read_text(encoding="utf-8") for file in folder.glob("*.j2")}
        for folder in TEMPLATES.iterdir()
        if folder.is_dir()
    }


def golden_configs() -> dict[str, str]:
    """Return the first device of each role and operating system, by file name."""
    network, _ = design(mixed_park(), Allocations())
    found: dict[str, str] = {}
    for config in render(network, templates_of_checkout()):
        device = network.device(config.device)
        found.setdefault(f"{device.role}_{device.os}.cfg", config.text)
    return found


def main() -> None:
    """Write the golden files, and remove those that no device stands for."""
    configs = golden_configs()
    for file in GOLDEN.glob("*.cfg"):
        if file.name not in configs:
            file.unlink()
    for name, text in configs.items():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
