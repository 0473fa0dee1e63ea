"""The one catalogue of what parknet tells people in reports and pages: a key in, zh or en out.

Each area has a module with one dictionary, key → (Chinese, English); placeholders are
`str.format` names and must be the same in both languages. A key that is missing is a bug of ours
and raises.
"""

from typing import Literal, get_args

from parknet.messages import hub, reasons, report, terms

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

CATALOGUE: dict[str, tuple[str, str]] = {
    **terms.TERMS,
    **reasons.REASONS,
    **hub.HUB,
    **report.REPORT,
}


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
        ('不达标', 'fail')
    """
    text = CATALOGUE[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
