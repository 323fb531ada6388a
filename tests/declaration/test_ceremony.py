"""The ceremony: the order of cities, who is called, what the hall sees, two officers at once."""

import re
from datetime import timedelta

import pytest

from forum.core import clock
from forum.core.db import db, set_reading
from forum.core.localized import EMPTY, LocalizedText
from forum.core.permissions import Role
from forum.declaration.ceremony import services
from forum.declaration.ceremony.errors import (
    CalledMeanwhileError,
    NobodyLeftError,
    NotCallableError,
    TurnMissingError,
)
from forum.declaration.ceremony.queries import load_sheet
from forum.declaration.ceremony.rules import board_of, moved, next_turn, shifted
from forum.declaration.ceremony.types import Scene, Turn, TurnState
from forum.declaration.models import Declaration
from forum.declaration.queries import find_standing_mandate
from forum.declaration.services import adopt, withdraw_mandate, withdraw_signature
from tests.conftest import count_queries
from tests.factories.accounts import make_organiser
from tests.factories.declaration import make_declaration, make_mandate, make_signature
from tests.factories.editions import make_city, make_edition

HALL = "/en/dwc-2030/declarations/trial/ceremony"
SHEET = "/manage/dwc-2030/declarations/trial/ceremony"
NAMES = (("빈", "Vienna"), ("밀라노", "Milan"), ("서울특별시", "Seoul"), ("방콕", "Bangkok"))


def turn(city_id: int, state=TurnState.WAITING, region: str = "europe") -> Turn:
    return Turn(
        city_id=city_id,
        key=f"city-{city_id}",
        name=LocalizedText("", f"City {city_id:02d}"),
        region=region,
        country=EMPTY,
        person=EMPTY,
        capacity=EMPTY,
        state=state,
    )


# ---------------------------------------------------------------- values alone


@pytest.mark.parametrize(
    ("one", "before", "expected"),
    [
        (3, 1, [3, 1, 2]),
        (1, 3, [2, 1, 3]),
        (1, None, [2, 3, 1]),
        (2, 2, [1, 3, 2]),
        (1, 9, [2, 3, 1]),
    ],
)
def test_a_city_is_put_before_another(one, before, expected):
    assert moved([1, 2, 3], one, before) == expected


@pytest.mark.parametrize(
    ("one", "by", "expected"),
    [(2, -1, [2, 1, 3]), (2, 1, [1, 3, 2]), (1, -1, [1, 2, 3]), (3, 1, [1, 2, 3])],
)
def test_a_city_goes_one_place_earlier_or_later(one, by, expected):
    assert shifted([1, 2, 3], one, by) == expected


def test_next_is_who_follows_and_then_who_was_passed_over():
    turns = [turn(1), turn(2, TurnState.SIGNED), turn(3, TurnState.ABSENT), turn(4), turn(5)]
    found = lambda called: getattr(next_turn(turns, called), "city_id", None)  # noqa: E731
    assert [found(0), found(1), found(4), found(5)] == [1, 4, 5, 1]
    assert next_turn([turn(1, TurnState.SIGNED), turn(2, TurnState.LEFT_OUT)], 1) is None
    assert next_turn([turn(1, TurnState.CALLED)], 1) is None


@pytest.mark.parametrize("counts", [(1,), (3, 2), (9, 9, 9, 9, 9), (3, 2, 2, 30, 8), (45,)])
def test_forty_five_cities_stand_in_columns_that_a_screen_can_hold(counts):
    regions = ("americas", "europe", "africa", "asia-pacific", "korea")
    turns = [
        turn(number, region=region)
        for region, count in zip(regions, counts, strict=False)
        for number in range(count)
    ]
    board = board_of(turns)
    assert sum(len(block.turns) for block in board.blocks) == len(turns)
    assert board.columns <= 7
    assert board.rows <= 10
    assert all(block.columns * board.rows >= len(block.turns) for block in board.blocks)


# ---------------------------------------------------------------- services


@pytest.fixture
def declaration(app) -> Declaration:
    edition = make_edition(slug="dwc-2030")
    edition.host = LocalizedText("서울특별시", "Seoul")
    made = make_declaration(edition, key="trial")
    for ko, en in NAMES:
        make_mandate(made, make_city(name=LocalizedText(ko, en)))
    db.session.commit()
    return made


def order(declaration: Declaration) -> list[str]:
    return [one.name.en for one in load_sheet(declaration).turns]


def city(declaration: Declaration, name: str) -> int:
    return next(one.city_id for one in load_sheet(declaration).turns if one.name.en == name)


def mandate_of(declaration: Declaration, name: str):
    return find_standing_mandate(declaration, city(declaration, name))


def state(declaration: Declaration, name: str) -> TurnState:
    return next(one.state for one in load_sheet(declaration).turns if one.name.en == name)


