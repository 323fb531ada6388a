from datetime import date, timedelta

import pytest
from sqlalchemy import select

from forum.core.db import db
from forum.core.localized import LocalizedText
from forum.core.permissions import Role
from forum.editions.models import Edition
from forum.editions.queries import get_edition
from forum.programme import queries
from forum.programme.models import ProgrammeSession
from forum.programme.services import keep_presence, revise_session
from forum.programme.types import SessionState, Slot
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser, make_user, sign_in
from tests.factories.editions import make_edition, make_person
from tests.factories.programme import DAY, make_session, make_venue

JSON = {"Accept": "application/json"}
NEXT = DAY + timedelta(days=1)


@pytest.fixture
def edition(client) -> Edition:
    make_organiser(client, Role.EDITOR)
    return make_edition(slug="forum")


def at(edition, view="list", day=DAY):
    return f"/manage/{edition.slug}/programme?day={day or 'none'}&view={view}"


def fields(**changes):
    return {
        "base": "0",
        "day": DAY.isoformat(),
        "starts": "10:00",
        "minutes": "60",
        "place": "",
        **changes,
    }


def post(client, address, data=None, **options):
    """Post as the forms of the page do, with their token."""
    page = client.page(f"/manage/{address.split('/')[2]}/programme")
    token = page.select("input[name=csrf_token]")[0]["value"]
    return client.post(address, data={**(data or {}), "csrf_token": token}, **options)


def move(client, edition, key, **changes):
    """Post a move as the editor's script does."""
    address = f"/manage/{edition.slug}/programme/sessions/{key}/move?day={DAY}&view=grid"
    return post(client, address, fields(**changes), headers=JSON)


def slot_of(edition, key):
    db.session.expire_all()
    return queries.find_slot(edition, key)


def keys_of(page, selector="[data-row]"):
    return [str(row["data-key"]) for row in page.select(selector)]


def row(key):
    return f"#session-{key} form"


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("view", ["grid", "list"])
@pytest.mark.parametrize("slug", ["dwc-2017", "dwc-2018", "dwc-2019", "dwc-trial"])
def test_every_programme_can_be_edited_in_both_languages(client, slug, view, language):
    make_organiser(client, language=language)
    edition = get_edition(slug)
    days = [day for day in queries.count_sessions_by_day(edition) if day]
    shown = set()
    for day in [*days, None]:
        page = client.page(at(edition, view, day))
        assert page.one("html")["lang"] == language
        shown |= set(keys_of(page, "[data-part=main] [data-key], [data-part=tray] [data-key]"))
    assert shown == set(queries.session_positions(edition))


def test_the_grid_shows_every_room_and_where_each_session_stands(client, edition):
    hall, _side = make_venue(edition, key="hall"), make_venue(edition, key="side")
    make_session(edition, key="a", starts=570, minutes=90, venue=hall)
    make_session(edition, key="bus", starts=700)
    make_session(edition, key="later", day=NEXT)
    make_session(edition, key="untimed", starts=None)
    make_session(edition, key="undated", day=None, starts=None)

    page = client.page(at(edition, "grid"))

    assert [lane["data-lane"] for lane in page.select("[data-lane]")] == ["hall", "side", ""]
    assert keys_of(page, "[data-block]") == ["a", "bus"]
    assert keys_of(page, "[data-card]") == ["untimed", "undated"]
    block = page.one("[data-block][data-key=a]")
    assert {"t18", "n18", "c1", "w1"} <= set(block["class"])
    assert (block["data-starts"], block["data-minutes"], block["data-place"]) == (
        *("570", "90"),
        "hall",
    )
    assert "09:30–11:00" in block.get_text()


def test_the_days_are_links_with_the_number_of_their_sessions(client, edition):
    make_session(edition)
    make_session(edition, day=date(2026, 12, 20))
    make_session(edition, day=None, starts=None)

    page = client.page(at(edition))

    assert [tab["href"].split("day=")[1] for tab in page.select("nav.days a")] == [
        "2026-12-11&view=list",
        "2026-12-12&view=list",
        "2026-12-20&view=list",
        "none&view=list",
    ]
    assert page.one("nav.days [aria-current]")["href"].split("day=")[1].startswith("2026-12-11")


