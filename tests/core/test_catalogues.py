import gettext
import os

import pytest

from forum.core import catalogues

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.fixture
def folder(tmp_path):
    for language in ("ko", "en"):
        (tmp_path / language).mkdir()
    return tmp_path


def write(folder, name, msgid, msgstr):
    path = folder / "ko" / name
    path.write_text(f'{HEAD}msgid "{msgid}"\nmsgstr "{msgstr}"\n', encoding="utf-8")
    return path


def translate(folder, message):
    return gettext.translation("messages", folder / "compiled", ["ko"]).gettext(message)


def test_the_files_of_a_language_become_one_catalogue(folder):
    write(folder, "badges.po", "Badge", "명찰")
    write(folder, "checkin.po", "Check-in", "입장 확인")

    catalogues.ensure_compiled(folder)

    assert translate(folder, "Badge") == "명찰"
    assert translate(folder, "Check-in") == "입장 확인"


def test_a_newer_source_is_compiled_again(folder):
    path = write(folder, "badges.po", "Badge", "명찰")
    catalogues.ensure_compiled(folder)
    made = catalogues.compiled_path(folder, "ko")
    write(folder, "badges.po", "Badge", "이름표")
    os.utime(path, (made.stat().st_mtime + 5,) * 2)

    catalogues.ensure_compiled(folder)

    gettext._translations.clear()  # type: ignore[attr-defined]  # noqa: SLF001  gettext's own memory
    assert translate(folder, "Badge") == "이름표"


def test_two_translations_of_one_message_are_refused(folder):
    write(folder, "badges.po", "Badge", "명찰")
    write(folder, "checkin.po", "Badge", "이름표")

    with pytest.raises(catalogues.CatalogueConflictError, match=r"checkin\.po"):
        catalogues.compile_all(folder)
