"""The one page, for development only."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from forum.core.errors import NotFoundError
from forum.core.localized import LocalizedText
from forum.core.settings import current_settings
from forum.programme.layout import layout_day
from forum.styleguide.forms import SampleForm
from forum.styleguide.rules import MARKS, OFFICE, SPEAKER, sample_agenda
from forum.web.access import public

styleguide = Blueprint("styleguide", __name__)

NOTICE = {
    "purpose": LocalizedText("식사와 지원 준비", "To prepare meals and assistance"),
    "items": LocalizedText("식사, 필요한 지원", "Diet, assistance needed"),
    "period": LocalizedText("포럼이 끝나고 5일", "Five days after the forum"),
    "refusal": LocalizedText("기본 식사를 드립니다.", "You get the standard meal."),
}


@styleguide.get("/styleguide")
@public
def index() -> ResponseReturnValue:
    """Show every component in all its states.

    Raises:
        NotFoundError: the forum is not being developed here.
    """
    if not current_settings().development:
        raise NotFoundError
    agenda = sample_agenda()
    broken = SampleForm(
        MultiDict({"broken-both-ko": "한국어"}), prefix="broken", meta={"csrf": False}
    )
    broken.validate()
    return render_template(
        "styleguide/index.html",
        agenda=agenda,
        score=layout_day(agenda, agenda.days[0]),
        marks=MARKS,
        form=SampleForm(meta={"csrf": False}),
        broken=broken,
        notice=NOTICE,
        speakers=(SPEAKER, OFFICE),
        sample=LocalizedText("두 언어로 쓴 글", "Written in both languages"),
        half=LocalizedText("한국어로만 쓴 글", ""),
    )
