"""The catalogue serves both languages alike."""

import string

import pytest

from parknet.messages import CATALOGUE, documents, features, hub, reasons, report, terms, values


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def has_chinese(text: str) -> bool:
    return any(
        "\u3000" <= character <= "\u9fff" or "\uff00" <= character <= "\uffef" for character in text
    )


@pytest.mark.parametrize("key", sorted(CATALOGUE))
def test_a_message_is_there_in_both_languages_with_the_same_placeholders(key: str) -> None:
    chinese, english = CATALOGUE[key]
    assert chinese.strip()
    assert english.strip()
    assert placeholders(chinese) == placeholders(english)
    if key != "hub.other_language":  # each page offers the other language in that language
        assert not has_chinese(english)
        assert has_chinese(chinese)


def test_no_key_is_given_twice() -> None:
    areas = [
        documents.DOCUMENTS,
        features.FEATURES,
        hub.HUB,
        reasons.REASONS,
        report.REPORT,
        terms.TERMS,
        values.VALUES,
    ]
    assert len(CATALOGUE) == sum(map(len, areas))
