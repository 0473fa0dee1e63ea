"""Files people wrote: found in the workspace or the library, read with care, written whole.

What is read is a regular file inside its root, of bounded size, in UTF-8 and without characters
that could hide or reorder text. What is written is there in full or not at all.
"""

import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from parknet.errors import IntentError, Problem
from parknet.names import FORBIDDEN_CHARACTERS

MAX_BYTES: Final = 2 * 1024 * 1024
_LINE_ENDS: Final = "\n\t"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: `name` is its path inside `root`, `label` what messages call it."""

    root: Path
    name: str
    label: str

    @property
    def path(self) -> Path:
        """Return where it lies."""
        return self.root / self.name

    @property
    def stem(self) -> str:
        """Return the file's name without folders and extension."""
        return self.name.rpartition("/")[2].rpartition(".")[0]

    def problem(self, what: str, remedy: str, line: int = 1, column: int = 1) -> Problem:
        """Return a problem with this file."""
        return Problem(f"{self.label}:{line}:{column}", what, remedy)


def read_bytes(source: Source, limit: int = MAX_BYTES) -> bytes:
    """Return a file's bytes.

    Raises:
        IntentError: it is missing, no regular file, outside its root, unreadable or too large.
    """
    # Opening a pipe or a device could block or never end, so look first.
    try:
        real = os.path.realpath(source.path, strict=True)
        if not Path(real).is_relative_to(os.path.realpath(source.root)):
            raise IntentError(
                source.problem(
                    "is a link that leaves the workspace", "put the file itself in its place"
                )
            )
        status = os.stat(real)  # noqa: PTH116 - 250 files are read: pathlib costs twice the time
        if not stat.S_ISREG(status.st_mode):
            raise IntentError(source.problem("is not a file", "put a text file in its place"))
        if status.st_size > limit:
            raise IntentError(
                source.problem(
                    f"is {status.st_size} bytes long, more than the {limit} parknet reads",
                    "split it into several files",
                )
            )
        with open(real, "rb") as stream:  # noqa: PTH123 - as above
            content = stream.read(limit + 1)
    except FileNotFoundError:
        raise IntentError(source.problem("is missing", "create the file")) from None
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise IntentError(
            source.problem(f"cannot be read: {reason}", "check the file and its permissions")
        ) from None
    if len(content) > limit:
        raise IntentError(source.problem("grew while it was read", "run the command again"))
    return content


def decode_text(source: Source, content: bytes) -> str:
    """Return UTF-8 text with line feeds as line ends and no byte order mark.

    Raises:
        IntentError: another encoding, or characters that have no place in a text file.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = len(content[content.rfind(b"\n", 0, error.start) + 1 : error.start].decode()) + 1
        raise IntentError(
            source.problem("is not UTF-8 text", "save the file as UTF-8", line, column)
        ) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    refuse_controls(source, text)
    return text


def refuse_controls(source: Source, text: str) -> None:
    """Refuse characters that could hide or reorder text; tabs and line feeds pass.

    Raises:
        IntentError: every place where one stands.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return
    problems = [
        source.problem(
            f"control character U+{ord(found[0]):04X} in the file",
            "delete it; a name is one line of visible characters",
            text.count("\n", 0, found.start()) + 1,
            found.start() - text.rfind("\n", 0, found.start()),
        )
        for found in FORBIDDEN_CHARACTERS.finditer(text)
        if found[0] not in _LINE_ENDS
    ]
    if problems:
        raise IntentError(*problems[:20])


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a power cut, finds the old text or the new, no mixture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # mkstemp gives 0600; what people share through version control has the usual rights.
        Path(temporary).chmod(mode)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
