"""Every message is said in Korean, none is left over, and the catalogues agree."""

from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.checkers import python_format
from babel.messages.pofile import read_po

from forum.core.catalogues import merge, sources
from forum.core.paths import TRANSLATIONS
from tools import messages

KOREAN = sources(TRANSLATIONS, "ko")
# What WTForms itself can say in our forms; it asks our catalogues.
OF_WTFORMS = {
    "Invalid Choice: could not coerce.",
    "Invalid choice(s): one or more data inputs could not be coerced.",
    "Not a valid choice.",
    "Not a valid date value.",
    "Not a valid datetime value.",
    "Not a valid integer value.",
    "This field is required.",
    (
        "'%(value)s' is not a valid choice for this field.",
        "'%(value)s' are not valid choices for this field.",
    ),
    (
        "Field cannot be longer than %(max)d character.",
        "Field cannot be longer than %(max)d characters.",
    ),
}


@pytest.fixture(scope="module")
def used():
    return list(messages.used())


@pytest.fixture(scope="module")
def catalogues():
    found = {}
    for path in KOREAN:
        with path.open("rb") as source:
            found[path.stem] = read_po(source, locale="ko")
    return found


def keys_of(catalogue):
    return {(message.id, message.context) for message in catalogue if message.id}


def test_every_message_is_in_korean(used):
    translated = messages.translated("ko")
    missing = [
        f"{message.path}: {message.id!r}"
        for message in used
        if (message.id, message.context) not in translated
    ]
    assert not missing, "run `python tools/messages.py`"


def test_what_wtforms_says_is_in_korean():
    translated = messages.translated("ko")
    assert {text for text in OF_WTFORMS if (text, None) not in translated} == set()


def test_no_message_is_left_over(used, catalogues):
    wanted = {(message.id, message.context) for message in used}
    wanted |= {(text, None) for text in OF_WTFORMS}
    stale = {stem: keys_of(catalogue) - wanted for stem, catalogue in catalogues.items()}
    assert {stem: keys for stem, keys in stale.items() if keys} == {}


def test_no_message_is_unsure(catalogues):
    unsure = [m.id for catalogue in catalogues.values() for m in catalogue if m.id and m.fuzzy]
    assert unsure == []


def test_placeholders_agree(catalogues):
    for catalogue in catalogues.values():
        for message in catalogue:
            if message.id:
                python_format(catalogue, message)


def test_a_message_has_one_translation_in_all_files(catalogues):
    found = defaultdict(set)
    for catalogue in catalogues.values():
        for message in catalogue:
            if message.id:
                found[message.id, message.context].add(str(message.string))
    assert {key: texts for key, texts in found.items() if len(texts) > 1} == {}
    merge(TRANSLATIONS, "ko")


def test_a_catalogue_belongs_to_a_feature():
    root = Path(__file__).parents[2]
    features = {path.name for path in (root / "forum").iterdir() if path.is_dir()}
    assert {path.stem.partition("_")[0] for path in KOREAN} - features == set()


def test_korean_is_written_in_hangul(catalogues):
    """A translation without Hangul is a name or a number, not a sentence."""
    bare = [
        message.string
        for catalogue in catalogues.values()
        for message in catalogue
        if message.id
        and isinstance(message.string, str)
        and not any("\uac00" <= character <= "\ud7a3" for character in message.string)
        and len(message.string.split()) > 3
    ]
    assert bare == []


def test_korean_asks_in_one_way():
    """What a person is asked to do ends in -세요, on a page as in a mail or on paper."""
    root = Path(__file__).parents[2]
    written = [
        *KOREAN,
        *(
            path
            for kind in ("py", "yaml", "html", "txt", "typ")
            for folder in ("forum", "templates")
            for path in (root / folder).rglob(f"*.{kind}")
        ),
    ]
    others = [str(path) for path in written if "십시오" in path.read_text("utf-8")]
    assert others == []
