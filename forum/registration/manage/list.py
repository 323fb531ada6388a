"""The organisers' list."""

from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forum.core import audit
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.core.permissions import Permission
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme.queries import public_agenda
from forum.registration.filters.forms import FilterNameForm, read_filter, read_view
from forum.registration.filters.queries import (
    list_answer_choices,
    list_cities_of_people,
    list_countries_of_people,
    list_saved,
    list_waited_for,
)
from forum.registration.filters.rules import (
    chosen_of,
    filter_of,
    parts_of,
    view_of,
    view_to_mapping,
    without,
)
from forum.registration.filters.types import Column, ListView, Sort
from forum.registration.filters.words import COLUMN_WORDS, FILTER_WORDS, SORT_WORDS
from forum.registration.manage.blueprint import registration_manage
from forum.registration.queries import (
    count_by_state,
    count_confirmed,
    list_categories,
    list_registrations,
    list_session_limits,
)
from forum.registration.rules import country_name, language_of_words
from forum.registration.tags.queries import list_tags, tags_of
from forum.registration.types import ListFilter
from forum.registration.waiting.types import ADMISSION, option_of, session_of
from forum.registration.words import SOURCE_WORDS, STATE_LEVELS, STATE_WORDS
from forum.web.access import may, requires

Choices = dict[str, Any]  # words by value, in order: texts, lazy texts or both languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One thing that is looked for, and the list without it."""

    name: Any
    value: Any
    address: str


@registration_manage.get("")
@requires(Permission.REGISTRATION_VIEW)
def index(edition: str) -> ResponseReturnValue:
    """List registrations; what is looked for stands in the address."""
    return show_list(get_edition(edition), FilterNameForm())


def address_values(chosen: ListFilter, view: ListView) -> dict[str, Any]:
    """Return a filter, its order and its columns as the address has them."""
    said = chosen_of(chosen)
    query = {"q": said.pop("query")} if "query" in said else {}
    return {**query, **said, **view_to_mapping(view)}


def address_of_list(edition: Edition, chosen: ListFilter, view: ListView, page: int = 1) -> str:
    """Return where a list stands."""
    values = address_values(chosen, view)
    if page > 1:
        values["page"] = page
    return url_for("registration_manage.index", edition=edition.slug, **values)


def show_list(edition: Edition, form: FilterNameForm) -> ResponseReturnValue:
    """Show the list that the address describes."""
    categories = list(list_categories(edition))
    chosen, view = read_filter(request.args, categories=categories), read_view(request.args)
    counts = count_by_state(edition, chosen)
    offers, titles = _offers(edition, {c.key: c.name for c in categories})
    fitting = sum(
        count
        for state, count in counts.items()
        if not chosen.state or state in parts_of(chosen.state)
    )
    listed = list_registrations(edition, chosen, view.sort, total=fitting)
    values, actor = address_values(chosen, view), audit.present_actor()

    def address(state: str) -> str:
        changed = filter_of({**chosen_of(chosen), "state": state})
        return address_of_list(edition, changed, view)

    page = render_template(
        "registration/manage/index.html",
        edition=edition,
        section="registrations",
        listed=listed,
        tags=tags_of([one.id for one in listed.rows]),
        chosen=chosen,
        said=chosen_of(chosen),
        view=view,
        carried=values,
        counts=counts,
        total=sum(counts.values()),
        expected=count_confirmed(edition),
        offers=offers,
        chips=_chips(edition, chosen, view, offers),
        filter_words=FILTER_WORDS,
        sort_words=SORT_WORDS,
        column_words=COLUMN_WORDS,
        headings=_headings(edition, chosen, view),
        titles=titles,
        tongue=lambda words: language_of_words(words, current_language()),
        country_of=lambda code: country_name(code, current_language()),
        address=address,
        page_address=lambda number: address_of_list(edition, chosen, view, number),
        sheet_address=url_for("registration_manage.ask_sheet", edition=edition.slug, **values),
        mail_address=url_for("mailings_manage.new", edition=edition.slug, **values),
        saved=[(one, address_of_saved(edition, one.chosen)) for one in list_saved(edition, actor)],
        actor=actor,
        may_share=may(Permission.REGISTRATION_EDIT),
        state_words=STATE_WORDS,
        state_levels=STATE_LEVELS,
        source_words=SOURCE_WORDS,
        form=form,
    )
    return make_response(page, 422 if form.errors else 200)


