"""Handing out the files with which people have answered."""

from flask import Response

from forum.registration.questions.errors import AnswerFileNotFoundError
from forum.registration.questions.models import AnswerFile
from forum.web.headers import send_away


def hand_out(file: AnswerFile | None) -> Response:
    """Return a file to be saved, for nobody but who asks now.

    Raises:
        AnswerFileNotFoundError: there is none.
    """
    if file is None:
        raise AnswerFileNotFoundError
    return send_away(Response(file.data, content_type=file.content_type), file.filename)
