"""The usher's pages, as a browser without scripts sees them."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from forum.checkin.models import Scan, ScanUndo
from forum.checkin.services.devices import invite_device, revoke_device
from forum.checkin.types import Mode
from forum.core import clock
from forum.core.db import db, set_reading
from forum.registration.types import RegistrationState
from tests.conftest import count_queries
from tests.factories.checkin import (
    code_of,
    enrolled,
    honour,
    make_device,
    make_edition,
    make_list,
    make_person,
)

ENGLISH = {"Accept-Language": "en"}
KOREAN = {"Accept-Language": "ko"}


def saved(value):
    db.session.commit()
    return value


@pytest.fixture
def door(client):
    edition = make_edition()
    return edition, make_list(edition), client


@pytest.fixture
def gate(door):
    """A browser that is an enrolled device."""
    edition, target, client = door
    device = make_device(edition)
    secret = saved(invite_device(device))
    done = client.submit(f"/checkin/enrol/{secret}", {})
    assert (done.status_code, done.location) == (303, "/checkin/")
    set_reading(value=False)
    return Gate(client, edition, target, device)


class Gate:
    """What an usher does."""

    def __init__(self, client, edition, target, device):
        self.client, self.edition, self.target, self.device = client, edition, target, device
        self.address = f"/checkin/lists/{target.id}"

    def scan(self, code, headers=ENGLISH):
        """Type a code on the page that waits for one, and return the verdict's page."""
        waiting = self.client.read(self.client.get(self.address, headers=headers))
        set_reading(value=False)
        form = waiting.one("form[data-scan]")
        return self.type(form, code, headers)

    def type(self, form, code, headers=ENGLISH):
        data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
        answer = self.client.post(form["action"], data=data | {"code": code}, headers=headers)
        assert answer.status_code == 200, answer.status
        return self.client.read(answer)

    def page(self, address="", headers=ENGLISH, status=200):
        answer = self.client.get(address or self.address, headers=headers)
        assert answer.status_code == status
        set_reading(value=False)
        return self.client.read(answer)


# ---------------------------------------------------------------- enrolling


def test_a_browser_that_is_no_device_is_told_how_it_becomes_one(door):
    _edition, target, client = door
    db.session.commit()
    assert client.page("/checkin/").text_of("h1") == "등록되지 않은 기기입니다"
    page = client.read(client.get("/checkin/", headers=ENGLISH))
    assert page.text_of("h1") == "This device is not enrolled"
    refused = client.get(f"/checkin/lists/{target.id}", headers=ENGLISH)
    assert refused.status_code == 403
    assert client.read(refused).text_of("h1").startswith("This device is not enrolled.")
    client.set_cookie("forum_device", "made up")
    assert client.get(f"/checkin/lists/{target.id}").status_code == 403


