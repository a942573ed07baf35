"""Photograph the explorer in a browser: `python figures/explorer.py [FOLDER]`, or into this one.

Needs Chromium and the extra `browser`. The fonts are the machine's, so the bytes differ from one to the next.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import sync_playwright

from minitransformer.plots.explorer import explore

TEXT = "이 영화는 정말 재미있고 배우들의 연기도"
BLOCK_1_HEAD_3 = 9


TOLD = (
    "The explorer in a browser: a sentence as tokens, the attention maps of every head of every block, the likeliest "
    "next tokens with their probabilities, and one head as lines and as a table."
)


def describe(path: Path) -> None:
    """Give the picture the text for those who cannot see it."""
    told = PngInfo()
    told.add_text("Description", TOLD)
    with Image.open(path) as image:
        image.save(path, pnginfo=told, optimize=True)


def photograph(folder: Path) -> None:
    """After one token that the model wrote itself, one head enlarged, in both languages."""
    with tempfile.TemporaryDirectory() as here, sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for language, name in (("en", "explorer.png"), ("ko", "explorer.ko.png")):
            page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
            page.goto(
                explore("pocket-gpt-ko", TEXT, Path(here, "page.html"), language=language).path.as_uri()
            )
            page.click("#next")
            page.click(f"#heads button >> nth={BLOCK_1_HEAD_3}")
            page.hover("#tokens button >> nth=5")
            page.screenshot(path=folder / name, full_page=True)
            describe(folder / name)
            print(folder / name)
        browser.close()


if __name__ == "__main__":
    photograph(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
