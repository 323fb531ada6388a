"""Make the README's pictures: a forum with the demo's data, a browser, a few pages.

`make pictures` calls this. The pictures are reduced to 256 colours, which keeps the repository
small and changes nothing that an eye would see.
"""

import shutil
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from forum.bench.houses import house

TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

# Fonts loaded, and the page painted with them.
SETTLED = """async () => {
  await document.fonts.ready;
  for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done, 300));
}"""


@dataclass(frozen=True)
class Picture:
    """One page as it is to be seen."""

    name: str
    path: str
    width: int = 1280
    height: int = 860
    dark: bool = False


PICTURES = (
    Picture("home-ko", "/ko/dwc-2018/"),
    Picture("programme-en", "/en/dwc-2018/programme"),
    Picture("programme-phone", "/ko/dwc-2018/programme", width=390, height=844),
    Picture("register-phone", "/en/dwc-trial/register/you", width=390, height=844),
    Picture(
        "declaration-phone", "/ko/dwc-2017/declarations/seoul-declaration", width=390, height=844
    ),
)


def take(browser: Browser, base: str, picture: Picture) -> Path:
    """Take one picture.

    Raises:
        ValueError: the page is not there.
    """
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme="dark" if picture.dark else "light",
        locale=picture.path[1:3],
        timezone_id="Asia/Seoul",
    )
    page = context.new_page()
    response = page.goto(base + picture.path, wait_until="networkidle")
    if response is None or not response.ok:
        message = f"{picture.path} answers {response.status if response else 'nothing'}"
        raise ValueError(message)
    page.evaluate(SETTLED)
    content = page.screenshot()
    context.close()
    target = TARGET / f"{picture.name}.png"
    image = Image.open(BytesIO(content)).convert("RGB")
    image.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
    return target


def main() -> int:
    """Take every picture; say which pages were not there."""
    executable = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if executable is None:
        print("There is no Chromium.", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    missing = 0
    with house("") as place, place.serving("--web-only") as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=executable, args=FLAGS)
        for picture in PICTURES:
            try:
                target = take(browser, f"http://127.0.0.1:{server.port}", picture)
            except ValueError as error:
                print(error, file=sys.stderr)
                missing += 1
            else:
                print(f"{target.name}: {target.stat().st_size // 1024} KB")
        browser.close()
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
