"""A form as people see it, in both languages."""

from flask import render_template
from markupsafe import Markup

from forum.core.i18n import in_language
from forum.core.localized import LANGUAGES
from forum.registration.questions.forms import Filled, group_of
from forum.registration.questions.types import FormDefinition, Shown


def previews(definition: FormDefinition) -> tuple[tuple[str, Markup], ...]:
    """Return all steps of a form in each language, with everything that can be asked.

    A script hides what is not asked, as it does for those who register.
    """
    everything = Shown(
        sections=frozenset(section.key for section in definition.sections),
        questions=frozenset(question.key for question in definition.questions()),
    )
    drawn = []
    for language in LANGUAGES:
        with in_language(language):
            group = group_of(language, definition.in_order(), Filled(shown=everything))
            html = render_template("registration/questions/manage/_preview.html", group=group)
            drawn.append((language, Markup(html)))  # noqa: S704  a template of ours, escaped
    return tuple(drawn)
