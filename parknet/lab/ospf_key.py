"""What signs an interface's OSPF packets: neighbours whose keys differ do not hear one another.

Sources: [D] S5700 command reference, OSPF, `authentication-mode` of an area; H3C S6520X command
references, OSPF `ospf authentication-mode`, Keychain.
"""

from parknet.lab.tree import Config, Node


def ospf_key(config: Config, interface: Node) -> str:
    """Return the key of an interface in plain; empty where its packets are not signed."""
    for line in interface.children.values():
        if line.words[:3] == ("ospf", "authentication-mode", "keychain"):
            return _of_keychain(config, line.words[3])
    for line in interface.children.values():
        if line.words[:2] == ("ospf", "enable"):
            return _of_area(config, f"ospf {line.words[2]}", f"area {line.words[4]}")
    return ""


def _of_area(config: Config, process: str, area: str) -> str:
    view = config.find(process, area)
    lines = view.children.values() if view is not None else ()
    return next((line.words[-1] for line in lines if line.words[0] == "authentication-mode"), "")


def _of_keychain(config: Config, name: str) -> str:
    for view in config.root.children.values():
        if view.words[:2] == ("keychain", name):
            for key in view.children.values():
                for line in key.children.values():
                    if line.words[0] == "key-string":
                        return line.words[-1]
    return ""
