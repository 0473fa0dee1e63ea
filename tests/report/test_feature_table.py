"""The page of features says what the platform files say."""

from pathlib import Path

import yaml

from parknet.model.features import FEATURES
from parknet.model.intent import DeviceProfile
from parknet.model.platforms import Platform
from parknet.report.feature_table import feature_table

ROOT = Path(__file__).parents[2]
PLATFORMS = {
    path.stem: Platform.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "inventory" / "platforms").glob("*.yml"))
}
DEVICES = {
    path.stem: DeviceProfile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    for path in sorted((ROOT / "inventory" / "profiles" / "devices").glob("*.yml"))
}


def test_the_page_is_what_the_platform_files_say() -> None:
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    assert page == feature_table(PLATFORMS, DEVICES), "write docs/features.md again: see this test"


def test_every_feature_of_a_platform_is_one_that_can_be_asked_for() -> None:
    for platform in PLATFORMS.values():
        for system in platform.oses.values():
            assert system.features.keys() <= FEATURES.keys()


def test_a_model_lacks_nothing_that_its_operating_system_has_not() -> None:
    for device in DEVICES.values():
        known = PLATFORMS[device.platform].oses[device.os].features
        assert device.lacks.keys() <= known.keys()
        assert all(device.lacks.values()), "a lack has its source too"


def test_every_feature_names_its_source() -> None:
    for platform in PLATFORMS.values():
        for system in platform.oses.values():
            assert system.features, "an operating system that lists nothing can do nothing"
            assert all(found.source for found in system.features.values())


def test_what_all_parks_need_is_never_lacking() -> None:
    needed = {"ssh", "snmpv3", "syslog", "static"}
    for name in ("huawei_vrp", "h3c_comware"):
        for system in PLATFORMS[name].oses.values():
            assert needed <= system.features.keys()
