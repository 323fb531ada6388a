"""Sealed papers: set, sealed, kept, and told from what was tampered with."""

import asyncio
import hashlib
import io
import json
import math
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask
from pydantic import ValidationError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from sqlalchemy import select

from forum.core import clock
from forum.core.db import db
from forum.core.localized import EMPTY, LANGUAGES, LocalizedText
from forum.core.mail import OutgoingMail
from forum.core.queue import background, do_in_parts
from forum.core.settings import Settings, current_settings
from forum.declaration import services
from forum.declaration.documents import exports, queries
from forum.declaration.documents.models import SealedDocument
from forum.declaration.documents.rules import (
    certificate_fingerprint,
    check_paper,
    is_host,
    protocol_order,
)
from forum.declaration.documents.sealing import seal_certificate, seal_pdf, trusted_certificates
from forum.declaration.documents.services import InstrumentPress, hold_receipt, make_seal
from forum.declaration.documents.types import (
    Instrument,
    InstrumentSignature,
    LaterEvent,
    PaperVerdict,
)
from forum.declaration.exports import receipt_pdf
from forum.declaration.forms import LONGEST_ARTICLE
from forum.declaration.ink.rules import ink_from, ink_svg
from forum.declaration.ink.types import Stroke
from forum.declaration.queries import load_receipt
from forum.declaration.types import ArticleText
from forum.tokens.services import load_or_make_certificate, read_certificate
from tests.factories.authority import Authority, open_authority
from tests.factories.declaration import (
    MADE_AT,
    STATEMENT,
    TEXT,
    make_declaration,
    make_mandate,
    make_signature,
)

pytestmark = pytest.mark.usefixtures("app")

SEOUL = LocalizedText("서울특별시", "Seoul")


def _wave(seed: int) -> tuple[Stroke, ...]:
    return tuple(
        tuple((60.0 * k + 3 * i, 30 + 22 * math.sin(i / 3 + seed + k)) for i in range(30))
        for k in range(3)
    )


def _block(number: int, **more: object) -> InstrumentSignature:
    city = LocalizedText(f"도시 {number}", f"City {number:02d}") if number else SEOUL
    values: dict[str, Any] = {
        "city": city,
        "key": f"city-{number}",
        "name": LocalizedText("홍길동 (시험)", "Hong Gildong (trial)"),
        "capacity": LocalizedText("시험 시장", "Trial mayor"),
        "strokes": _wave(number) if number % 3 == 0 else (),
        "signed_at": MADE_AT + timedelta(minutes=number),
        "number": f"DWC30-D1-{number:04d}",
        "sha256": f"{number:064x}",
        **more,
    }
    return InstrumentSignature(**values)


def _instrument(cities: int) -> Instrument:
    return Instrument(
        edition=LocalizedText("시험 포럼", "Trial forum"),
        slug=TEXT.edition,
        key=TEXT.declaration,
        is_trial=True,
        text=TEXT,
        text_sha256="5a" * 32,
        adopted_on=date(2026, 11, 20),
        adopted_in=LocalizedText("서울", "Seoul"),
        timezone="Asia/Seoul",
        sequence=2 * cities + 1,
        head="9f" * 32,
        made_at=MADE_AT,
        signatures=tuple(_block(number) for number in range(cities)),
        accessions=(_block(90, is_accession=True),),
        later=(
            LaterEvent(
                kind="erratum",
                made_at=MADE_AT,
                sha256="cd" * 32,
                facts={
                    "place": "article 2",
                    "language": "en",
                    "reads": "wurk",
                    "should_read": "work",
                },
            ),
            LaterEvent(
                kind="withdrawal",
                made_at=MADE_AT,
                sha256="ab" * 32,
                city=LocalizedText("빈", "Vienna"),
                facts={"number": "DWC30-D1-0099"},
            ),
        ),
    )


@pytest.fixture
def sealed() -> bytes:
    """A small sealed instrument."""
    reserved = _block(1, reservation="As our law allows.", name=EMPTY, capacity=EMPTY)
    instrument = _instrument(0)
    values = {name: getattr(instrument, name) for name in Instrument.__slots__}
    made = Instrument(**{**values, "signatures": (reserved,)})
    return seal_pdf(exports.instrument_pdf(made), "Instrument")[0]