def test_opening_the_link_changes_nothing_and_its_button_makes_the_device(door):
    edition, target, client = door
    device = make_device(edition)
    secret = saved(invite_device(device))
    page = client.page(f"/checkin/enrol/{secret}")
    assert "phone 1" in page.text_of("dl")
    assert device.enrolled_at is None
    assert "Set-Cookie" not in str(client.get(f"/checkin/enrol/{secret}").headers).replace(
        "Set-Cookie: forum_session", ""
    )
    done = client.submit(f"/checkin/enrol/{secret}", {})
    cookie = next(c for c in done.headers.getlist("Set-Cookie") if "forum_device" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    page = client.page("/checkin/")
    assert page.one(".ci-lists a.btn")["href"] == f"/checkin/lists/{target.id}"
    again = client.get(f"/checkin/enrol/{secret}")
    assert again.status_code == 410
    assert client.read(again).text_of("h1") == "이미 사용한 링크입니다."


def test_a_revoked_device_is_told_so_and_scans_no_more(gate):
    form = gate.page().one("form[data-scan]")
    revoke_device(gate.device)
    db.session.commit()
    assert gate.page("/checkin/").text_of("h1") == "This device was revoked"
    data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    refused = gate.client.post(gate.address, data=data | {"code": "x"}, headers=ENGLISH)
    assert refused.status_code == 403
    assert "an organiser has revoked it" in gate.client.read(refused).text_of("h1")
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0


def test_a_device_sees_its_own_lists_alone(gate):
    other = make_list(gate.edition)
    gate.device.list_ids = [gate.target.id]
    foreign = make_list(make_edition("dwc-2025"))
    db.session.commit()
    assert len(gate.page("/checkin/").select(".ci-lists a.btn")) == 1
    for target in (other, foreign):
        refused = gate.page(f"/checkin/lists/{target.id}", status=403)
        assert "not enrolled for this list" in refused.text_of("h1")
    assert gate.page("/checkin/lists/999", status=404)


def test_a_device_says_on_other_days_that_it_is_not_for_today(gate):
    form = gate.page(gate.address)
    today = clock.today(gate.edition.timezone)
    gate.device.days = [(today + timedelta(days=1)).isoformat()]
    gate.device.is_desk = True
    db.session.commit()
    assert "This device is not for today." in gate.page("/checkin/").text_of(".ci-trouble")
    data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    refused = gate.client.post(gate.address, data=data | {"code": "x"}, headers=ENGLISH)
    assert refused.status_code == 403
    assert "This device is not for today." in gate.client.read(refused).text_of("h1")
    for address in (gate.address, "/checkin/desk"):
        assert gate.page(address, status=403)
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 0
    gate.device.days = [today.isoformat()]
    db.session.commit()
    assert gate.page(gate.address)
    assert not gate.page("/checkin/").select(".ci-trouble")


def test_a_device_without_lists_is_told_who_makes_them(client):
    edition = make_edition()
    secret = saved(invite_device(make_device(edition)))
    client.submit(f"/checkin/enrol/{secret}", {})
    assert "아직 명단이 없습니다" in client.page("/checkin/").text_of("main")


# ---------------------------------------------------------------- scanning


def test_a_badge_is_admitted_on_the_whole_screen_in_both_languages(gate):
    person = make_person(gate.edition, "delegate")
    page = gate.scan(saved(code_of(person)))
    assert page.text_of("h1") == "Admitted 입장"
    assert page.text_of("head title") == "Admitted 입장 – Hong Gildong (trial)"
    assert page.text_of(".v-name") == "Hong Gildong (trial)홍길동 (시험)"
    assert page.text_of(".v-cat") == "City delegate 도시 대표"
    assert page.one("body")["class"] == ["ci", "v", "v-ok"]
    assert page.one("main")["data-sound"] == "admitted"


def test_a_repeat_says_when_and_where_it_was_first(gate, moments):
    code = saved(code_of(make_person(gate.edition)))
    gate.scan(code)
    with moments(clock.now() + timedelta(minutes=23)):
        page = gate.scan(code)
    assert page.text_of("h1") == "Already admitted 이미 입장"
    assert page.text_of(".v-facts") == (
        "First 12:00 (23 minutes ago) Where Gate 1 · phone 1 How often 2 scans"
    )
    with moments(clock.now() + timedelta(days=1)):
        page = gate.scan(code, KOREAN)
    assert page.text_of(".v-facts") == (
        "처음 11. 20.(금) 12:00 장소 1번 문 · phone 1 횟수 이번이 3번째"
    )


def test_the_next_badge_can_be_scanned_on_the_verdict_s_page(gate):
    codes = [code_of(make_person(gate.edition)) for _ in range(2)]
    db.session.commit()
    first = gate.scan(codes[0])
    second = gate.type(first.one("form[data-scan]"), codes[1])
    assert second.text_of("h1") == "Admitted 입장"
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 2


def test_a_page_sent_twice_is_one_scan_and_another_code_on_it_is_another(gate):
    codes = [code_of(make_person(gate.edition)) for _ in range(2)]
    db.session.commit()
    form = gate.page().one("form[data-scan]")
    assert gate.type(form, codes[0]).text_of("h1") == "Admitted 입장"
    assert gate.type(form, codes[0].lower()).text_of("h1") == "Admitted 입장"
    assert gate.type(form, codes[1]).text_of("h1") == "Admitted 입장"
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 2


def test_a_code_held_before_the_scanner_is_one_scan(gate, moments):
    code = saved(code_of(make_person(gate.edition)))
    gate.scan(code)
    with moments(clock.now() + timedelta(seconds=3)):
        assert gate.scan(code).text_of("h1") == "Admitted 입장"
    assert db.session.scalar(select(func.count()).select_from(Scan)) == 1


def test_the_number_on_the_badge_can_be_typed(gate):
    person = saved(make_person(gate.edition))
    assert gate.scan(person.number).text_of("h1") == "Admitted 입장"


def test_nothing_typed_leads_back_to_scanning(gate):
    form = gate.page().one("form[data-scan]")
    data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    done = gate.client.post(gate.address, data=data | {"code": " "})
    assert (done.status_code, done.location) == (303, gate.address)


def test_too_long_a_text_is_refused_at_its_field(gate):
    form = gate.page().one("form[data-scan]")
    data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    refused = gate.client.post(gate.address, data=data | {"code": "x" * 301}, headers=ENGLISH)
    assert refused.status_code == 422
    page = gate.client.read(refused)
    assert page.text_of("#code-error") == "This text is too long for a badge."


def refusals(edition):
    """Return for each cause a code, and the words of its verdict."""
    person = make_person(edition, "press")
    cancelled = make_person(edition, state=RegistrationState.CANCELLED)
    newer = make_person(edition)
    old = code_of(newer)
    newer.reissue = 1
    tampered = code_of(person)[:-3] + "AAA"
    db.session.flush()
    return {
        "Not a valid badge": [
            ("https://example.org/", "This is not the code of a badge."),
            (tampered, "This code was not issued here."),
            ("DWC26-0421-Z", "There is no badge with this number."),
        ],
        "Badge of another forum": [
            (code_of(make_person(make_edition("dwc-2025"))), "belongs to another forum")
        ],
        "Badge revoked": [
            (code_of(cancelled), "This registration was cancelled."),
            (old, "This badge was replaced by a newer one."),
        ],
        "Not allowed": [(code_of(person), "This badge does not admit to this list.")],
    }


def test_each_refusal_has_its_own_word_and_sentence(gate):
    gate.target.categories = ["citizen"]
    expected = saved(refusals(gate.edition))
    for word, cases in expected.items():
        for code, sentence in cases:
            page = gate.scan(code)
            assert page.text_of("h1").startswith(word), (word, sentence)
            assert sentence in page.text_of(".v-reason")
            assert gate.scan(code, KOREAN).text_of(".v-reason")
            assert not page.select("form[action$=undo]")


def test_not_now_says_when(gate, moments):
    gate.target.opens_at = clock.now() + timedelta(hours=1)
    code = saved(code_of(make_person(gate.edition)))
    page = gate.scan(code)
    assert page.text_of("h1") == "Not now 지금은 아님"
    assert "It opens at 13:00." in page.text_of(".v-reason")
    gate.target.opens_at, gate.target.closes_at = None, clock.now() - timedelta(days=1)
    db.session.commit()
    assert gate.scan(code).text_of("h1") == "Not now 지금은 아님"  # still held: as before
    with moments(clock.now() + timedelta(minutes=1)):
        page = gate.scan(code, KOREAN)
    assert "11. 19.(목) 12:00에 마감했습니다." in page.text_of(".v-reason")


def test_what_there_is_to_do_is_amber(gate):
    person = make_person(gate.edition, "delegate", receiver="en")
    page = gate.scan(saved(code_of(person)))
    assert page.text_of(".v-todo li") == "Hand over a receiver Interpretation into English"
    assert page.one("main")["data-sound"] == "notice"
    moved = make_person(gate.edition, "citizen")
    code = code_of(moved)
    moved.category = person.category
    db.session.commit()
    page = gate.scan(code, KOREAN)
    assert "명찰 다시 출력하기" in page.text_of(".v-todo")


def test_everything_there_is_to_do_is_told(gate):
    person = make_person(gate.edition, "delegate", receiver="en")
    honour(person)
    page = gate.scan(saved(code_of(person)), KOREAN)
    assert page.text_of(".v-todo h2") == "할 일 2가지"
    assert page.texts_of(".v-todo li") == [
        "의전 담당에게 알리기 주요 인사가 왔습니다.",
        "수신기 건네기 영어 통역",
    ]


def test_an_admission_is_taken_back_in_one_tap(gate):
    code = saved(code_of(make_person(gate.edition)))
    page = gate.scan(code)
    undo = page.one("form[action$=undo]")
    token = {"csrf_token": undo.select_one("input")["value"]}
    done = gate.client.post(undo["action"], data=token, headers=ENGLISH)
    assert (done.status_code, done.location) == (303, gate.address)
    waiting = gate.page()
    assert "Taken back" in waiting.text_of(".messages")
    assert "taken back" in waiting.text_of(".scan-last")
    assert waiting.texts_of(".scan-count b") == ["0", "1", "1"]
    again = gate.client.post(undo["action"], data=token, headers=ENGLISH)
    assert again.status_code == 409
    assert db.session.scalar(select(func.count()).select_from(ScanUndo)) == 1
    assert gate.scan(code).text_of("h1") == "Admitted 입장"


def test_the_page_that_waits_shows_counts_and_the_last_scan(gate):
    gate.target.mode = Mode.MANY
    here = make_person(gate.edition)
    make_person(gate.edition)
    code = saved(code_of(here))
    assert not gate.page().select(".scan-last")
    gate.scan(code)
    page = gate.page()
    assert page.texts_of(".scan-count div") == ["1here", "1still to come", "2on the list"] or (
        page.texts_of(".scan-count div") == ["1 here", "1 still to come", "2 on the list"]
    )
    assert "Hong Gildong (trial)" in page.text_of(".scan-last")
    assert "12:00 Admitted · Citizen" in page.text_of(".scan-last")
    assert gate.page(headers=KOREAN).text_of(".scan-hint").startswith("명찰을 읽히거나")


def test_the_language_chosen_on_a_device_stays(gate):
    page = gate.page(headers=KOREAN)
    form = page.one("form.lang")
    data = {field["name"]: field["value"] for field in form.select("[type=hidden]")}
    done = gate.client.post(form["action"], data=data | {"language": "en"})
    assert (done.status_code, done.location) == (303, gate.address)
    assert gate.page(headers=KOREAN).one("html")["lang"] == "en"


def test_a_verdict_asks_the_database_five_times(gate):
    code = saved(code_of(make_person(gate.edition)))
    form = gate.page().one("form[data-scan]")
    with count_queries() as statements:
        gate.type(form, code)
    assert len(statements) == 5, "\n".join(statements)


def test_another_device_s_scan_cannot_be_taken_back(gate):
    other, _secret = enrolled(gate.edition, name="phone 2")
    revoke_device(other)
    code = saved(code_of(make_person(gate.edition)))
    page = gate.scan(code)
    token = {"csrf_token": page.one("form[action$=undo] input")["value"]}
    refused = gate.client.post(f"{gate.address}/scans/999/undo", data=token, headers=ENGLISH)
    assert refused.status_code == 409
