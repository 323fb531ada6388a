"""Organisers' pages of people."""

import json

import pytest

from forum.core.db import db, set_reading
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.people import services
from forum.people.models import Person
from forum.people.queries import get_person
from forum.people.types import PersonDetails
from forum.programme.services import release_programme, remove_session
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.editions import make_city, make_edition, make_person
from tests.factories.programme import make_session

HERE = "/manage/dwc-2026/people"
MAIL = "hong.private@example.org"


@pytest.fixture
def edition(client):
    edition = make_edition(slug="dwc-2026")
    make_organiser(client, Role.EDITOR, edition_id=edition.id)
    set_reading(value=False)
    return edition


def fetched(client, address=HERE, status=200):
    page = client.page(address, status=status)
    set_reading(value=False)
    return page


def add(ko, en="", **more):
    person = services.add_person(PersonDetails(name=LocalizedText(ko, en), **more))
    db.session.commit()
    return person


def save(client, address, data):
    return client.submit(address, data, form="form.mg-form")


def resend(client, page, address, data):
    form = "form.mg-form" if page.select("form.mg-form") else "main form"
    return client.send(page, address, data, form=form)


def names(page):
    return [name.split(" ")[0] for name in page.texts_of(".people-table tbody th > a")]


def in_korean(client):
    done = client.submit(HERE, {}, form=".mg-me form.lang", button="ko")
    assert done.status_code == 303
    set_reading(value=False)


# ------------------------------------------------------------------ the list


def test_an_empty_list_says_what_to_do(edition, client):
    page = fetched(client)

    assert page.text_of("main .empty-title") == "There is nobody yet"
    assert page.one("main .empty a")["href"] == f"{HERE}/new"


def test_those_of_the_draft_and_of_releases_come_first(edition, client):
    add("가가가", "Aaa")
    drafted, released = make_person(name=LocalizedText("하하하", "Zzz")), make_person()
    drafted.sort_key = "zzz"
    gone = make_session(edition, day=None, starts=None, people=(released,))
    make_session(edition, people=(drafted,))
    release_programme(edition)
    remove_session(edition, gone.key)
    db.session.commit()

    page = fetched(client)

    assert names(page) == ["Hong", "Zzz", "Aaa"]
    assert page.texts_of(".people-table td.num") == ["earlier release", "1", "–"]
    assert page.texts_of(".toolbar .chip .n") == ["3", "2", "1"]
    assert names(fetched(client, f"{HERE}?scope=elsewhere")) == ["Aaa"]


@pytest.mark.parametrize(
    "query", ["홍길", "ㅎㄱㄷ", "gildong", "HONG", "hamburg", "함부르크", "원장", "hong.private@"]
)
def test_people_are_found_in_both_scripts_and_by_initials(edition, client, query):
    city = make_city(name=LocalizedText("함부르크", "Hamburg"))
    title = LocalizedText("원장", "Director")
    add("홍길동", "Hong Gildong", city_id=city.id, title=title, email=MAIL)
    add("임꺽정", "Im Kkeokjeong")

    assert names(fetched(client, f"{HERE}?q={query}")) == ["Hong"]


def test_a_search_that_finds_nobody_leads_back(edition, client):
    add("홍길동")

    page = fetched(client, f"{HERE}?q=없음")

    assert page.text_of("main .empty-title") == "Nobody is found"


def test_the_list_says_what_is_missing_in_a_language(edition, client):
    add("홍길동", "Hong Gildong", title=LocalizedText("원장", ""))

    assert fetched(client).texts_of(".people-tags .tag") == ["English missing"]
    in_korean(client)
    assert "영어 없음" in fetched(client).text_of(".people-tags")


def test_the_list_costs_the_same_with_one_row_and_with_three(edition, client):
    counts = []
    for _number in range(3):
        make_session(edition, people=(make_person(),))
        release_programme(edition)
        db.session.commit()
        with count_queries() as statements:
            fetched(client)
        counts.append(len(statements))

    assert counts == [7, 7, 7]


def test_a_long_list_has_pages(edition, client):
    for number in range(51):
        services.add_person(PersonDetails(name=LocalizedText(f"시험 {number:02}")))
    db.session.commit()

    page = fetched(client, f"{HERE}?q=시험&page=2")

    assert len(page.select(".people-table tbody tr")) == 1
    assert "51 to 51 of 51" in page.text_of("main")
    assert page.one("a[rel=prev]")["href"].endswith("?q=시험") or page.one("a[rel=prev]")["href"]
    fetched(client, f"{HERE}?page=999999999999999999999")