def test_the_order_is_that_of_protocol_until_somebody_changes_it(declaration):
    assert order(declaration) == ["Seoul", "Bangkok", "Milan", "Vienna"]
    services.shift(declaration, city(declaration, "Vienna"), -1)
    assert order(declaration) == ["Seoul", "Bangkok", "Vienna", "Milan"]
    services.put_before(declaration, city(declaration, "Milan"), city(declaration, "Seoul"))
    assert order(declaration) == ["Milan", "Seoul", "Bangkok", "Vienna"]


def test_a_city_whose_mandate_comes_late_is_called_last(declaration):
    services.shift(declaration, city(declaration, "Vienna"), -1)
    make_mandate(declaration, make_city(name=LocalizedText("아크라", "Accra")))
    assert order(declaration)[-1] == "Accra"
    assert [one.is_late for one in load_sheet(declaration).turns] == [False] * 4 + [True]
    services.call_next(declaration, 0)
    assert [one.is_late for one in load_sheet(declaration).turns] == [False] * 4 + [True]


def test_a_city_that_is_not_approved_is_not_called(declaration):
    make_mandate(declaration, is_approved=False)
    assert len(order(declaration)) == 4
    withdraw_mandate(mandate_of(declaration, "Milan"))
    assert order(declaration) == ["Seoul", "Bangkok", "Vienna"]
    with pytest.raises(TurnMissingError):
        services.shift(declaration, 999, 1)


def test_a_mandate_whose_last_day_is_past_is_not_called_and_is_shown_as_expired(
    declaration, client
):
    mandate_of(declaration, "Milan").expires_on = clock.today("Asia/Seoul") - timedelta(days=1)
    make_signature(mandate_of(declaration, "Vienna"))
    mandate_of(declaration, "Vienna").expires_on = clock.today("Asia/Seoul") - timedelta(days=1)
    make_organiser(client, Role.DECLARATION_OFFICER)
    db.session.commit()
    assert order(declaration) == ["Seoul", "Bangkok", "Vienna"]
    page = client.page(SHEET.replace("ceremony", "mandates"))
    shown = [row for row in page.texts_of("main tbody tr") if "Expired" in row]
    assert len(shown) == 1
    assert "Milan" in shown[0]


def test_cities_are_called_one_after_another_and_sign(declaration):
    assert services.call_next(declaration, 0).name.en == "Seoul"
    seoul = city(declaration, "Seoul")
    assert state(declaration, "Seoul") is TurnState.CALLED
    make_signature(mandate_of(declaration, "Seoul"))
    assert state(declaration, "Seoul") is TurnState.SIGNED
    assert services.call_next(declaration, seoul).name.en == "Bangkok"
    with pytest.raises(NotCallableError):
        services.call(declaration, seoul, city(declaration, "Bangkok"))
    sheet = load_sheet(declaration)
    assert sheet.last_signed is not None
    assert (sheet.signed, sheet.last_signed.name.en) == (1, "Seoul")


def test_a_press_that_comes_twice_calls_one_city(declaration):
    services.call_next(declaration, 0)
    with pytest.raises(CalledMeanwhileError):
        services.call_next(declaration, 0)
    assert state(declaration, "Seoul") is TurnState.CALLED


def test_who_is_absent_or_left_out_is_passed_over_and_can_come_back(declaration):
    for name in ("Seoul", "Milan"):
        services.mark_absent(declaration, city(declaration, name), is_absent=True)
    services.leave_out(declaration, city(declaration, "Bangkok"), is_left_out=True)
    assert services.call_next(declaration, 0).name.en == "Vienna"
    vienna = city(declaration, "Vienna")
    services.mark_absent(declaration, vienna, is_absent=True)
    assert state(declaration, "Vienna") is TurnState.ABSENT
    with pytest.raises(NobodyLeftError):
        services.call_next(declaration, 0)
    with pytest.raises(NotCallableError):
        services.call(declaration, city(declaration, "Bangkok"), 0)
    services.leave_out(declaration, city(declaration, "Bangkok"), is_left_out=False)
    assert services.call_next(declaration, 0).name.en == "Bangkok"
    assert services.call(declaration, vienna, city(declaration, "Bangkok")).name.en == "Vienna"
    assert state(declaration, "Vienna") is TurnState.CALLED
    assert state(declaration, "Bangkok") is TurnState.WAITING


def test_who_withdraws_the_signature_is_not_on_the_sheet(declaration):
    signature = make_signature(mandate_of(declaration, "Milan"))
    withdraw_signature(signature, "By letter of 3 May.")
    assert "Milan" not in order(declaration)


# ---------------------------------------------------------------- pages


@pytest.fixture
def officer(client, declaration):
    make_organiser(client, Role.DECLARATION_OFFICER)
    db.session.commit()
    return client


