"""A list of hundreds that is drawn once looks as WTForms' own would."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice, SelectField

from forum.web.forms import Form
from forum.web.long_select import LongSelectField, Options

PLACES = (("", "None"), ("a&b", "A & <B>"), ("kr", "대한민국"))


class Probe(Form):
    quick = LongSelectField("Place")
    usual = SelectField("Place", choices=[SelectChoice(*place) for place in PLACES])

    class Meta(Form.Meta):
        csrf = False


@pytest.mark.parametrize("chosen", ["", "a&b", "kr", "elsewhere"])
def test_it_looks_as_the_usual_one(app, chosen):
    with app.test_request_context():
        form = Probe(MultiDict({"quick": chosen, "usual": chosen}))
        form.quick.offer(Options(PLACES))
        drawn = str(form.quick(class_="input"))
        assert drawn == str(form.usual(class_="input")).replace("usual", "quick")
        assert form.quick.validate(form) is (chosen != "elsewhere")


def test_options_that_were_forgotten_are_no_empty_list(app):
    with app.test_request_context(), pytest.raises(AttributeError):
        Probe(MultiDict()).quick()