# ------------------------------------------------------------------ adding


def test_a_person_is_added(edition, client):
    city = make_city()
    done = client.submit(
        f"{HERE}/new",
        {
            "name-ko": "홍길동",
            "name-en": "Hong Gildong",
            "title-en": "Director",
            "biography-ko": "한 줄.\r\n두 줄.",
            "sort_key": "hong gildong",
            "city_id": str(city.id),
            "email": MAIL,
            "language": "en",
        },
    )

    assert (done.status_code, done.location) == (303, f"{HERE}/hong-gildong")
    set_reading(value=False)
    person = get_person("hong-gildong")
    assert person.name == LocalizedText("홍길동", "Hong Gildong")
    assert person.biography.ko == "한 줄.\n두 줄."
    assert (person.city_id, person.organisation_id) == (city.id, None)
    assert (person.email, person.language) == (MAIL, "en")
    page = fetched(client, done.location)
    assert page.one("#city_id option[selected]")["value"] == str(city.id)
    assert page.select("input[name=language][value=en][checked]")


def test_a_person_needs_a_name_in_one_language_at_least(edition, client):
    refused = client.submit(f"{HERE}/new", {"title-ko": "원장", "email": "no address"})

    assert refused.status_code == 422
    page = client.read(refused)
    assert "Write the name in one language at least." in page.text_of("#errors")
    assert "This is no mail address." in page.text_of("#email-error")
    assert page.one("#title-ko")["value"] == "원장"
    assert page.one("#email")["value"] == "no address"


def test_a_name_that_is_too_long_is_kept_to_be_shortened(edition, client):
    refused = client.submit(f"{HERE}/new", {"name-ko": "홍" * 201})

    assert refused.status_code == 422
    assert "At most 200 characters" in client.read(refused).text_of("#name-error")


@pytest.mark.parametrize(
    "name", ["هونغ جيلدونغ", "𠀀🙂 홍", "<script>alert(1)</script>", "{{ 7*7 }}"]
)
def test_a_name_in_any_script_is_kept_as_it_is(edition, client, name):
    done = client.submit(f"{HERE}/new", {"name-ko": name})

    assert done.status_code == 303
    set_reading(value=False)
    assert db.session.query(Person).one().name.ko == name
    assert "<script>alert" not in client.get(done.location).text


def test_a_second_person_of_the_same_name_is_asked_about_first(edition, client):
    there = add("홍길동", "Hong Gildong")
    typed = {"name-ko": "홍 길동".replace(" ", ""), "title-ko": "다른 사람"}

    asked = client.submit(f"{HERE}/new", typed)

    assert asked.status_code == 422
    page = client.read(asked)
    assert page.one("#namesakes li a")["href"] == f"{HERE}/{there.key}"
    assert page.one("#title-ko")["value"] == "다른 사람"
    set_reading(value=False)
    assert client.send(page, f"{HERE}/new", {}).status_code == 422, "not said that it is another"
    set_reading(value=False)
    done = client.send(page, f"{HERE}/new", {"sure": "yes"})
    assert done.status_code == 303
    set_reading(value=False)
    assert db.session.query(Person).count() == 2


# ------------------------------------------------------------------ changing


def test_a_change_says_from_when_on_it_is_public(edition, client):
    person = add("홍길동", "Hong Gildong")
    address = f"{HERE}/{person.key}"

    page = fetched(client, address)
    assert "from the next release on" in page.text_of("form.mg-form")
    done = resend(client, page, address, {"name-en": "Hong Kildong"})

    assert done.status_code == 303
    assert "from the next release on" in fetched(client, address).text_of(".messages")
    assert get_person(person.key).name.en == "Hong Kildong"


def test_the_second_of_two_organisers_sees_both_versions(edition, client):
    person = add("홍길동", "Hong Gildong")
    address = f"{HERE}/{person.key}"
    opened = fetched(client, address)
    save(client, address, {"title-ko": "원장", "email": "one@example.org"})

    late = resend(client, opened, address, {"title-ko": "소장", "sort_key": "hong"})

    assert late.status_code == 409
    page = client.read(late)
    assert page.texts_of(".versions legend") == ["Position and affiliation in Korean"]
    assert page.texts_of(".version-text") == ["원장", "소장"]
    assert "Hong Gildong (trial)" in page.text_of(".mg-form .banner"), "who saved meanwhile"
    set_reading(value=False)
    assert get_person(person.key).title.ko == "원장"

    done = resend(client, page, address, {"keep-title-ko": "theirs"})

    assert done.status_code == 303
    set_reading(value=False)
    db.session.expire_all()
    saved = get_person(person.key)
    assert (saved.title.ko, saved.sort_key, saved.email) == ("원장", "hong", "one@example.org")


