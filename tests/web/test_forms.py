import pytest
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectMultipleField, StringField
from wtforms.validators import Length

from forum.core.i18n import in_language
from forum.core.localized import LocalizedText
from forum.web.forms import Form, LocalizedField, read_number


class Probe(Form):
    title = LocalizedField("Title", required=("ko", "en"), max_length=10)
    note = StringField("Note", [Length(max=3)])
    many = SelectMultipleField("Many", choices=[SelectChoice("a", "A")])

    class Meta(Form.Meta):
        csrf = False


def fill(**values):
    return Probe(MultiDict({"title-ko": "제목", "title-en": "Title", **values}))


def test_both_languages_of_a_text_are_read_from_two_inputs(app):
    with app.test_request_context():
        form = fill()
        assert form.validate()
        assert form.title.text == LocalizedText("제목", "Title")


@pytest.mark.parametrize("missing", ["title-ko", "title-en"])
def test_a_language_that_is_required_must_be_there(app, missing):
    with app.test_request_context(), in_language("en"):
        form = fill(**{missing: "  "})
        assert not form.validate()
        assert form.title.errors == ["Write this in both languages."]


def test_each_language_has_its_length(app):
    with app.test_request_context(), in_language("en"):
        form = fill(**{"title-en": "x" * 11})
        assert not form.validate()
        assert form.title.errors == ["At most 10 characters in each language."]


def test_what_was_typed_is_escaped_in_its_input(app):
    with app.test_request_context():
        html = fill(**{"title-en": '"><b>x'}).title.control("en")
        assert "<b>" not in html
        assert 'lang="en"' in html
        assert 'name="title-en"' in html


@pytest.mark.parametrize(
    ("language", "long", "unknown"),
    [
        ("ko", "3자까지 쓸 수 있습니다.", "x: 고를 수 없는 값입니다."),
        (
            "en",
            "Field cannot be longer than 3 characters.",
            "'x' is not a valid choice for this field.",
        ),
    ],
)
def test_what_wtforms_says_is_said_in_our_languages(app, language, long, unknown):
    with app.test_request_context(), in_language(language):
        form = fill(note="four", many="x")
        assert not form.validate()
        assert form.note.errors == [long]
        assert form.many.errors == [unknown]


def test_a_view_can_reject_a_form_that_is_valid_in_itself(app):
    with app.test_request_context():
        form = fill()
        assert form.validate()
        form.reject("Taken.", form.note)
        form.reject("Closed.")
        assert form.note.errors == ["Taken."]
        assert form.form_errors == ["Closed."]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("123456789", 123456789),
        *((wrong, None) for wrong in ("1234567890", "-1", "1.5", "٣", "", None)),
    ],
)
def test_a_number_is_read_if_every_column_holds_it(text, number):
    assert read_number(text) == number
