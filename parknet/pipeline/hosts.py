"""The services hosts' files: from a park to `build/<park>/services/`."""

from pathlib import Path

from parknet.design import service_hosts
from parknet.pipeline.parks import Site
from parknet.render import render_hosts


def write_services(site: Site) -> list[Path]:
    """Write what the park's DHCP, DNS and RADIUS servers are told and return the files."""
    folder = site.build / "services"
    plan = service_hosts(site.intent, site.network)
    wanted = render_hosts(plan, site.workspace.templates().get("services", {}))
    for old in folder.rglob("*.conf"):
        if str(old.relative_to(folder)) not in wanted:
            old.unlink()
    written = []
    for name, text in sorted(wanted.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written