def press(client, page, path: str, data: dict[str, str] | None = None):
    """Press the button of a page whose form leads there."""
    return client.send(page, SHEET, data or {}, form=f"form[action='{SHEET}/{path}']")


def fresh() -> None:
    set_reading(value=False)
    db.session.rollback()


def test_the_run_sheet_needs_no_script(officer, declaration):
    page = officer.page(SHEET)
    assert "protocol order" in page.text_of("main")
    vienna = city(declaration, "Vienna")
    assert press(officer, page, f"cities/{vienna}/up").location == SHEET
    fresh()
    assert order(declaration) == ["Seoul", "Bangkok", "Vienna", "Milan"]
    assert press(officer, page, "next").location == SHEET
    assert "Seoul" in officer.page(SHEET).text_of(".ceremony-now")
    assert press(officer, page, "next").status_code == 409


def test_two_officers_at_once_keep_each_others_changes(officer, declaration):
    first, second = officer.page(SHEET), officer.page(SHEET)
    ids = {name: city(declaration, name) for _ko, name in NAMES}
    token = first.one("form[data-drop] [name=csrf_token]")["value"]
    dragged = {"csrf_token": token, "before": str(ids["Seoul"])}
    officer.post(f"{SHEET}/cities/{ids['Vienna']}/place", data=dragged)
    press(officer, second, f"cities/{ids['Milan']}/up")
    press(officer, first, f"cities/{ids['Bangkok']}/out")
    press(officer, second, f"cities/{ids['Seoul']}/absent")
    fresh()
    assert order(declaration) == ["Vienna", "Seoul", "Milan", "Bangkok"]
    assert state(declaration, "Bangkok") is TurnState.LEFT_OUT
    assert state(declaration, "Seoul") is TurnState.ABSENT


def test_the_run_sheet_follows_with_answers_that_have_no_body(officer, declaration):
    live = f"{SHEET}/live"
    first = officer.get(live)
    known = {"If-None-Match": first.headers["ETag"]}
    assert officer.get(live, headers=known).status_code == 304
    services.call_next(declaration, 0)
    db.session.commit()
    assert officer.get(live, headers=known).status_code == 200


def test_a_draft_has_no_ceremony(officer, declaration):
    make_declaration(declaration.edition, key="draft", is_frozen=False)
    db.session.commit()
    assert officer.get("/manage/dwc-2030/declarations/draft/ceremony").status_code == 409
    assert officer.get("/en/dwc-2030/declarations/draft/ceremony").status_code == 404


def test_the_hall_sees_who_is_called_who_has_signed_and_how_many(client, declaration):
    page = client.page(HALL)
    assert "0/ 4" in page.text_of(".hall-number")
    assert "The signing begins soon" in page.text_of("main")
    services.call_next(declaration, 0)
    make_signature(mandate_of(declaration, "Vienna"))
    db.session.commit()
    page = client.page(HALL)
    assert "Seoul 서울특별시" in page.text_of(".hall-panel.is-called")
    assert "Vienna 빈" in page.text_of(".hall-panel.is-just")
    assert "1/ 4" in page.text_of(".hall-number")
    assert "Hong Gildong" not in page.source
    korean = client.page(HALL.replace("/en/", "/ko/"))
    assert "서울특별시 Seoul" in korean.text_of(".hall-panel.is-called")


def test_asking_again_costs_one_statement_and_no_body(client, declaration):
    first = client.get(HALL)
    known = {"If-None-Match": first.headers["ETag"]}
    with count_queries() as asked:
        assert client.get(HALL, headers=known).status_code == 304
    assert len(asked) == 1
    make_signature(mandate_of(declaration, "Milan"))
    db.session.commit()
    assert client.get(HALL, headers=known).status_code == 200


def test_the_photo_shows_every_city_that_has_signed_and_nobody_else(client, declaration):
    for name in ("Seoul", "Milan"):
        make_signature(mandate_of(declaration, name))
    services.leave_out(declaration, city(declaration, "Bangkok"), is_left_out=True)
    services.show_scene(declaration, Scene.PHOTO)
    db.session.commit()
    assert declaration.edition.name.in_("en") in client.page(HALL).text_of(".hall-wall")
    adopt(declaration, declaration.edition.ends_on, LocalizedText("서울시청", "Seoul City Hall"))
    db.session.commit()
    page = client.page(HALL)
    said = page.text_of(".hall-wall")
    assert "Seoul City Hall 서울시청" in said
    assert re.search(r"Milan.*Seoul|Seoul.*Milan", said)
    assert "Vienna" not in said
    services.show_scene(declaration, Scene.SIGNING)
    db.session.commit()
    assert "Vienna" in client.page(HALL).text_of(".hall-wall")