def test_a_seal_is_genuine_for_us_and_for_another_library(sealed: bytes):
    finding = check_paper(sealed, trusted_certificates())
    assert finding.verdict is PaperVerdict.GENUINE
    assert finding.sha256 == hashlib.sha256(sealed).hexdigest()
    assert not finding.has_timestamp
    _key, certificate = seal_certificate()
    trust = asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    # in a thread of its own: it begins an event loop, and a browser's test may have left one
    with ThreadPoolExecutor(max_workers=1) as apart:
        context = ValidationContext(trust_roots=[trust])
        status = apart.submit(validate_pdf_signature, signature, context).result()
    assert status.bottom_line, status.pretty_print_details()
    assert status.coverage.name == "ENTIRE_FILE"
    assert str(signature.sig_object["/SubFilter"]) == "/ETSI.CAdES.detached"


def test_a_seal_is_valid_for_poppler(sealed: bytes, tmp_path: Path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(sealed)
    said = subprocess.run(["pdfsig", str(file)], capture_output=True, text=True, check=True)  # noqa: S603, S607
    assert "Signature Validation: Signature is Valid." in said.stdout
    assert "Total document signed" in said.stdout


def test_a_paper_is_archival_accessible_and_brings_its_fonts(sealed: bytes):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        claims = pdf.open_metadata()
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"]) == ("2", "A")
        assert claims["pdfuaid:part"] == "1"
        assert pdf.pdf_version == "1.7"
        assert "/Version" not in pdf.Root
        assert bool(pdf.Root.MarkInfo.Marked)
        fonts = [one for one in pdf.objects if _is_font(one)]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)
        assert str(pdf.Root.Lang) in {"ko", "ko-KR", "en"}
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert [str(one.S) for one in pdf.Root.OutputIntents] == ["/GTS_PDFA1"]
        assert all(page.Tabs == "/S" for page in pdf.pages)


def test_the_parts_of_a_paper_are_named_spoken_and_described(sealed: bytes):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        parts = list(_parts(pdf.Root.StructTreeRoot))
        names = [str(part.S) for part in parts]
        assert names[0] == "/Document"
        assert {"/H1", "/H2", "/Span"} <= set(names)
        assert {str(part.Lang) for part in parts if "/Lang" in part} == {"en"}, "the rest is Korean"
        figures = [part for part in parts if part.S == "/Figure"]
        assert figures
        assert all(str(figure.Alt) for figure in figures)


def test_the_field_of_the_seal_says_what_it_is_and_lies_outside_the_page(sealed: bytes):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert str(field.TU)
        printed, hidden = 4, 2
        assert int(field.F) & (printed | hidden) == printed
        x, y = (float(number) for number in field.Rect[:2])
        left, low, right, high = (float(number) for number in pdf.pages[0].mediabox)
        assert not (left <= x <= right and low <= y <= high)


def _parts(part: Any) -> Iterator[Any]:
    if not isinstance(part, pikepdf.Dictionary):
        return
    if "/S" in part:
        yield part
    inner: Any = part.get("/K", [])
    for one in inner if isinstance(inner, pikepdf.Array) else [inner]:
        yield from _parts(one)


def _is_font(one: object) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"


