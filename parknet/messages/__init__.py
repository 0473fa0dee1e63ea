"""The one catalogue of what parknet tells people in reports and pages: a key in, zh or en out.

Each area has a module with one dictionary, key → (Chinese, English); placeholders are
`str.format` names and must be the same in both languages. `{count:fault|faults}` chooses between
one and many. A key that is missing is a bug of ours and raises.
"""

from typing import Literal, get_args

from parknet.messages import documents, features, hub, reasons, report, terms, values

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

CATALOGUE: dict[str, tuple[str, str]] = {
    **terms.TERMS,
    **values.VALUES,
    **reasons.REASONS,
    **hub.HUB,
    **report.REPORT,
    **documents.DOCUMENTS,
    **features.FEATURES,
}


class _Count(int):
    """A number that a message may choose a word by."""

    def __format__(self, form: str) -> str:
        if "|" not in form:
            return super().__format__(form)
        one, many = form.split("|")
        return one if self == 1 else many


def say(key: str, language: Language, **values: object) -> str:
    """Return a message.

    Args:
        key: as in `status.pass`.
        language: `zh` or `en`.
        values: what the placeholders stand for.

    Raises:
        KeyError: the catalogue has no such key, or a placeholder was not given.

    Example:
        >>> say("status.fail", "zh"), say("status.fail", "en")
        ('不达标', 'not met')
        >>> say("count.park_uplink_speed", "en", count=1)
        '1 circuit'
    """
    text = CATALOGUE[key][LANGUAGES.index(language)]
    if not values:
        return text
    return text.format(
        **{
            name: _Count(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
    )


def translated(prefix: str, word: str, language: Language) -> str:
    """Return the catalogue's words for `word`, or `word` itself where it has none.

    Example:
        >>> translated("value", "halfDuplex", "zh"), translated("value", "GE0/0/1", "zh")
        ('半双工', 'GE0/0/1')
    """
    key = f"{prefix}.{word}"
    return say(key, language) if key in CATALOGUE else word
