from hypothesis import given
from hypothesis import strategies as st

from forum.core.localized import LocalizedText, completeness

texts = st.builds(LocalizedText, ko=st.text(max_size=5), en=st.text(max_size=5))


@given(texts)
def test_a_text_goes_through_json_unchanged(text):
    assert LocalizedText.from_mapping(text.to_mapping()) == text


@given(texts, st.sampled_from(["ko", "en"]))
def test_a_reader_gets_something_if_there_is_anything(text, language):
    assert bool(text.in_(language)) == bool(text)
    assert text.in_(language) == text.written_in(text.language_in(language))


@given(st.lists(texts))
def test_a_hundred_percent_means_that_nothing_is_missing(some):
    counted = completeness(some)
    for language in ("ko", "en"):
        missing = [text for text in some if language in text.missing()]
        assert (counted.percent(language) == 100) == (not missing)


def test_what_says_nothing_is_missing_nothing():
    assert LocalizedText().missing() == ()
    assert completeness([]).percent("ko") == 100
