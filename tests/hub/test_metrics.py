"""`/metrics`: what a park's store holds is what Prometheus scrapes."""

from pathlib import Path

import httpx

from parknet.hub.app import create_app
from parknet.hub.server import HubServer
from parknet.hub.storage import HubStorage
from parknet.model.retention import Retention
from parknet.model.snapshot import Column, DeviceSnapshot
from parknet.pipeline.samples import Keeper, metrics_text
from parknet.workspace import Workspace

NOW = 1_800_000_000.0


def poll(at: float, octets: int) -> DeviceSnapshot:
    column = Column("interface.in_octets", "octet", ("GE1",), (octets,))
    return DeviceSnapshot("sw1", at, {column.metric: column})


def test_the_latest_of_each_park_and_lab_is_scraped(tmp_path: Path) -> None:
    for park, folder in (("guanggu", "samples"), ("demo", "samples-lab")):
        keeper = Keeper(tmp_path / "state" / park / folder, park, Retention())
        keeper.keep(poll(NOW - 60, 0), 0.0)
        keeper.keep(poll(NOW, 7500), 60.0)
        assert keeper.keep_house(NOW, 60.0) == ()
        keeper.close()
    workspace = Workspace(tmp_path)
    storage = HubStorage(f"sqlite:///{tmp_path}/hub.db")
    application = create_app(storage, metrics=lambda: metrics_text(workspace, NOW))
    with HubServer(application) as server:
        answer = httpx.get(f"{server.url}/metrics")
    storage.close()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    where = 'park="guanggu",device="sw1"'
    assert f'parknet_interface_in_bytes_total{{{where},interface="GE1"}} 7500' in lines
    assert f'parknet_interface_in_rate_bits_per_second{{{where},interface="GE1"}} 1000' in lines
    lab = [line for line in lines if 'park="demo"' in line]
    assert len(lab) == 3
    assert all('rehearsal="true"' in line for line in lab)


def test_what_is_older_than_half_an_hour_is_not_scraped_as_new(tmp_path: Path) -> None:
    keeper = Keeper(tmp_path / "state" / "guanggu" / "samples", "guanggu", Retention())
    keeper.keep(poll(NOW, 7))
    keeper.close()
    assert " 7\n" in "".join(metrics_text(Workspace(tmp_path), NOW))
    assert "sw1" not in "".join(metrics_text(Workspace(tmp_path), NOW + 3600))