def _read(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def test_the_instrument_says_all_of_it_on_each_page_its_hash(sealed: bytes):
    pages = _read(sealed)
    for page in pages:
        assert "5a5a5a5a" in page
        assert "/declarations/trial-declaration/verify" in page
    words = " ".join(" ".join(pages).split())
    for expected in (
        "시험 선언",
        "A trial declaration",
        "The second article",
        "Trial: not real signatures",
        "As our law allows.",
        "Witness",
        "Annex: later accessions",
        "City 90",
        "Vienna: withdrew its signature",
        "제2조",
        "wurk",
        "DWC30-D1-0001",
    ):
        assert expected in words, expected
    assert words.count("Hong Gildong") == 1, "the one who did not agree to be named is not"


def test_the_instrument_has_every_word_that_was_frozen():
    text = replace(
        TEXT,
        articles=(
            *TEXT.articles,
            ArticleText(3, LocalizedText("셋째 조\n둘째 줄", "The third article\nIts second line")),
        ),
        prevailing=LocalizedText("영문을 따른다", "The English text prevails"),
    )
    pdf = exports.instrument_pdf(replace(_instrument(1), text=text))
    lines = [line.strip() for page in _read(pdf) for line in page.splitlines()]
    for words in (text.title, text.preamble, *(a.text for a in text.articles), text.prevailing):
        for language in LANGUAGES:
            for line in words.written_in(language).splitlines():
                assert any(line in found for found in lines), line


def _lowest(pdf: bytes, words: str) -> list[float]:
    """Return how far above the foot of its page each place with these words stands, in points."""
    found = []
    for page in pypdfium2.PdfDocument(pdf):
        seen = page.get_textpage()
        search = seen.search(words)
        while place := search.get_next():
            found.append(min(seen.get_charbox(place[0] + n)[1] for n in range(place[1])))
    return found


def test_what_is_longer_than_a_page_goes_on_upon_the_next():
    def long(most: int, last: str) -> str:
        return ("Cities strive for decent work. " * 300)[: most - len(last)] + last

    text = replace(
        TEXT,
        preamble=LocalizedText("가" * LONGEST_ARTICLE, long(LONGEST_ARTICLE, " PQ91")),
        articles=(
            ArticleText(1, LocalizedText("나" * LONGEST_ARTICLE, long(LONGEST_ARTICLE, " PQ92"))),
        ),
    )
    signed = _block(1, reservation="\n".join([*["As our law allows."] * 200, "PQ93"]))
    later = replace(
        _instrument(1).later[0],
        facts={
            "place": "article 1",
            "language": "en",
            "reads": long(2000, " PQ94"),
            "should_read": long(2000, " PQ95"),
        },
    )
    pdf = exports.instrument_pdf(
        replace(_instrument(1), text=text, signatures=(signed,), later=(later,))
    )
    for words in ("PQ91", "PQ92", "PQ93", "PQ94", "PQ95"):
        (height,) = _lowest(pdf, words)
        assert height > 70, f"{words} stands above the foot"


def _changed(pdf: bytes) -> bytes:
    return pdf[:2000] + bytes([pdf[2000] ^ 1]) + pdf[2001:]


def _added_to(pdf: bytes) -> bytes:
    return pdf + b"\n% more\n"


def _saved_anew(pdf: bytes) -> bytes:
    kept = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(kept)
    return kept.getvalue()


def _without_seal(pdf: bytes) -> bytes:
    return pdf[: pdf.index(b"%%EOF") + 5]


def _no_pdf(pdf: bytes) -> bytes:
    return b"PK" + pdf


def _with_garbage_for_a_seal(pdf: bytes) -> bytes:
    place = pdf.index(b"/Contents <") + 11
    return pdf[:place] + b"00" * 40 + pdf[place + 80 :]


def _endless_range(pdf: bytes) -> bytes:
    place = pdf.index(b"/ByteRange [") + 12
    return pdf[:place] + b"0 9999999999 9999999999 1]" + pdf[place + 26 :]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        (_changed, PaperVerdict.CHANGED),
        (_added_to, PaperVerdict.ADDED_TO),
        (_saved_anew, PaperVerdict.SAVED_ANEW),
        (_without_seal, PaperVerdict.NO_SEAL),
        (_no_pdf, PaperVerdict.NO_PDF),
        (_with_garbage_for_a_seal, PaperVerdict.CHANGED),
        (_endless_range, PaperVerdict.SAVED_ANEW),
        (lambda _pdf: b"", PaperVerdict.NO_PDF),
    ],
)
def test_each_way_of_spoiling_a_paper_is_told_from_the_others(
    sealed: bytes, change: Callable[[bytes], bytes], verdict: PaperVerdict
):
    assert check_paper(change(sealed), trusted_certificates()).verdict is verdict


def test_a_paper_of_another_house_is_said_to_be_one(sealed: bytes, tmp_path: Path):
    _key, other = load_or_make_certificate(tmp_path, "Another house", MADE_AT)
    finding = check_paper(sealed, frozenset({certificate_fingerprint(other)}))
    assert finding.verdict is PaperVerdict.OTHER_SYSTEM
    assert finding.sealed_by.startswith("Forum ")


def test_opening_a_paper_leaves_its_seal_valid(sealed: bytes, tmp_path: Path):
    file = tmp_path / "paper.pdf"
    file.write_bytes(sealed)
    with pikepdf.open(file) as opened:
        assert len(opened.pages) > 1
    assert len(_read(file.read_bytes())) > 1
    assert check_paper(file.read_bytes(), trusted_certificates()).verdict is PaperVerdict.GENUINE


def test_the_instrument_of_45_cities_is_sealed():
    pdf, _stamped = seal_pdf(exports.instrument_pdf(_instrument(45)), "Instrument")
    assert check_paper(pdf, trusted_certificates()).verdict is PaperVerdict.GENUINE


def test_a_paper_is_sealed_for_whoever_is_inside_an_event_loop_already():
    paper = exports.instrument_pdf(_instrument(1))

    async def inside() -> bytes:
        return seal_pdf(paper, "Instrument")[0]

    assert (
        check_paper(asyncio.run(inside()), trusted_certificates()).verdict is PaperVerdict.GENUINE
    )


