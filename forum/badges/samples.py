"""People who do not exist, to look at badges before anybody has registered."""

from forum.badges.types import BadgeCategory, BadgeHolder, Mark
from forum.core.countries import country_name
from forum.core.localized import EMPTY, LocalizedText

SAMPLE = "SAMPLE ONLY"
_NOBODY = BadgeCategory(key="", word=EMPTY, colour="#1e2124")
_OFFICE = LocalizedText("국제협력과장", "Head of International Co-operation")
_CITY_HALL = LocalizedText("서울특별시", "Seoul Metropolitan Government")
_SEOUL, _KOREA = LocalizedText("서울특별시", "Seoul"), country_name("KR")
SAMPLES = (
    BadgeHolder(
        name=LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
        language="ko",
        category=_NOBODY,
        number="SAMPLE-0001",
        token=SAMPLE,
        position=_OFFICE,
        affiliation=_CITY_HALL,
        city=_SEOUL,
        country=_KOREA,
        marks=(Mark.INTERPRETATION,),
    ),
    BadgeHolder(
        name=LocalizedText(
            "막시밀리아나 볼페슐레겔슈타인 (시험)", "Maximiliana Wolfeschlegelstein (trial)"
        ),
        language="en",
        category=_NOBODY,
        number="SAMPLE-0002",
        token=SAMPLE,
        position=_OFFICE,
        affiliation=LocalizedText(
            "사회노동부", "Department of Labour, Invalids and Social Affairs"
        ),
        city=LocalizedText("함부르크", "Hamburg"),
        country=country_name("DE"),
        marks=(Mark.INTERPRETATION, Mark.NO_PHOTO),
    ),
    BadgeHolder(
        name=LocalizedText("洪吉童 (시험)", ""),
        language="ko",
        category=_NOBODY,
        number="SAMPLE-0003",
        token=SAMPLE,
        affiliation=LocalizedText("한국노동연구원", ""),
        country=_KOREA,
        marks=(Mark.NO_PHOTO,),
    ),
)
