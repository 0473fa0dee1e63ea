"""Recorded controllers: every access point reads as the recording's text says."""

import pytest

from tests.collect.recording import facts_of, needs_recordings, read

pytestmark = needs_recordings


@pytest.mark.parametrize(
    ("name", "listed"),
    [
        ("vrp_ac6605-26", "huawei_aps"),
        ("huawei-acu2-a", "huawei_aps"),
        ("h3c-ac-2509-a", "h3c_oldtree_aps"),
    ],
)
def test_access_points_of_a_recorded_controller_read_as_its_text_says(
    name: str, listed: str
) -> None:
    snapshot = read(name)
    wlan = facts_of(name)["wlan"]
    assert isinstance(wlan, dict)
    aps = wlan[listed]
    assert len(snapshot.columns["wlan.ap.model"].instances) == len(aps) > 0
    models = sorted(str(value) for value in snapshot.columns["wlan.ap.model"].values)
    assert models == sorted(ap["model"] for ap in aps)
    for ap in aps:
        if ap["clients"] is not None and "mac" in ap:
            assert snapshot.value("wlan.ap.clients", ap["mac"]) == ap["clients"]
    for instance in snapshot.columns["wlan.ap.model"].instances:
        assert len(instance) == 17, "the key is a MAC address"