def test_the_second_may_keep_their_own_version_knowingly(edition, client):
    person = add("홍길동")
    address = f"{HERE}/{person.key}"
    opened = fetched(client, address)
    save(client, address, {"biography-ko": "첫째\n줄"})
    late = resend(client, opened, address, {"biography-ko": "둘째\n줄", "role_only": "y"})

    done = resend(client, client.read(late), address, {})

    assert done.status_code == 303
    set_reading(value=False)
    db.session.expire_all()
    saved = get_person(person.key)
    assert (saved.biography.ko, saved.role_only) == ("둘째\n줄", True)


def test_a_conflict_is_told_in_korean_too(edition, client):
    person = add("홍길동")
    in_korean(client)
    address = f"{HERE}/{person.key}"
    opened = fetched(client, address)
    save(client, address, {"email": "one@example.org"})

    page = client.read(resend(client, opened, address, {"email": "two@example.org"}))

    assert page.text_of("h1") == "홍길동: 두 가지 내용"
    assert page.texts_of(".version b") == ["그사이 저장된 내용", "내가 쓴 내용"]


def test_a_change_of_somebody_who_was_removed_is_answered_clearly(edition, client):
    person = add("홍길동")
    address = f"{HERE}/{person.key}"
    opened = fetched(client, address)
    services.remove_person(person)
    db.session.commit()

    late = resend(client, opened, address, {"name-en": "Hong"})

    assert late.status_code == 404
    assert "removed meanwhile" in client.read(late).text_of("main")


# ------------------------------------------------------------------ use and removal


def test_the_page_tells_which_programmes_name_the_person(edition, client):
    speaker = make_person()
    make_session(edition, people=(speaker,), title=LocalizedText("개회식", "Opening"))
    release_programme(edition)
    other = make_edition(name=LocalizedText("다른 포럼", "Another forum"))
    make_session(other, people=(speaker,), title=LocalizedText("폐회식", "Closing"))
    db.session.commit()

    page = fetched(client, f"{HERE}/{speaker.key}")

    said = page.text_of(".people-uses")
    assert "Opening Chair" in said
    assert "Releases: 1" in said
    assert "Another forum Closing Chair" in said
    assert page.select("a[href$='/programme/releases/1']")
    assert not page.select("form[action$=remove]"), "who is named cannot be removed"


def test_somebody_whom_no_programme_names_is_removed(edition, client):
    person = add("홍길동")

    done = client.submit(f"{HERE}/{person.key}", {}, form="form[action$=remove]")

    assert (done.status_code, done.location) == (303, HERE)
    set_reading(value=False)
    assert db.session.query(Person).count() == 0


def test_somebody_whom_a_session_names_meanwhile_is_not_removed(edition, client):
    person = make_person()
    db.session.commit()
    page = fetched(client, f"{HERE}/{person.key}")
    make_session(edition, people=(person,))
    db.session.commit()

    done = client.send(page, HERE, {}, form="form[action$=remove]")

    assert done.location == f"{HERE}/{person.key}"
    assert "cannot be removed" in fetched(client, done.location).text_of(".messages")


# ------------------------------------------------------------------ what stays private


def test_the_mail_address_of_a_speaker_is_never_public(edition, client):
    speaker = make_person(key="hong")
    speaker.email, speaker.language = MAIL, "en"
    make_session(edition, key="opening", people=(speaker,))
    release = release_programme(edition)
    db.session.commit()

    assert MAIL not in json.dumps(release.agenda)
    for path in (
        *("/en/dwc-2026", "/en/dwc-2026/programme", "/en/dwc-2026/programme/opening"),
        *("/en/dwc-2026/speakers", "/en/dwc-2026/speakers/hong", "/dwc-2026/schedule.json"),
        *("/en/dwc-2026/programme.json", "/en/dwc-2026/programme.ics", "/dwc-2026/schedule.xml"),
        *("/en/dwc-2026/programme/opening.ics", "/api/v1/editions/dwc-2026/programme"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert MAIL.encode() not in answer.data, path
