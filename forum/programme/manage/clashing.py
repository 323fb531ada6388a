"""A save that came after somebody else's: both versions, part by part, and what is chosen."""

from collections.abc import Sequence

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from forum.core import audit
from forum.core.i18n import gettext as _
from forum.editions.models import Edition
from forum.programme import queries
from forum.programme.forms.session import SessionForm
from forum.programme.forms.values import as_posted, part_of, with_parts
from forum.programme.manage.sentences import actor_names
from forum.programme.manage.session_answers import written
from forum.programme.manage.session_page import (
    BareForm,
    Opened,
    moment_text,
    parts_drawn,
    parts_of,
)
from forum.programme.types import Conflict
from forum.web.problems import wants_json

KEEP = "keep-"
THEIRS = "theirs"
_OURS = frozenset({"csrf_token", "base", "rows", "resolve", "parts"})

Posted = MultiDict[str, str] | ImmutableMultiDict[str, str]


def late(
    opened: Opened, form: SessionForm, conflict: Conflict, posted: Posted
) -> ResponseReturnValue:
    """Answer with both versions of what both have changed; nothing was saved."""
    clashing = parts_of(clash.field for clash in conflict.clashes)
    others = [part for part in parts_of(conflict.theirs) if part not in clashing]
    own = [part for part in parts_of(conflict.mine) if part not in clashing]
    mine = with_parts(form, clashing)
    shown = {
        "edition": opened.edition,
        "choices": opened.choices,
        "theirs": opened.session,
        "mine": mine,
        "by": by_whom(opened.edition, conflict),
    }
    if wants_json():
        drawn = {
            part: render_template("programme/manage/_clash.html", part=part, **shown)
            for part in clashing
        }
        return (
            jsonify(
                clash=drawn,
                theirs=parts_drawn(opened, [*clashing, *others]),
                version=conflict.version,
                said=shown["by"],
            ),
            409,
        )
    page = render_template(
        "programme/manage/conflict.html",
        session=opened.session,
        clashing=clashing,
        others=others,
        parts=[*clashing, *own],
        hidden=_kept(posted),
        version=conflict.version,
        bare=BareForm(formdata=None),
        **shown,
    )
    return page, 409


def resolved(
    opened: Opened, posted: Posted, parts: Sequence[str]
) -> tuple[MultiDict[str, str], list[str]]:
    """Return what is to be saved once somebody has chosen: theirs is as the draft has it now."""
    dropped = {part for part in parts if posted.get(KEEP + part) == THEIRS}
    made: MultiDict[str, str] = MultiDict(
        (name, value)
        for name, value in posted.items(multi=True)
        if part_of(name) not in dropped and not name.startswith(KEEP)
    )
    for name, values in as_posted(opened.form()).lists():
        if part_of(name) in dropped:
            made.setlist(name, values)
    return made, [part for part in parts if part not in dropped]


def by_whom(edition: Edition, conflict: Conflict) -> str:
    """Return who was faster, and when."""
    operation = queries.find_operation(edition, conflict.version)
    time = moment_text(operation.made_at, edition) if operation else ""
    if conflict.actors == (audit.present_actor(),):
        return _("You have saved this session in another window at %(time)s.", time=time)
    names = ", ".join(written(name) for name in actor_names(conflict.actors).values())
    return _("%(who)s saved this session at %(time)s.", who=names, time=time)


def _kept(posted: Posted) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, value in posted.items(multi=True)
        if name not in _OURS and not name.startswith(KEEP)
    ]
