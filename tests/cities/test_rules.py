from forum.cities.models import Indicator, IndicatorValue
from forum.cities.rules import areas_of, years_of
from forum.core.localized import LocalizedText

JOBS, LABOUR = LocalizedText("일자리", "Jobs"), LocalizedText("노동", "Labour")


def _indicator(area: LocalizedText, *years: int) -> Indicator:
    values = [IndicatorValue(year=year, amount=1, reached=True) for year in years]
    return Indicator(area=area, title=area, unit=area, values=values)


def test_indicators_stand_under_their_areas_in_the_order_in_which_these_appear():
    first, second, third = _indicator(LABOUR), _indicator(JOBS), _indicator(LABOUR)

    assert areas_of([first, second, third]) == [(LABOUR, [first, third]), (JOBS, [second])]


def test_years_are_all_those_with_any_value():
    assert years_of([_indicator(JOBS, 2017, 2016), _indicator(LABOUR, 2018)]) == [2016, 2017, 2018]
