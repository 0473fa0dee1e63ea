"""Who may log in: a configuration, a name and a password in, whether SSH lets them in out."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parknet.lab.tree import Config


def of_vrp(config: "Config", user: str, password: str) -> bool:
    """Return whether a local user of VRP has this password and SSH among its services."""
    kept = config.find("aaa", f"local-user {user} password")
    service = config.find("aaa", f"local-user {user} service-type")
    return (
        kept is not None
        and service is not None
        and service.words[-1] == "ssh"
        and kept.words[-1] == password
    )


def of_comware(config: "Config", user: str, password: str) -> bool:
    """Return whether a local user of Comware has this password and SSH among its services."""
    account = config.find(f"local-user {user} class manage")
    kept = account.children.get("password") if account else None
    service = account.children.get("service-type ssh") if account else None
    return kept is not None and service is not None and kept.words[-1] == password


def of_ios(config: "Config", user: str, password: str) -> bool:
    """Return whether a user of IOS has this password; SSH itself is a matter of the lines."""
    kept = config.find(f"username {user}")
    return kept is not None and kept.words[-1] == password
