"""A little of BusyBox's shell: lines, files and programs in, what became of them out.

Commands one after another, joined by `&&`, their output into files; `set -e`; no variables: what
stands in a word stands there as it is.
"""

import re
import shlex
from collections.abc import Callable, Iterator
from itertools import groupby

from parknet.lab.executing import Executed

Tool = Callable[[list[str], str], Executed]


def run(script: str, stdin: str, files: dict[str, str], tool: Tool) -> Executed:
    """Run lines; the last one's status counts, or the first failure after `set -e`.

    Args:
        script: the lines.
        stdin: what the first program reads.
        files: by path; changed in place.
        tool: runs what is no file's business.
    """
    done, out, err = Executed(), "", ""
    ends_on_failure = False
    for line in script.splitlines():
        for words in _commands(line):
            if words == ["set", "-e"]:
                ends_on_failure = True
            done = _command(words, stdin, files, tool)
            out, err = out + done.stdout, err + done.stderr
            if done.status:
                break
        if done.status and ends_on_failure:
            break
    return Executed(done.status, out, err)


def _commands(line: str) -> Iterator[list[str]]:
    words = shlex.split(line)
    return (list(found) for is_and, found in groupby(words, lambda it: it == "&&") if not is_and)


def _command(words: list[str], stdin: str, files: dict[str, str], tool: Tool) -> Executed:
    if words[0] == "exec":
        words = words[1:]
    if words[-2:-1] not in ([">"], [">>"]):
        return _program(words, stdin, files, tool)
    before = files.get(words[-1], "") if words[-2] == ">>" else ""
    done = _program(words[:-2], stdin, files, tool)
    files[words[-1]] = before + done.stdout
    return Executed(done.status, "", done.stderr)


def _program(words: list[str], stdin: str, files: dict[str, str], tool: Tool) -> Executed:
    done = Executed()
    match words:
        case ["umask" | "set", _]:
            pass
        case ["cat"]:
            done = Executed(0, stdin)
        case ["cat" | "ls" | "mv" as name, path, *_] if path not in files:
            done = Executed(1, "", f"{name}: {path}: No such file or directory\n")
        case ["cat" | "ls" as name, path]:
            done = Executed(0, files[path] if name == "cat" else f"{path}\n")
        case ["mv", path, to]:
            files[to] = files.pop(path)
        case ["rm", "-f", *paths]:
            for path in paths:
                files.pop(path, None)
        case ["grep", *options, pattern, path]:
            done = _grep(pattern, files.get(path, ""), is_found=options != ["-v"])
        case ["false"]:
            done = Executed(1)
        case _:
            done = tool(words, stdin)
    return done


def _grep(pattern: str, text: str, *, is_found: bool) -> Executed:
    rows = [row for row in text.splitlines() if bool(re.search(pattern, row)) is is_found]
    return Executed(0 if rows else 1, "".join(f"{row}\n" for row in rows))
