"""Make the one web font of the project, and the slices for everything it leaves out.

A page in Korean would fetch some fifteen of Pretendard's slices; one subset with every character
of the project's own texts is a third of that. The package's slices stay behind it, cut by
`unicode-range` to what the subset has not, for what people type.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer
from fontTools.varLib.models import supportScalar

FAMILY = "Pretendard"
LIGHTEST, REGULAR, BOLDEST = 300, 400, 800

# Basic Latin, Latin-1, punctuation, arrows, signs of lists, the words of dates.
ALWAYS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *map(ord, "‐–—‘’“”•…€₩−←↑→↓↗↘✓ㆍ「」『』〈〉《》○●△▲▽▼□■◇◆☆★※"),  # noqa: RUF001
    *map(ord, "월화수목금토일요년오전후시분초"),
]
FEATURES = ["kern", "tnum", "case"]
_COMMENT = re.compile(r"^#[^\n]*|\{#.*?#\}", re.MULTILINE | re.DOTALL)
_FACE = re.compile(r"url\(\.?/?([^)]+?)\)[^;]*;\s*unicode-range:\s*([^;}]+)")


def characters(texts: Iterable[Path]) -> set[int]:
    """Return every character that the files use, comments left out, and those always wanted."""
    found = set(ALWAYS)
    for path in texts:
        found.update(map(ord, _COMMENT.sub("", path.read_text(encoding="utf-8"))))
    return {code for code in found if code >= ord(" ")}


def straighten(font: TTFont) -> TTFont:
    """Keep the two outer weights that pages use, with one straight way between them.

    Pretendard has a corner at 400, which costs a second set of deltas: a quarter of the file.
    Both ends stay exact; `avar` puts the regular weight where it was, to a few units of 2,048.
    """
    font = instancer.instantiateVariableFont(font, {"wght": (LIGHTEST, LIGHTEST, BOLDEST)})
    corner = (REGULAR - LIGHTEST) / (BOLDEST - LIGHTEST)
    near = far = 0.0
    for name, parts in font["gvar"].variations.items():
        points, control = font["glyf"]._getCoordinatesAndControls(  # noqa: SLF001
            name, font["hmtx"].metrics
        )
        sums = []
        for at in (corner, 1.0):
            total = TupleVariation({"wght": (0.0, 1.0, 1.0)}, [(0, 0)] * len(points))
            for part in parts:
                scalar = supportScalar({"wght": at}, part.axes)
                if scalar:
                    share = TupleVariation(part.axes, list(part.coordinates))
                    share.calcInferredDeltas(points, control.endPts)
                    share.scaleDeltas(scalar)
                    total += share
            sums.append(total)
        near += sum(abs(x) + abs(y) for x, y in sums[0].coordinates)
        far += sum(abs(x) + abs(y) for x, y in sums[1].coordinates)
        sums[1].roundDeltas()
        sums[1].optimize(points, control.endPts)
        parts[:] = [sums[1]] if sums[1].hasImpact() else []
    font["avar"] = newTable("avar")
    font["avar"].segments = {"wght": {-1.0: -1.0, 0.0: 0.0, corner: near / far, 1.0: 1.0}}
    return font


def subset(package: Path, wanted: set[int]) -> tuple[bytes, set[int]]:
    """Return Pretendard's variable font with the wanted characters only, and those it has."""
    source = package / "dist/public/variable/PretendardVariable.ttf"
    font = TTFont(source, lazy=False, recalcTimestamp=False)
    held = wanted & set(font.getBestCmap())
    options = Options()
    options.layout_features = FEATURES
    options.name_IDs = [0, 13, 14]  # copyright and licence travel with the font
    options.notdef_outline = True
    options.hinting = False
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=held)
    subsetter.subset(font)
    font = straighten(font)
    for number in (1, 4, 6):  # a modified font may not bear the reserved name
        font["name"].setName("ForumSans", number, 3, 1, 0x409)
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue(), held


def parse_ranges(text: str) -> set[int]:
    """Return the characters that a `unicode-range` names."""
    codes: set[int] = set()
    for part in text.split(","):
        first, _, last = part.strip().upper().removeprefix("U+").partition("-")
        if first:
            codes.update(range(int(first, 16), int(last or first, 16) + 1))
    return codes


def format_ranges(codes: set[int]) -> str:
    """Return characters as a `unicode-range`, neighbours joined."""
    parts: list[str] = []
    ordered = sorted(codes)
    start = 0
    for index, code in enumerate(ordered):
        if index + 1 < len(ordered) and ordered[index + 1] == code + 1:
            continue
        first = ordered[start]
        parts.append(f"U+{first:X}" if first == code else f"U+{first:X}-{code:X}")
        start = index + 1
    return ",".join(parts)


def face(file: str, codes: set[int]) -> str:
    """Return the `@font-face` of one file."""
    return (
        f"@font-face{{font-family:{FAMILY};font-weight:{LIGHTEST} {BOLDEST};font-display:swap;"
        f"src:url({file}) format('woff2');unicode-range:{format_ranges(codes)}}}\n"
    )


def fallback(package: Path) -> str:
    """Return faces of the system's Korean fonts with Pretendard's metrics, against jumps.

    The advance of a Hangul syllable is 0.92 em in Noto Sans KR and Malgun Gothic.
    """
    font = TTFont(package / "dist/public/static/Pretendard-Regular.otf")
    units = font["head"].unitsPerEm
    scale = font["hmtx"][font.getBestCmap()[ord("가")]][0] / units / 0.92
    ascent, descent = font["hhea"].ascent / units, -font["hhea"].descent / units
    return (
        f"@font-face{{font-family:'{FAMILY} fallback';"
        "src:local('Malgun Gothic'),local('Noto Sans KR'),local('Noto Sans CJK KR');"
        f"size-adjust:{scale:.1%};ascent-override:{ascent / scale:.1%};"
        f"descent-override:{descent / scale:.1%};line-gap-override:0%}}\n"
    )


def write(package: Path, texts: Iterable[Path], target: Path) -> tuple[str, str]:
    """Write the web fonts into a folder; what the same characters have made before is kept.

    Returns:
        The name of the subset's file, and the style sheet that loads it and the slices.
    """
    wanted = characters(texts)
    mark = hashlib.sha256(Path(__file__).read_bytes() + format_ranges(wanted).encode())
    mark.update((package / "package.json").read_bytes())
    stamp = target / f"{mark.hexdigest()[:16]}.json"
    if not stamp.exists():
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / "dist/LICENSE.txt", target / "OFL.txt")
        name, sheet = _make(package, wanted, target)
        stamp.write_text(json.dumps([name, sheet]), encoding="utf-8")
        for path in [*target.glob("forum-sans-*"), *target.glob("*.json")]:
            if path.name not in {name, stamp.name}:
                path.unlink()
    name, sheet = json.loads(stamp.read_text(encoding="utf-8"))
    return name, sheet


def _make(package: Path, wanted: set[int], target: Path) -> tuple[str, str]:
    content, held = subset(package, wanted)
    name = f"forum-sans-{hashlib.sha256(content).hexdigest()[:10]}.woff2"
    (target / name).write_bytes(content)
    faces = [fallback(package), face(f"fonts/{name}", held)]
    sheet = package / "dist/web/variable/pretendardvariable-dynamic-subset.css"
    for address, ranges in _FACE.findall(sheet.read_text(encoding="utf-8")):
        rest = parse_ranges(ranges) - held
        if rest:
            source = sheet.parent / address
            shutil.copyfile(source, target / source.name)
            faces.append(face(f"fonts/{source.name}", rest))
    return name, "".join(faces)