def address_of_saved(edition: Edition, chosen: dict[str, str]) -> str:
    """Return the list that a saved filter leads to."""
    return address_of_list(edition, filter_of(chosen), view_of(chosen))


def _offers(
    edition: Edition, categories: Choices
) -> tuple[dict[str, Choices], dict[str, LocalizedText]]:
    """Return what can be looked for, by the parts of a filter, and the titles of sessions."""
    language = current_language()
    titles = {session.key: session.title for session in public_agenda(edition).sessions}
    limited = list_session_limits(edition)
    answers = list_answer_choices(edition)
    options = {one.key: one.option for one in answers}
    offers: dict[str, Choices] = {
        "state": {state.value: word for state, word in STATE_WORDS.items()},
        "category": categories,
        "session": {key: title for key, title in titles.items() if key in limited},
        "waits": {
            subject: _subject(subject, titles, options) for subject in list_waited_for(edition)
        },
        "city": {city.key: city.name for city in list_cities_of_people(edition)},
        "country": {
            code: country_name(code, language) for code in list_countries_of_people(edition)
        },
        "language": {"ko": _("Korean"), "en": _("English")},
        "source": {source.value: word for source, word in SOURCE_WORDS.items()},
        "tag": {str(tag.id): tag.word for tag in list_tags(edition)},
        "answer": {
            one.key: f"{one.question.in_(language)}: {one.option.in_(language)}" for one in answers
        },
    }
    return offers, titles


def _subject(subject: str, titles: Choices, options: Choices) -> Any:  # noqa: ANN401  words
    if subject == ADMISSION:
        return _("Taking part")
    if key := session_of(subject):
        return titles.get(key, key)
    return options.get(option_of(subject), option_of(subject))


def _chips(
    edition: Edition, chosen: ListFilter, view: ListView, offers: dict[str, Choices]
) -> list[Chip]:
    """Return everything that is looked for, each with the list without it."""
    chips = []
    for name, said in chosen_of(chosen).items():
        several = name in {"state", "category"}
        for value in parts_of(said) if several else (said,):
            words = offers.get(name, {}).get(value, value)
            if name == "ids":
                words = len(parts_of(said))
            left = without(chosen, name, value if several else "")
            chips.append(
                Chip(
                    name=FILTER_WORDS[name],
                    value=words,
                    address=address_of_list(edition, left, view),
                )
            )
    return chips


_SORTED_BY = {
    Column.CATEGORY: (Sort.CATEGORY, Sort.CATEGORY, "ascending"),
    Column.CITY: (Sort.CITY, Sort.CITY, "ascending"),
    Column.REGISTERED: (Sort.LATEST, Sort.EARLIEST, "descending"),
}


def _headings(edition: Edition, chosen: ListFilter, view: ListView) -> list[Any]:
    """Return the headings of the table; those that can be sorted by are links."""

    def heading(word: object, sort: Sort, other: Sort, order: str) -> dict[str, object]:
        sorted_by = order if view.sort is sort else ""
        if view.sort is other and other is not sort:
            sorted_by = "ascending"
        aim = other if view.sort is sort else sort
        changed = ListView(sort=aim, columns=view.columns)
        href = address_of_list(edition, chosen, changed)
        return {"word": word, "class": "", "sort": sorted_by, "href": href}

    found: list[Any] = [heading(_("Name"), Sort.NAME, Sort.NAME, "ascending")]
    for column in view.columns:
        word = COLUMN_WORDS[column]
        found.append(heading(word, *_SORTED_BY[column]) if column in _SORTED_BY else str(word))
    return found
