"""How the form of a session answers its own script, and a save that was refused."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import jsonify, url_for
from flask.typing import ResponseReturnValue

from forum.core.errors import Refusal
from forum.core.i18n import current_language
from forum.core.i18n import gettext as _
from forum.core.localized import LocalizedText
from forum.editions.models import Edition
from forum.programme.forms.session import SessionForm
from forum.programme.forms.values import part_of, with_parts
from forum.programme.manage.sentences import actor_names
from forum.programme.manage.session_page import (
    Opened,
    find_opened,
    moment_text,
    now_text,
    parts_drawn,
    parts_of,
    show,
)
from forum.programme.models import ProgrammeOperation
from forum.programme.types import Since
from forum.web.problems import wants_json

UNPROCESSABLE = 422


def saved(
    opened: Opened,
    form: SessionForm,
    operation: ProgrammeOperation | None,
    *,
    saved: Sequence[str],
    wrong: Mapping[str, Sequence[str]],
    since: Since | None,
) -> ResponseReturnValue:
    """Tell the script which parts are saved, what is wrong, and what others have changed."""
    fields = since.fields if since else frozenset()
    theirs = [part for part in parts_of(fields) if part not in saved]
    after = find_opened(opened.edition, opened.session.key) if theirs else None
    title = after.session.title if after else with_parts(form, saved).title
    answer = {
        "saved": list(saved),
        "wrong": wrong,
        "wrong_parts": sorted({part_of(name) for name in wrong}),
        "version": operation.number if operation else opened.version,
        "title": title.in_(current_language()),
        "said": _("Saved at %(time)s", time=now_text(opened.edition)) if saved else "",
        "theirs": parts_drawn(after, theirs) if after else {},
        "others_said": others_said(since, opened.edition) if since and theirs else "",
    }
    if not saved:  # nothing was written: what others did is told with the next save that succeeds
        answer["version"] = None
    return jsonify(answer), 200 if saved else UNPROCESSABLE


def refused(opened: Opened, form: SessionForm, error: Refusal) -> ResponseReturnValue:
    """Answer that nothing was saved, and why; what was typed is kept."""
    if wants_json():
        return jsonify(title=error.sentence()), error.status
    return show(opened, form, refused=error.sentence()), error.status


def gone(
    edition: Edition, said: str, who: LocalizedText | str, at: datetime
) -> ResponseReturnValue:
    """Tell the script that the session was removed, by whom, and where it can be made anew."""
    return (
        jsonify(
            gone=True,
            said=said,
            by=_(
                "Removed by %(who)s at %(time)s.", who=written(who), time=moment_text(at, edition)
            ),
            new=url_for("programme_manage.new_session", edition=edition.slug),
        ),
        409,
    )


def others_said(since: Since, edition: Edition) -> str:
    """Return who changed something meanwhile: "홍길동 changed this session at 14:03"."""
    names = ", ".join(written(name) for name in actor_names(since.actors).values())
    if since.at is None:
        return ""
    return _(
        "%(who)s changed this session at %(time)s. You see it as it is now.",
        who=names,
        time=moment_text(since.at, edition),
    )


def written(name: LocalizedText | str) -> str:
    """Return somebody's name in the reader's language."""
    return name if isinstance(name, str) else name.in_(current_language())
