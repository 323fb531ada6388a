import pytest
from flask import Flask, g
from jinja2 import DictLoader

from forum.core import i18n
from forum.web.translating import Templates

PAGES = {
    "page.html": (
        "{% from 'words.html' import word %}"
        "{{ _('Programme') }}|{{ pgettext('free pages', 'Pages') }}|{{ word() }}"
        "|{{ _('%(count)s of %(total)s', count=1, total=name) }}|{{ name }}"
        "|{{ [_('Programme')]|join }}|{{ _(name) }}"
    ),
    "words.html": "{% macro word() %}<b>{{ _('Register') }}</b>{% endmacro %}",
    "letter.txt": "{{ _('Programme') }} {{ name }}",
}


@pytest.fixture
def pages():
    """An application with some templates, drawn by the page's name and a language."""
    app = Flask("probe")
    app.jinja_environment = Templates
    i18n.init_app(app)
    env = app.jinja_env
    env.loader = DictLoader(PAGES)
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the extension
        i18n.gettext, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext
    )

    def draw(page, language):
        with app.app_context():
            g.language = language
            return app.jinja_env.get_template(page).render(name="<Busan>")

    return app, draw


def test_each_language_has_its_own_words_at_every_place(pages):
    _app, draw = pages
    korean, english = draw("page.html", "ko"), draw("page.html", "en")
    assert korean.startswith("프로그램|")
    assert "<b>참가 신청</b>" in korean
    assert english.startswith("Programme|Pages|<b>Register</b>|")
    assert draw("page.html", "ko") == korean


def test_values_are_escaped_as_before_and_letters_are_plain(pages):
    _app, draw = pages
    assert draw("page.html", "en").count("&lt;Busan&gt;") >= 2
    assert draw("letter.txt", "ko") == "프로그램 <Busan>"


def test_a_fixed_word_is_not_looked_up_when_the_page_is_drawn(pages):
    app, draw = pages
    first = draw("letter.txt", "ko")
    app.extensions[i18n.CATALOGUES] = {}
    assert draw("letter.txt", "ko") == first