# ---------------------------------------------------------------- order and ink


def test_the_host_comes_first_and_the_others_by_their_english_names():
    blocks = [_block(7), _block(0), _block(3, city=LocalizedText("가나", "éclair")), _block(2)]
    host = LocalizedText("서울특별시", "Seoul Metropolitan Government")
    order = [one.key for one in protocol_order(blocks, host)]
    assert order == ["city-0", "city-2", "city-7", "city-3"]
    assert [one.key for one in protocol_order(blocks, EMPTY)][-2:] == ["city-0", "city-3"]
    assert not is_host(LocalizedText(en=""), host)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "no json",
        "[]",
        "{}",
        "[[]]",
        '[["x"]]',
        "[[[1]]]",
        "[[[1e99, 2]]]",
        "[3]",
        "null",
        "[[[NaN, 1]]]",
    ],
)
def test_what_is_no_ink_is_drawn_as_none(written: str):
    assert ink_svg(ink_from(written)) == ""


def test_ink_is_drawn_whatever_it_was_written_on():
    dot = ink_svg(ink_from("[[[5, 5]]]"))
    assert dot.count("<path") == 1
    as_objects = json.dumps(
        {"strokes": [{"points": [{"x": 1, "y": 2, "time": 3}, {"x": 4, "y": 9}]}]}
    )
    as_lists = "[[[1, 2, 0.5], [4, 9, 0.5]]]"
    assert ink_svg(ink_from(as_objects)) == ink_svg(ink_from(as_lists))
    many = [[[n % 700, (n * 7) % 150] for n in range(50_000)]]
    drawn = ink_svg(ink_from(json.dumps(many)))
    assert len(drawn) < 150_000
    far = ink_svg(ink_from("[[[-900, 10], [900, 4000]]]"))
    numbers = [float(n) for n in far.split('d="M')[1].split('"')[0].replace("L", " ").split()]
    assert all(0 <= number <= 300 for number in numbers)


# ---------------------------------------------------------------- the certificate


def test_the_certificate_is_made_once_and_kept_to_its_owner(tmp_path: Path):
    _key, made = load_or_make_certificate(tmp_path, "A house", MADE_AT)
    _key, again = load_or_make_certificate(tmp_path, "Another name", MADE_AT)
    assert made == again
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o077 == 0
    other = tmp_path / "other"
    load_or_make_certificate(other, "Another house", MADE_AT)
    with pytest.raises(ValueError, match="is not the certificate of"):
        read_certificate(file, other / "document-seal.pem")


def test_the_worker_makes_the_certificate_before_anybody_signs(app: Flask):
    made = current_settings().keys_dir / "document-seal.pem"
    made.unlink(missing_ok=True)
    tasks = background(app).huey._registry.periodic_tasks  # noqa: SLF001  huey has no other way
    assert "document_seal" in {task.name for task in tasks}
    do_in_parts(make_seal())
    before = made.read_bytes()
    do_in_parts(make_seal())
    assert made.read_bytes() == before
    assert len(trusted_certificates()) == 1


def test_a_certificate_can_be_supplied(app: Flask, sealed: bytes, tmp_path: Path, monkeypatch):
    _key, certificate = load_or_make_certificate(tmp_path, "An authority's", MADE_AT)
    file = tmp_path / "document-seal.pem"
    settings = current_settings().model_copy(update={"seal_certificate": file, "seal_key": file})
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert seal_certificate()[1] == certificate
    assert check_paper(sealed, trusted_certificates()).verdict is PaperVerdict.GENUINE, (
        "the old one stays trusted"
    )
    assert len(trusted_certificates()) == 2
    with pytest.raises(ValidationError, match="seal_certificate and seal_key"):
        Settings(seal_key=file)


# ---------------------------------------------------------------- a time-stamping authority


