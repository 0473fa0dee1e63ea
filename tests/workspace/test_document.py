"""Strict YAML: what it reads, what it refuses, and that it never ends in anything else."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parknet.errors import IntentError
from parknet.model.intent import Building
from parknet.workspace.document import MAX_DEPTH, Document, read_document
from parknet.workspace.explain import validate
from parknet.workspace.files import MAX_BYTES, Source

ANY_FILE = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400
)


def read(folder: Path, content: str | bytes) -> Document:
    (folder / "a.yml").write_bytes(content.encode() if isinstance(content, str) else content)
    return read_document(Source(folder, "a.yml", "a.yml"))


def refusals(folder: Path, content: str | bytes) -> list[str]:
    try:
        return [str(problem) for problem in read(folder, content).problems]
    except IntentError as error:
        return [str(problem) for problem in error.problems]


def test_scalars_are_what_yaml_1_2_and_json_agree_on(tmp_path: Path) -> None:
    text = 'a: 10\nb: -1.5\nc: true\nd: null\ne: 1F\nf: "10"\ng: 10G\nh: 3#厂房\ni:\nj: 1.3.6.1\n'
    assert read(tmp_path, text).data == {
        "a": 10, "b": -1.5, "c": True, "d": None, "e": "1F", "f": "10", "g": "10G", "h": "3#厂房",
        "i": None, "j": "1.3.6.1",
    }  # fmt: skip


DISPUTED = [
    *("yes", "no", "on", "off", "Yes", "NO", "True", "FALSE", "Null"),
    *("0o10", "010", "0x1F", "0b1", "1_000", "+1", ".5", "5.", "0123.4", "99999999999999999999"),
    *("1:30", "12:30:45", ".inf", "-.INF", ".nan"),
]


@pytest.mark.parametrize("word", DISPUTED)
def test_a_word_on_which_yaml_tools_disagree_is_refused(word: str, tmp_path: Path) -> None:
    (line,) = refusals(tmp_path, f"ok: 1\nvalue: {word}\n")
    assert line.startswith(f"a.yml:2:8: `{word}` means one thing to one YAML tool")
    assert refusals(tmp_path, f'value: "{word}"\n') == []


def test_a_value_and_its_key_are_found_by_line_and_column(tmp_path: Path) -> None:
    document = read(tmp_path, "# 楼\na:\n  - {名: 厂房, b: [1, 2]}\n")
    assert document.where(("a",)) == "a.yml:2:1"
    assert document.where(("a", 0)) == "a.yml:3:5"
    assert document.where(("a", 0, "名")) == "a.yml:3:9"
    assert document.where(("a", 0, "b", 1)) == "a.yml:3:20"
    assert document.where_key(("a", 0, "b")) == "a.yml:3:13"
    assert document.where(("a", 0, "nothing", 7)) == "a.yml:3:5"


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("", "a.yml:1:1: is empty;"),
        ("# only a comment\n", "a.yml:1:1: is empty;"),
        ("- a\n- b\n", "a.yml:1:1: the file does not begin with `key: value`;"),
        ("just words\n", "a.yml:1:1: the file does not begin with `key: value`;"),
        (b"a: \xff\xfe\n", "a.yml:1:4: is not UTF-8 text;"),
        ("a: 1\nb: 厂\n".encode("gb18030"), "a.yml:2:4: is not UTF-8 text;"),
        ("a: 1\r\nb: 2\x00\r\n", "a.yml:2:5: control character U+0000 in the file;"),
        ("a: 1\rb: 2\n", "a.yml:1:5: control character U+000D in the file;"),
        ("a: {b: 1, b: 2}\n", "a.yml:1:11: `b` is written twice; the first is on line 1;"),
        ("a: &x 1\n", "a.yml:1:4: an anchor (`&`) is not allowed;"),
        ("&x a: 1\n", "a.yml:1:1: an anchor (`&`) is not allowed;"),
        ("a: !!int 1\n", "a.yml:1:4: a tag (`!`) is not allowed;"),
        ("a: 1\n---\nb: 2\n", "a.yml:2:1: a second document begins;"),
        ("a: [1, 2\n", "a.yml:1:4: a `[` or `{` is opened and not closed properly;"),
        ("[" * 100_000, f"a.yml:1:{MAX_DEPTH + 1}: nested more than {MAX_DEPTH} levels deep;"),
        ("a: " + "{b: " * 900, "a.yml:1:96: nested more than 24 levels deep;"),
        ("{[a]: 1}", "a.yml:1:2: a key is a mapping or a list;"),
        ("a: @x\n", "a.yml:1:4: a value begins with a character that YAML keeps for itself;"),
        ("a: \ud7ff\n" + "b: x\n" * (MAX_BYTES // 5), "a.yml:1:1: is 2097"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_says_where_and_why(
    content: str | bytes, line: str, tmp_path: Path
) -> None:
    assert refusals(tmp_path, content)[0].startswith(line)


def test_aliases_cannot_make_a_small_file_stand_for_a_large_one(tmp_path: Path) -> None:
    laughs = "a: &a [x, x, x]\n" + "".join(
        f"{new}: &{new} [*{old}, *{old}, *{old}]\n"
        for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    document = read(tmp_path, laughs)
    assert len(json.dumps(document.data)) < 1000
    assert len(document.problems) == 11 + 30


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.data == {"a": 1, "b": 2}
    assert document.where(("b",)) == "a.yml:2:4"


def test_a_link_may_not_leave_the_workspace(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.yml").write_text("a: 1\n")
    (inside / "a.yml").symlink_to(tmp_path / "secret.yml")
    with pytest.raises(IntentError, match="is a link that leaves the workspace"):
        read_document(Source(inside, "a.yml", "a.yml"))
    (inside / "loop.yml").symlink_to(inside / "loop.yml")
    with pytest.raises(IntentError, match="cannot be read"):
        read_document(Source(inside, "loop.yml", "loop.yml"))
    (inside / "folder.yml").mkdir()
    with pytest.raises(IntentError, match="is not a file"):
        read_document(Source(inside, "folder.yml", "folder.yml"))


YAML_PIECES = st.lists(
    st.sampled_from(
        [
            *("a", "b", ": ", "- ", "\n", "\n  ", "[", "]", "{", "}", ",", '"', "'", "? ", "<<: "),
            *("&x ", "*x", "!t ", "|\n", ">-\n", "# c", "---\n", "...\n", "%YAML 1.1\n", "\t"),
            *("厂房", "1e3", "no", "~", "\\u0000", "\x85", "\u2028", "\ufeff"),
            *("building: ", "kind: ", "floors: ", "rooms: "),
        ]
    ),
    max_size=40,
).map("".join)


@ANY_FILE
@given(text=st.one_of(st.text(), YAML_PIECES))
@example(text="? ")
@example(text="*a")
@example(text="- - - -\n -")
@example(text='a: "\\ud800"')
def test_no_text_does_anything_but_load_or_be_refused(text: str, tmp_path: Path) -> None:
    content = text.encode("utf-8", "surrogatepass")
    try:
        document = read(tmp_path, content)
    except IntentError:
        return
    record, problems = validate(document, Building)
    assert (record is None) == bool(problems)
    assert all("\n" not in str(problem) for problem in problems)


@ANY_FILE
@given(content=st.binary())
def test_no_bytes_do_anything_but_load_or_be_refused(content: bytes, tmp_path: Path) -> None:
    refusals(tmp_path, content)


TEXT = st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
KEYS = st.sampled_from([*Building.model_fields, "speed", "rooms", "outlets", "names"])


@ANY_FILE
@given(data=st.dictionaries(KEYS, JSON | st.dictionaries(KEYS, JSON, max_size=4), max_size=8))
def test_data_of_any_shape_is_refused_in_words_and_at_a_place(data: dict, tmp_path: Path) -> None:
    text = json.dumps(data, ensure_ascii=False)
    document = read(tmp_path, text)
    if not document.problems:
        assert document.data == data
    _, problems = validate(document, Building)
    for problem in problems:
        name, line, column = problem.where.split(":")
        assert (name, int(line)) == ("a.yml", 1)
        assert 1 <= int(column) <= len(text) + 1


@ANY_FILE
@given(data=st.dictionaries(TEXT, JSON, min_size=1, max_size=5))
def test_every_origin_points_at_the_very_text_of_its_value(data: dict, tmp_path: Path) -> None:
    text = json.dumps(data, ensure_ascii=False)
    document = read(tmp_path, text)
    for path, mark in document.marks.items():
        value: object = data
        for step in path:
            value = value[step]  # type: ignore[index]
        if isinstance(value, (dict, list)) or value is None:
            continue  # a block is shown at its key
        assert text[mark.column - 1 :].startswith(json.dumps(value, ensure_ascii=False))