@pytest.mark.parametrize("asked", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-99-99"])
def test_a_day_that_cannot_be_shows_the_first_day(client, edition, asked):
    page = client.page(f"/manage/{edition.slug}/programme?day={asked}")
    assert page.one("[data-editor]")["data-day"] == DAY.isoformat()


def test_phones_get_the_list_unless_they_ask_for_the_grid(client, edition):
    phone = {"Sec-CH-UA-Mobile": "?1"}
    address = f"/manage/{edition.slug}/programme"
    views = [
        client.read(client.get(address + query, headers=phone)).one("[data-editor]")["data-view"]
        for query in ("", "?view=grid")
    ]
    assert views == ["list", "grid"]


def test_an_empty_programme_says_what_to_do_next(client, edition):
    page = client.page(at(edition, "grid"))
    assert page.text_of(".empty-title") == "The programme is still empty"
    assert page.select("[data-body]"), "something can be drawn on it all the same"


def test_the_door_screens_are_one_click_away_once_there_is_a_release(client, edition):
    rooms = f"/en/{edition.slug}/rooms"
    assert not client.page(at(edition)).select(f".ed-ways a[href='{rooms}']")

    edition.latest_release = 1
    db.session.commit()

    assert len(client.page(at(edition)).select(f".ed-ways a[href='{rooms}']")) == 1


def test_a_session_is_moved_in_the_list_without_javascript_and_moved_back(client, edition):
    make_venue(edition, key="hall")
    make_session(edition, key="a")

    done = client.submit(
        at(edition), {"starts": "13:30", "minutes": "95", "place": "hall"}, form=row("a")
    )

    assert done.status_code == 303
    assert done.location.endswith("#session-a")
    assert slot_of(edition, "a") == Slot(day=DAY, starts=810, minutes=95, place="hall")
    page = client.page(done.location)
    assert "13:30–15:05" in page.text_of("#session-a")
    assert "Moved: Session" in page.text_of(".messages")
    assert "Undo Moved" in page.text_of("[data-undo]")
    client.send(page, at(edition), {}, form="[data-undo]")
    assert slot_of(edition, "a") == Slot(day=DAY, starts=570, minutes=90)
    page = client.page(at(edition))
    assert page.select("[data-undo] button[disabled]")
    client.send(page, at(edition), {}, form="[data-redo]")
    assert slot_of(edition, "a").starts == 810


def test_a_session_is_taken_off_its_day_and_put_on_another(client, edition):
    make_session(edition, key="a")
    client.submit(at(edition), {"day": "", "starts": ""}, form=row("a"))
    assert slot_of(edition, "a") == Slot(minutes=90)
    page = client.page(at(edition, day=NEXT))
    client.send(page, at(edition), {"day": NEXT.isoformat(), "starts": "09:00"}, form=row("a"))
    assert slot_of(edition, "a") == Slot(day=NEXT, starts=540, minutes=90)


@pytest.mark.parametrize(
    ("typed", "at_field", "sentence"),
    [
        ({"minutes": "0"}, "minutes", "A session is between 1 and 1,440 minutes long."),
        ({"minutes": "-30"}, "minutes", "A session is between 1 and 1,440 minutes long."),
        ({"minutes": "1441"}, "minutes", "A session is between 1 and 1,440 minutes long."),
        ({"minutes": "ninety"}, "minutes", "Not a valid integer value."),
        ({"starts": "23:00", "minutes": "90"}, "minutes", "The session would end after midnight."),
        ({"starts": "25:00"}, "starts", "Not a valid time value."),
        ({"day": ""}, "day", "A time needs its day."),
        ({"day": "2026-02-30"}, "day", "Not a valid date value."),
        ({"day": "0001-01-01"}, "day", "This day is more than a year away from the forum."),
        ({"place": "nowhere"}, "place", "Not a valid choice."),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_kept_as_typed(
    client, edition, typed, at_field, sentence
):
    make_session(edition, key="a")
    page = client.page(at(edition))
    action = str(page.one(row("a"))["action"])

    refused = post(client, action, fields(**typed))

    assert refused.status_code == 422
    shown = client.read(refused)
    assert sentence in shown.text_of(f"#{at_field}-a-error")
    assert sentence in shown.text_of("#refused")
    kept = shown.one(f"#{at_field}-a")
    if at_field != "place":
        assert kept["value"] == typed[at_field]
    assert slot_of(edition, "a") == Slot(day=DAY, starts=570, minutes=90)
    answer = move(client, edition, "a", **typed)
    assert answer.status_code == 422
    assert sentence in answer.json["fields"][at_field]


def test_a_refused_move_leaves_the_form_for_a_new_session_as_it_was(client, edition):
    make_session(edition, key="a")
    page = client.page(at(edition))
    action = str(page.one(row("a"))["action"])

    refused = client.read(post(client, action, fields(day="2031-01-01", minutes="77")))

    assert refused.one("#new [name=day]")["value"] == DAY.isoformat()
    assert not refused.one("#new [name=minutes]").get("value")
    assert not refused.select("#new .is-error")


@pytest.mark.parametrize("base", ["9" * 40, "-1", "first"])
def test_a_version_that_cannot_be_is_refused(client, edition, base):
    make_session(edition, key="a", venue=make_venue(edition, key="hall"))
    here = f"/manage/{edition.slug}/programme"

    assert move(client, edition, "a", base=base, starts="12:00").status_code == 422
    place, session = f"{here}/places/hall", f"{here}/sessions/a"
    assert post(client, place, {"base": base, "name-ko": "방"}).status_code == 422
    assert post(client, session, {"base": base, "title-ko": "토론"}).status_code == 400
    assert queries.session_title(edition, "a").ko != "토론"
    assert slot_of(edition, "a").starts == 570


def test_a_session_that_runs_past_midnight_already_can_still_change_its_room(client, edition):
    make_venue(edition, key="hall")
    make_session(edition, key="a", starts=1380, minutes=120)
    assert (
        move(client, edition, "a", starts="23:00", minutes="120", place="hall").status_code == 200
    )
    assert slot_of(edition, "a").place == "hall"


def test_a_move_by_the_script_is_answered_with_what_was_done(client, edition):
    make_session(edition, key="a")

    answer = move(client, edition, "a")

    assert answer.status_code == 200
    assert answer.json["operation"] == 1
    assert answer.json["said"].startswith("Moved: Session")
    again = move(client, edition, "a")
    assert (again.status_code, again.json["operation"]) == (200, None), "the same once more"
    assert queries.last_operation_number(edition) == 1


def test_the_script_draws_the_parts_of_the_page_anew(client, edition):
    make_session(edition, key="a")
    move(client, edition, "a")

    answer = client.get(f"/manage/{edition.slug}/programme/board?day={DAY}&view=grid", headers=JSON)

    parts = answer.json["parts"]
    assert set(parts) == {"tabs", "bar", "main", "tray", "warnings", "history"}
    assert 'data-base="1"' in parts["main"]
    assert "t24" in parts["main"]
    assert "Moved “" in parts["bar"]


def test_one_who_comes_second_sees_both_and_decides(client, edition):
    make_session(edition, key="a")
    page = client.page(at(edition))
    colleague = make_user(role=Role.EDITOR)
    other = client.application.test_client()
    sign_in(other, colleague)
    assert move(other, edition, "a", starts="11:00").status_code == 200

    late = client.send(page, at(edition), {"starts": "14:00"}, form=row("a"))

    assert late.status_code == 409
    shown = client.read(late)
    said = shown.text_of("#refused .banner-title")
    assert "Hong Gildong (trial) changed this session before you" in said
    assert "11:00–12:00" in said
    assert "14:00–15:30" in said
    assert slot_of(edition, "a").starts == 660
    assert shown.one("#starts-a")["value"] == "11:00"
    done = client.send(shown, at(edition), {}, form="#refused form")
    assert done.status_code == 303
    assert slot_of(edition, "a") == Slot(day=DAY, starts=840, minutes=90)


def test_the_script_is_told_by_whom_and_what_to_hold_against(client, edition):
    make_session(edition, key="a")
    move(client, edition, "a", starts="11:00")

    late = move(client, edition, "a", starts="14:00")

    assert late.status_code == 409
    assert late.json["base"] == 1
    assert late.json["said"].startswith("You have changed this session in another window")
    assert move(client, edition, "a", starts="14:00", base="1").status_code == 200


def test_undo_is_refused_where_somebody_else_has_gone_on(client, edition):
    make_session(edition, key="a")
    move(client, edition, "a", starts="11:00")
    revise_session(edition, "a", 1, {"starts": 700})
    page = client.page(at(edition))

    refused = client.send(page, at(edition), {}, form="[data-undo]")

    assert refused.status_code == 409
    assert "Somebody else has changed" in client.read(refused).text_of("#refused")
    assert slot_of(edition, "a").starts == 700


def test_undo_takes_back_only_what_the_button_said(client, edition):
    make_session(edition, key="a")
    move(client, edition, "a", starts="11:00")
    page = client.page(at(edition))
    move(client, edition, "a", starts="12:00", base="1")

    refused = client.send(page, at(edition), {}, form="[data-undo]")

    assert refused.status_code == 409
    shown = client.read(refused)
    assert "By now the button would do something else." in shown.text_of("#refused")
    assert slot_of(edition, "a").starts == 720
    assert client.send(shown, at(edition), {}, form="[data-undo]").status_code == 303
    assert slot_of(edition, "a").starts == 660


def test_there_is_nothing_to_undo_that_others_did(client, edition):
    make_session(edition, key="a")
    revise_session(edition, "a", 0, {"starts": 700})
    refused = post(client, f"/manage/{edition.slug}/programme/undo", headers=JSON)
    assert refused.status_code == 409
    assert refused.json["said"] == "There is nothing of yours to undo."


@pytest.mark.parametrize("act", ["move", "order", "cancel", "reinstate", "remove"])
def test_a_session_that_was_removed_meanwhile_is_said_to_be_gone(client, edition, act):
    address = f"/manage/{edition.slug}/programme/sessions/gone/{act}"
    refused = post(client, address, fields())
    assert refused.status_code == 409
    assert "has been removed" in client.read(refused).text_of("#refused")


def test_sessions_without_a_time_are_put_in_order(client, edition):
    for key in ("a", "b", "c"):
        make_session(edition, key=key, starts=None)
    page = client.page(at(edition))
    assert keys_of(page) == ["a", "b", "c"]
    action = str(page.one("#session-c button[value=earlier]")["formaction"])

    assert post(client, action, {"order": "earlier"}).status_code == 303

    page = client.page(at(edition))
    assert keys_of(page) == ["a", "c", "b"]
    assert page.select("#session-a button[value=earlier][disabled]")
    assert page.select("#session-b button[value=later][disabled]")
    assert "Changed the order of" in page.text_of("[data-undo]")


def test_a_session_is_cancelled_and_reinstated(client, edition):
    make_session(edition, key="a")
    page = client.page(at(edition))
    post(client, str(page.one("#session-a button[formaction*=cancel]")["formaction"]))
    page = client.page(at(edition))
    assert "Cancelled" in page.text_of("#session-a .ed-row-marks")
    again = str(page.one("#session-a button[formaction*=reinstate]")["formaction"])
    post(client, again, {"base": page.one("#session-a [name=base]")["value"]})
    db.session.expire_all()
    assert queries.find_session(edition, "a").state is SessionState.SCHEDULED


def test_a_session_is_removed_once_that_is_confirmed_and_undo_brings_it_back(client, edition):
    make_session(edition, key="a", people=(make_person(),))
    page = client.page(at(edition))
    address = str(page.one("#session-a a.ed-remove")["href"])

    done = client.submit(address, {})

    assert done.status_code == 303
    assert f"day={DAY}&view=list" in done.location
    assert queries.find_session(edition, "a") is None
    client.submit(at(edition), {}, form="[data-undo]")
    assert queries.draft_day(edition, DAY).agenda.sessions[0].roles


def test_a_session_is_created_in_brief(client, edition):
    make_venue(edition, key="hall")
    typed = {
        "title-ko": "새 토론",
        "title-en": "A new debate",
        "kind": "panel",
        "day": DAY.isoformat(),
        "starts": "16:00",
        "minutes": "45",
        "place": "hall",
    }
    page = client.page(at(edition))

    done = client.send(page, at(edition), typed, form="#new form")

    assert done.status_code == 303
    made = queries.find_session(edition, "session-1")
    assert (made.title, made.kind) == (LocalizedText("새 토론", "A new debate"), "panel")
    assert slot_of(edition, "session-1") == Slot(day=DAY, starts=960, minutes=45, place="hall")
    client.send(page, at(edition), typed, form="#new form")
    assert len(queries.session_positions(edition)) == 1, "the button, pressed twice"
    other = {**typed, "title-en": "Another"}
    client.send(page, at(edition), other, form="#new form")
    assert set(queries.session_positions(edition)) == {"session-1", "session-2"}


def test_a_new_session_needs_a_title_and_keeps_what_was_typed(client, edition):
    refused = client.submit(at(edition), {"starts": "16:00", "day": "2026-12-12"}, form="#new form")
    assert refused.status_code == 422
    page = client.read(refused)
    assert "Write a title" in page.text_of("#new .banner")
    assert page.one("#new [name=starts]")["value"] == "16:00"
    assert queries.session_positions(edition) == {}


def test_a_title_may_be_anything_that_can_be_written(client, edition):
    title = "𝔽𝕠𝕣𝕦𝕞 מבחן <b>&'\" " + "가" * 280
    client.submit(at(edition), {"title-ko": title[:300], "title-en": ""}, form="#new form")
    assert queries.session_title(edition, "session-1").ko == title[:300]
    assert client.get(at(edition, "grid", None)).status_code == 200
    too_long = client.submit(at(edition), {"title-ko": "가" * 301}, form="#new form")
    assert too_long.status_code == 422


@pytest.mark.parametrize("letter", ["\x00", "\x07", "\u202e", "\u202d"])
def test_a_title_has_no_character_that_nobody_sees(client, edition, letter):
    refused = client.submit(
        at(edition), {"title-ko": f"여는 말{letter}", "title-en": "Opening"}, form="#new form"
    )
    assert refused.status_code == 422
    page = client.read(refused)
    assert "control character" in page.text_of("#new .banner")
    assert page.one("#new [name=title-ko]")["value"] == "여는 말\ufffd"
    assert queries.session_positions(edition) == {}


def test_a_new_session_in_the_list_is_of_the_day_that_is_shown(client, edition):
    assert client.page(at(edition)).one("#new [name=day]")["value"] == DAY.isoformat()
    assert not client.page(at(edition, day=None)).one("#new [name=day]").get("value")


def test_warnings_of_the_day_stand_beside_it_and_on_the_blocks(client, edition):
    hall, person = make_venue(edition), make_person()
    make_session(edition, key="a", venue=hall, people=(person,))
    make_session(edition, key="b", venue=hall, people=(person,))
    page = client.page(at(edition, "grid"))
    about = [str(entry.get("data-about")) for entry in page.select(".ed-warnings li")]
    assert {"a", "b"} >= set(about)
    assert about
    assert page.select("[data-block][data-key=a] .tag-warn")


@pytest.mark.parametrize("view", ["grid", "list"])
def test_a_link_that_leads_nowhere_stands_beside_its_day_at_once(client, edition, view):
    away, there = f"/en/{edition.slug}/programme/nowhere", f"/en/{edition.slug}/programme/other"
    speaker = f"/en/{edition.slug}/speakers/anybody"
    session = make_session(edition, key="a", people=(make_person(),))
    make_session(edition, key="other", day=NEXT)
    links = [{"title": {"ko": "글", "en": "A text"}, "address": to} for to in (there, speaker)]
    session.materials = links
    db.session.commit()
    assert "Nothing is at" not in client.page(at(edition, view)).text

    session.materials = [*links, {**links[0], "address": away}]
    db.session.commit()

    (warning,) = [
        entry
        for entry in client.page(at(edition, view)).select(".ed-warnings li a")
        if away in entry.get_text()
    ]
    assert "/sessions/a" in str(warning["href"])


def test_the_history_says_who_did_what(client, edition):
    make_session(edition, key="a", title=LocalizedText("합의", "Consensus"))
    move(client, edition, "a", starts="11:00")
    revise_session(edition, "a", 1, {"track": "A"})
    post(client, f"/manage/{edition.slug}/programme/undo", headers=JSON)

    lines = client.page(at(edition)).texts_of(".ed-past li")

    assert [line.split(" · ")[0] for line in lines] == [
        "Undid: Moved “Consensus” Hong Gildong (trial)",
        "Changed “Consensus” The system",
        "Moved “Consensus” Hong Gildong (trial)",
    ]


def test_the_script_asks_whether_others_have_changed_anything(client, edition):
    make_session(edition, key="a")
    address = f"/manage/{edition.slug}/programme/board?day={DAY}&view=grid"
    assert client.page(at(edition)).one("[data-editor]")["data-state"] == "0-"
    assert client.get(f"{address}&seen=0-", headers=JSON).status_code == 204
    revise_session(edition, "a", 0, {"starts": 700})
    changed = client.get(f"{address}&seen=0-", headers=JSON)
    assert changed.status_code == 200
    assert changed.json["state"] == "1-"
    assert 'data-starts="700"' in changed.json["parts"]["main"]


def test_a_mark_shows_who_else_has_a_session_open(client, edition):
    make_session(edition, key="a")
    make_session(edition, key="b")
    keep_presence(edition, "a", make_user(role=Role.EDITOR).id)
    address = f"/manage/{edition.slug}/programme/board?day={DAY}&view=grid"

    page = client.page(at(edition, "grid"))

    assert page.text_of("[data-key=a] .tag-here") == "Open now: Hong Gildong (trial)"
    assert not page.select("[data-key=b] .tag-here")
    state = page.one("[data-editor]")["data-state"]
    assert state == "0-a.1"
    assert client.get(f"{address}&seen={state}", headers=JSON).status_code == 204
    assert client.get(f"{address}&seen=0-", headers=JSON).status_code == 200


def test_only_those_who_edit_the_programme_come_in(client):
    make_organiser(client, Role.REGISTRAR)
    edition = make_edition()
    make_session(edition, key="a")
    assert client.get(at(edition)).status_code == 403
    refused = client.get(f"/manage/{edition.slug}/programme/board", headers=JSON)
    assert (refused.status_code, refused.json["code"]) == (403, "forbidden")


def test_a_session_of_another_edition_is_not_reached(client, edition):
    other = make_edition()
    make_session(other, key="a")
    assert move(client, edition, "a").status_code == 409
    assert db.session.scalars(select(ProgrammeSession.starts)).all() == [570]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("view", "expected"), [("grid", 19), ("list", 19)])
def test_the_page_needs_the_same_statements_for_one_session_and_for_three(
    client, edition, rows, view, expected
):
    for _ in range(rows):
        make_session(edition, venue=make_venue(edition), people=(make_person(),))
        make_session(edition, day=NEXT)
    with count_queries() as statements:
        client.page(at(edition, view))
    assert len(statements) == expected


@pytest.mark.parametrize("rows", [1, 3])
def test_a_move_needs_the_same_statements_for_one_session_and_for_three(client, edition, rows):
    make_session(edition, key="a", people=(make_person(),))
    for _ in range(rows):
        make_session(edition, venue=make_venue(edition), people=(make_person(),))
        make_session(edition, day=NEXT)
    page = client.page(at(edition, "list"))
    with count_queries() as statements:
        client.send(page, at(edition), {"starts": "10:00"}, form=row("a"))
    assert len(statements) == 24
