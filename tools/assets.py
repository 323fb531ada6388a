"""Build `static/dist`: styles, scripts and fonts, named by their content, and a manifest.

Every file of `static/css/bundles` and `static/js/bundles` is one entry point. A style sheet may
import `../../dist/source/krds.css`, the colour scales of the Korean government's design system
under our names. Nothing here is committed: it all comes from npm packages and our own sources.
"""

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import brotli
import fonts
import land
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
DIST = STATIC / "dist"
PACKAGES = ROOT / "node_modules"
MANIFEST = "manifest.json"

# Our names for the scales of KRDS; the second ones are of its high-contrast mode.
SCALES = {
    "gray": "light-gray",
    "indigo": "light-secondary",
    "ginkgo": "light-warning",
    "teal": "high-contrast-secondary",
    "crimson": "light-point",
    "red": "light-danger",
    "green": "light-success",
    "slate": "light-graphic",
}


def write_krds(target: Path) -> None:
    """Write the colour scales of KRDS under our names."""
    tokens = PACKAGES / "krds-uiux/resources/css/token/krds_tokens.css"
    text = tokens.read_text(encoding="utf-8")
    lines = []
    for ours, theirs in SCALES.items():
        found = re.findall(rf"--krds-color-{theirs}-(\d+):\s*([^;]+);", text)
        if not found:
            message = f"krds-uiux has no scale {theirs}"
            raise ValueError(message)
        lines += [f"  --{ours}-{number}: {value.strip()};" for number, value in found]
    target.write_text(":root {\n" + "\n".join(lines) + "\n}\n", encoding="utf-8")


def write_score_grid(target: Path) -> None:
    """Write the classes that place blocks on the score: a page has no style attribute.

    `tN` is a start row (from 0), `nN` a length in rows of five minutes, `cN` a column (the first
    is the time axis), `wN` a width in columns, `cols-N` the number of columns.
    """
    rows_of_a_day, most_columns = 288, 40
    rules = [f".t{row}{{--t:{row + 1}}}" for row in range(rows_of_a_day + 1)]
    rules += [f".n{rows}{{--n:{rows}}}" for rows in range(1, rows_of_a_day + 1)]
    for column in range(1, most_columns + 1):
        rules.append(f".c{column}{{--c:{column + 1}}}")
        rules.append(f".w{column}{{--w:{column}}}")
        rules.append(f".cols-{column}{{--cols:{column}}}")
    target.write_text("\n".join(rules) + "\n", encoding="utf-8")


def hashed(name: str, content: bytes) -> str:
    """Return a file name that changes with the content."""
    stem, _, ending = name.rpartition(".")
    return f"{stem}-{hashlib.sha256(content).hexdigest()[:10]}.{ending}"


# The reader's package would fetch its module from a host of others where nobody says where it
# is: `camera.js` says so, and the address goes. So it does from the lines of a licence.
HOST = re.compile(rb"https://[a-z.]+/(?:npm(?=/zxing-wasm@)|szimek/(?=signature_pad))")


def bundle(target: Path) -> dict[str, bytes]:
    """Bundle every entry point with esbuild; return the results by name."""
    entries = [*STATIC.glob("css/bundles/*.css"), *STATIC.glob("js/bundles/*.js")]
    if not entries:
        return {}
    shutil.rmtree(target, ignore_errors=True)
    options = ["--bundle", "--minify", "--format=esm", "--target=es2022,chrome111,firefox113"]
    options += ["--external:*.woff2", "--external:/static/*", "--loader:.svg=dataurl"]
    options += [f"--outdir={target}", "--entry-names=[name]", "--log-level=warning"]
    node = shutil.which("node") or "node"
    esbuild = PACKAGES / "esbuild/bin/esbuild"
    subprocess.run([node, esbuild, *map(str, entries), *options], cwd=ROOT, check=True)
    return {path.name: HOST.sub(b"", path.read_bytes()) for path in sorted(target.iterdir())}


