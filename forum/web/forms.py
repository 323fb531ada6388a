"""What all forms share, and the field that holds both languages of a text."""

from collections.abc import Callable
from typing import Any

from flask_wtf import FlaskForm
from markupsafe import Markup
from wtforms import Field, ValidationError
from wtforms.widgets import html_params

from forum.core.errors import Refusal
from forum.core.i18n import gettext as _
from forum.core.i18n import plain_ngettext
from forum.core.localized import EMPTY, LANGUAGES, LocalizedText

MOST_DIGITS = 9
"""More digits than these do not fit into every column that holds a whole number."""


def read_number(text: str | None) -> int | None:
    """Return a whole number that a hidden field or an address carries; None if it is none."""
    said = text or ""
    is_number = said.isascii() and said.isdecimal() and len(said) <= MOST_DIGITS
    return int(said) if is_number else None


def require(read: Callable[[], object]) -> None:
    """Validate a field by a rule that refuses with a sentence.

    Raises:
        ValidationError: the rule's own sentence.
    """
    try:
        read()
    except Refusal as refusal:
        raise ValidationError(refusal.sentence()) from refusal


class _Sentences:
    """WTForms' own messages, said by our catalogues."""

    def gettext(self, string: str) -> str:
        return _(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return plain_ngettext(singular, plural, n)


class Form(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """A form that a view can still reject after it validated."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # flask-wtf has no types
        """Takes the messages of WTForms from our catalogues."""

        def get_translations(self, form: object) -> _Sentences:
            """Return the translator."""
            del form
            return _Sentences()

    def reject(self, message: str, field: Field | None = None) -> None:
        """Show a message at the field, or above the form."""
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


class LocalizedWidget:
    """Draws both inputs side by side; the `pair` macro lays them out with labels."""

    def __call__(self, field: "LocalizedField", **options: Any) -> Markup:  # noqa: ANN401
        """Return both inputs."""
        return Markup("").join(field.control(language, **options) for language in LANGUAGES)


class LocalizedField(Field):  # type: ignore[misc]  # WTForms has no types
    """One text in both languages, posted as `name-ko` and `name-en`."""

    widget = LocalizedWidget()

    def __init__(
        self,
        label: str | None = None,
        validators: Any = None,  # noqa: ANN401  WTForms' own
        *,
        multiline: bool = False,
        required: tuple[str, ...] = (),
        max_length: int = 500,
        is_translated: bool = True,
        **options: Any,  # noqa: ANN401  WTForms' own
    ) -> None:
        """Say whether the text has lines, and which languages must be written.

        What people say of themselves is not translated: one language is enough, and the other
        is not marked as missing.
        """
        super().__init__(label, validators, **options)
        self.multiline = multiline
        self.required = required
        self.max_length = max_length
        self.is_translated = is_translated
        self.data: LocalizedText = EMPTY

    def process_formdata(self, valuelist: list[Any]) -> None:
        """WTForms looks under the field's own name; the two inputs have names of their own."""

    def process(self, formdata: Any, data: Any = EMPTY, extra_filters: Any = None) -> None:  # noqa: ANN401
        """Read both inputs, or take the value that the form was made with."""
        super().process(formdata, data, extra_filters)
        self.data = self.data or EMPTY
        names = [f"{self.name}-{language}" for language in LANGUAGES]
        if formdata is not None and any(name in formdata for name in names):
            # browsers end lines with CR LF; what is kept ends them with LF, and compares so
            said = (str(formdata.get(name, "")).replace("\r\n", "\n") for name in names)
            self.data = LocalizedText(*(text.strip() for text in said))

    def pre_validate(self, form: object) -> None:
        """Hold each language to its length, and the required ones to being there."""
        del form
        for language in LANGUAGES:
            text = self.data.written_in(language)
            if len(text) > self.max_length:
                raise ValidationError(
                    _("At most %(count)s characters in each language.", count=self.max_length)
                )
            if language in self.required and not text:
                raise ValidationError(_("Write this in both languages."))

    @property
    def text(self) -> LocalizedText:
        """Return what was written."""
        return self.data

    def control(self, language: str, **options: Any) -> Markup:  # noqa: ANN401  HTML attributes
        """Return the input of one language."""
        text = self.data.ko if language == "ko" else self.data.en
        attributes = {
            "id": f"{self.id}-{language}",
            "name": f"{self.name}-{language}",
            "lang": language,
            "maxlength": self.max_length,
            **options,
        }
        if self.multiline:
            return Markup("<textarea {}>{}</textarea>").format(html_params(**attributes), text)
        return Markup("<input {}>").format(html_params(type="text", value=text, **attributes))