@pytest.fixture
def authority(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    """A time-stamping authority on this machine, which the settings name."""
    with open_authority() as opened:
        settings = current_settings().model_copy(update={"tsa_url": opened.address})
        monkeypatch.setitem(app.extensions, "settings", settings)
        yield opened


@pytest.mark.usefixtures("authority")
def test_an_authority_stamps_the_seal_with_the_time():
    pdf, is_stamped = seal_pdf(exports.instrument_pdf(_instrument(1)), "Instrument")
    assert is_stamped
    finding = check_paper(pdf, trusted_certificates())
    assert finding.verdict is PaperVerdict.GENUINE
    assert finding.has_timestamp
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    assert signature.external_md_algorithm == "sha256"
    stamp = signature.signer_info["unsigned_attrs"][0]
    assert stamp["type"].native == "signature_time_stamp_token"


def test_an_authority_that_is_down_leaves_the_paper_without_a_timestamp(
    authority: Authority, caplog: pytest.LogCaptureFixture
):
    authority.close()
    pdf, is_stamped = seal_pdf(exports.instrument_pdf(_instrument(1)), "Instrument")
    assert not is_stamped
    assert check_paper(pdf, trusted_certificates()).verdict is PaperVerdict.GENUINE
    assert "gave no timestamp" in caplog.text


@pytest.mark.parametrize("address", ["ftp://tsa.example.org", "tsa.example.org", "http://"])
def test_an_address_that_cannot_be_an_authoritys_is_refused_at_start(address: str):
    with pytest.raises(ValidationError, match="http"):
        Settings(tsa_url=address)


# ---------------------------------------------------------------- the worker


@pytest.mark.both_databases
def test_the_receipt_is_kept_as_it_was_mailed():
    signature = make_signature(make_mandate(make_declaration()))
    db.session.commit()
    mail = services.ReceiptMail()
    made = mail.make(signature.id)
    mail.write(signature.id, made)
    db.session.commit()
    sent = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "declaration.receipt")
    ).one()
    pdf = queries.find_receipt(signature)
    assert pdf == sent.attachments[0].data
    assert check_paper(pdf, trusted_certificates()).verdict is PaperVerdict.GENUINE
    kept = queries.find_by_sha256(hashlib.sha256(pdf).hexdigest())
    assert kept is not None
    assert (kept.number, kept.head) == (signature.record.number, signature.record.sha256)


@pytest.mark.parametrize("times", [1, 120])
def test_a_receipt_says_under_what_reservation_however_long(times: int):
    said = replace(STATEMENT, reservation=" ".join(["Article 2 as our law allows."] * times))
    signature = make_signature(make_mandate(make_declaration()), said)
    db.session.flush()
    pages = _read(receipt_pdf(load_receipt(signature)))
    assert (len(pages) > 1) == (times > 1)
    assert " ".join(" ".join(pages).split()).count("as our law allows.") == times
    other = make_signature(make_mandate(make_declaration(key="other")))
    assert load_receipt(other).reservation == ""


@pytest.mark.both_databases
def test_a_receipt_that_is_fetched_before_the_mail_is_the_one_that_is_mailed():
    signature = make_signature(make_mandate(make_declaration()))
    db.session.commit()
    mail = services.ReceiptMail()
    other = mail.make(signature.id)  # the worker is at it, and the delegate is faster
    fetched = hold_receipt(signature)
    assert hold_receipt(signature) == fetched
    assert queries.list_hashes(signature.version.declaration) == [
        hashlib.sha256(fetched).hexdigest()
    ]
    assert mail.make(signature.id) is None
    mail.write(signature.id, other)
    db.session.commit()
    sent = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.cause == "declaration.receipt")
    ).one()
    assert sent.attachments[0].data == fetched
    assert len(queries.list_hashes(signature.version.declaration)) == 1


def _press(press: InstrumentPress, declaration_id: int) -> None:
    press.write(declaration_id, press.make(declaration_id))
    db.session.commit()


@pytest.mark.both_databases
def test_the_instrument_follows_the_chain_and_older_ones_are_known_by_their_hash():
    declaration = make_declaration()
    make_declaration(key="draft", is_frozen=False)
    db.session.commit()
    press = InstrumentPress()
    assert list(press.waiting()) == [], "a text that nobody has signed needs no instrument"
    make_signature(make_mandate(declaration))
    db.session.commit()
    assert list(press.waiting()) == [declaration.id]
    before = declaration.edition.public_version
    _press(press, declaration.id)
    assert declaration.edition.public_version > before
    assert list(press.waiting()) == []
    make_mandate(declaration)
    db.session.commit()
    assert list(press.waiting()) == [], "a mandate is not shown on it"
    services.adopt(declaration, date(2030, 5, 20), SEOUL)
    db.session.commit()
    assert list(press.waiting()) == [declaration.id]
    _press(press, declaration.id)
    assert len(queries.list_hashes(declaration)) == 2
    kept = db.session.scalars(select(SealedDocument).order_by(SealedDocument.id)).all()
    assert [document.pdf is None for document in kept] == [True, False]
    newest = queries.find_instrument(declaration, with_pdf=True)
    assert newest is not None
    assert newest.pdf is not None
    assert newest.sequence == 5
    assert "Hong Gildong (trial)" in " ".join(_read(newest.pdf))
    assert clock.now() >= newest.made_at
