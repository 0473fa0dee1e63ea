"""The disk of an emulated Debian machine: paths in, files out; what the tools say of them.

Texts are those of GNU coreutils 9.1 and tar 1.34 [D], in the C locale.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace


def hashed(password: str) -> str:
    """Return what /etc/shadow holds of a password here: the same each time, unlike a real one."""
    return f"$5$lab${hashlib.sha256(password.encode()).hexdigest()}"


class FailedError(Exception):
    """A command ends with an exit status other than 0, and says why."""

    def __init__(self, told: str, status: int = 1) -> None:
        self.told = told
        self.status = status
        super().__init__(told)


@dataclass(frozen=True, slots=True)
class File:
    """One file: text, permission bits, user and group."""

    content: str = ""
    mode: int = 0o644
    owner: str = "root:root"


class Disk:
    """Files and folders; it outlives a restart."""

    def __init__(self) -> None:
        self.files: dict[str, File] = {}
        self.folders: set[str] = {"/", "/etc", "/var", "/var/lib", "/run", "/tmp"}  # noqa: S108  # a name
        self.is_full = False

    def copy(self) -> "Disk":
        """Return a disk that changes by itself."""
        twin = Disk()
        twin.files, twin.folders = dict(self.files), set(self.folders)
        twin.is_full = self.is_full
        return twin

    def read(self, path: str, tool: str) -> str:
        """Return a file's text, or let `tool` fail."""
        if path in self.files:
            return self.files[path].content
        told = "Is a directory" if path in self.folders else "No such file or directory"
        raise FailedError(f"{tool}: {path}: {told}")

    def write(self, path: str, content: str, mode: int = 0o644, owner: str = "root:root") -> None:
        """Write a file whose folder is there."""
        if self.is_full:
            raise FailedError(f"cannot create '{path}': No space left on device")
        folder = path.rpartition("/")[0] or "/"
        if folder not in self.folders:
            raise FailedError(f"cannot create '{path}': No such file or directory")
        if path in self.folders:
            raise FailedError(f"cannot create '{path}': Is a directory")
        self.files[path] = File(content, mode, owner)

    def make_folders(self, path: str) -> None:
        """Make a folder and those above it."""
        steps = path.strip("/").split("/")
        for at in range(1, len(steps) + 1):
            self.folders.add("/" + "/".join(steps[:at]))

    def exists(self, path: str) -> bool:
        """Return whether a file or folder is there."""
        return path in self.files or path in self.folders

    def inside(self, folder: str) -> list[str]:
        """Return the names in a folder, in order."""
        prefix = folder.rstrip("/") + "/"
        found = {
            path[len(prefix) :].split("/")[0]
            for path in (*self.files, *self.folders)
            if path.startswith(prefix) and path != prefix
        }
        return sorted(found)

    def remove(self, path: str) -> None:
        """Remove a file, or a folder with all that is in it."""
        self.files.pop(path, None)
        self.folders.discard(path)
        for name in [name for name in self.files if name.startswith(path + "/")]:
            del self.files[name]
        self.folders = {name for name in self.folders if not name.startswith(path + "/")}

    def pack(self, root: str, names: Sequence[str]) -> tuple[str, str]:
        """Return a tar archive of the files that are there, and what tar says of the others."""
        packed = io.BytesIO()
        told = []
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name in names:
                file = self.files.get(f"{root.rstrip('/')}/{name}")
                if file is None:
                    told.append(f"tar: {name}: Warning: Cannot stat: No such file or directory\n")
                    continue
                body = file.content.encode()
                entry = tarfile.TarInfo(name)
                entry.size, entry.mode = len(body), file.mode
                archive.addfile(entry, io.BytesIO(body))
        return packed.getvalue().decode(), "".join(told)

    def unpack(self, root: str, archive: str) -> None:
        """Write the files of a tar archive."""
        try:
            with tarfile.open(fileobj=io.BytesIO(archive.encode())) as packed:
                for entry in packed:
                    path = f"{root.rstrip('/')}/{entry.name}"
                    content = packed.extractfile(entry) if entry.isfile() else None
                    if content is None:
                        self.make_folders(path)
                    else:
                        self.write(path, content.read().decode(), entry.mode)
        except tarfile.TarError:
            raise FailedError("tar: This does not look like a tar archive", 2) from None

    def copy_file(self, source: str, target: str, tool: str = "cp") -> None:
        """Copy a file with its owner and permissions."""
        if source not in self.files:
            raise FailedError(f"{tool}: cannot stat '{source}': No such file or directory")
        file = self.files[source]
        self.write(target, file.content, file.mode, file.owner)

    def own(self, path: str, mode: int, owner: str) -> None:
        """Set a file's permissions and owner."""
        self.files[path] = replace(self.files[path], mode=mode, owner=owner)

    def under(self, folder: str) -> Iterator[str]:
        """Yield the paths of the files in a folder."""
        return (path for path in self.files if path.startswith(folder.rstrip("/") + "/"))