def link_or_copy(source: Path, target: Path) -> None:
    """Put a large file into place without a second copy where the file system can."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def print_fonts(target: Path) -> None:
    """Put the static fonts that typst prints with into one folder."""
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted((PACKAGES / "pretendard/dist/public/static").glob("*.otf")):
        link_or_copy(source, target / source.name)
    shutil.copyfile(PACKAGES / "pretendard/dist/LICENSE.txt", target / "OFL.txt")


# The forum's mark on a 46 unit grid: three lines of a score with four blocks.
MARK_LINES, MARK_BLOCKS = (3, 19, 35), ((0, 5, 16, 15), (0, 27, 16, 9), (22, 38, 16, 8))
MARK_BRIGHT, MARK_UNITS = (22, 12, 16, 19), 46
ICON_SIDES = (180, 192, 512)


def icon(side: int) -> bytes:
    """Draw the usher's icon: the mark, white and yellow on near black."""
    picture = Image.new("RGB", (side, side), "#0b0c0e")
    draw = ImageDraw.Draw(picture)
    scale = side * 0.66 / MARK_UNITS
    left, top = (side - 38 * scale) / 2, (side - MARK_UNITS * scale) / 2

    def box(x: float, y: float, width: float, height: float, colour: str) -> None:
        corner = (left + x * scale, top + y * scale)
        draw.rectangle((*corner, corner[0] + width * scale, corner[1] + height * scale), colour)

    for x in MARK_LINES:
        box(x - 1, 0, 2, MARK_UNITS, "#ffffff")
    for block in MARK_BLOCKS:
        box(*block, "#ffffff")
    box(*MARK_BRIGHT, "#ffb114")
    stream = io.BytesIO()
    picture.save(stream, format="PNG", optimize=True)
    return stream.getvalue()


def reader() -> bytes:
    """Return the WebAssembly module that reads codes where a browser cannot."""
    return (PACKAGES / "zxing-wasm/dist/reader/zxing_reader.wasm").read_bytes()


def texts() -> list[Path]:
    """Return the files whose characters the web font must have."""
    patterns = ("translations/**/*.po", "templates/**/*.html", "forum/**/*.yaml", "forum/**/*.py")
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def main() -> None:
    """Build everything; the manifest comes last and in one step."""
    source = DIST / "source"
    source.mkdir(parents=True, exist_ok=True)
    write_krds(source / "krds.css")
    write_score_grid(source / "score-grid.css")
    print_fonts(DIST / "print-fonts")
    subset, faces = fonts.write(PACKAGES / "pretendard", texts(), DIST / "fonts")
    results = {"fonts.css": faces.encode(), **bundle(source / "bundles")}
    results["zxing_reader.wasm"] = reader()
    results["land.svg"] = land.land_svg(PACKAGES / "world-atlas/land-110m.json")
    pictures = {f"usher-{side}.png": icon(side) for side in ICON_SIDES}
    manifest = {"forum-sans.woff2": f"fonts/{subset}"}
    for name, content in results.items():
        manifest[name] = hashed(name, content)
        (DIST / manifest[name]).write_bytes(content)
        (DIST / f"{manifest[name]}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
        (DIST / f"{manifest[name]}.br").write_bytes(brotli.compress(content))
    for name, content in pictures.items():
        manifest[name] = hashed(name, content)
        (DIST / manifest[name]).write_bytes(content)
    endings = ("*.css*", "*.js*", "*.wasm*", "*.svg*", "*.png")
    for path in [path for ending in endings for path in DIST.glob(ending)]:
        if path.name.removesuffix(".gz").removesuffix(".br") not in {*manifest.values(), MANIFEST}:
            path.unlink()
    temporary = DIST / f"{MANIFEST}.new"
    temporary.write_text(json.dumps(manifest, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    temporary.replace(DIST / MANIFEST)
    for name, content in sorted(results.items()):
        print(f"{name}: {len(content)} bytes")
    print(f"forum-sans.woff2: {(DIST / manifest['forum-sans.woff2']).stat().st_size} bytes")


if __name__ == "__main__":
    main()
