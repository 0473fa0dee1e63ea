"""Indented configuration text of Huawei or H3C in, its lines as a tree out."""

from dataclasses import dataclass, field


@dataclass
class Line:
    """A line without its indentation, and the lines below it."""

    text: str
    below: list["Line"] = field(default_factory=list)

    def starting(self, start: str) -> list["Line"]:
        """Return the lines below that begin so."""
        return [line for line in self.below if line.text.startswith(start)]

    def has(self, start: str) -> bool:
        """Return whether a line below is this, or begins with this word."""
        return any(f"{line.text} ".startswith(start + " ") for line in self.below)

    def one(self, start: str) -> str:
        """Return what follows `start` on the one line below that begins with it."""
        (line,) = [line for line in self.below if f"{line.text} ".startswith(start + " ")]
        return line.text[len(start) :].strip()

    def view(self, text: str) -> "Line":
        """Return the one line below that is this."""
        (line,) = [line for line in self.below if line.text == text]
        return line


def lines_of(text: str) -> Line:
    """Return all lines below a root: deeper indentation is below, `#` ends what is open."""
    root = Line("")
    open_lines: list[tuple[int, Line]] = [(-1, root)]
    for row in text.splitlines():
        if row.strip() in ("", "return"):
            continue
        if row.strip() == "#":
            del open_lines[1:]
            continue
        depth = len(row) - len(row.lstrip(" "))
        while open_lines[-1][0] >= depth:
            open_lines.pop()
        line = Line(row.strip())
        open_lines[-1][1].below.append(line)
        open_lines.append((depth, line))
    return root
