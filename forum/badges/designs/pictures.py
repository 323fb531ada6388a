"""Pictures for badges: told by their content, and drawn anew, so that nothing else is in them."""

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from forum.badges.designs.errors import PictureNotUsableError, PictureTooLargeError

MOST_BYTES = 5 * 1024 * 1024
ACCEPT = ".png,.jpg,.jpeg,.webp"
_FORMATS = ("PNG", "JPEG", "WEBP")
_MOST_PIXELS = 40_000_000
_LONGEST = 1200  # pixels: 100 mm at 300 dots an inch
_KEY = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A picture that was drawn anew."""

    data: bytes
    key: str
    format: str  # `png` or `jpg`
    width: int
    height: int


def draw_anew(data: bytes) -> Drawn:
    """Return a picture as badges have it: upright, without metadata, no larger than is printed.

    Raises:
        PictureTooLargeError, PictureNotUsableError
    """
    if len(data) > MOST_BYTES:
        raise PictureTooLargeError
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            image = Image.open(BytesIO(data), formats=_FORMATS)
            if image.width * image.height > _MOST_PIXELS:
                raise PictureNotUsableError
            upright = ImageOps.exif_transpose(image)
            upright.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Warning) as error:
        raise PictureNotUsableError from error
    return _encoded(upright, is_png=image.format == "PNG")


def _encoded(image: Image.Image, *, is_png: bool) -> Drawn:
    see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
    plain = image.convert("RGBA" if see_through else "RGB")
    plain.thumbnail((_LONGEST, _LONGEST))
    out = BytesIO()
    if see_through or is_png:
        plain.save(out, format="PNG", optimize=True)
        kind = "png"
    else:
        plain.save(out, format="JPEG", quality=90)
        kind = "jpg"
    data = out.getvalue()
    return Drawn(
        data=data,
        key=sha256(data).hexdigest()[:_KEY],
        format=kind,
        width=plain.width,
        height=plain.height,
    )
