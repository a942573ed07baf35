"""The explorer in a real browser: the page's own numbers are Python's, and mouse and keyboard do what they say.

pip install -e ".[dev,browser]" && apt install chromium
pytest -m browser tests/test_explorer_browser.py
"""

import re

import pytest
import torch
from torch import nn

from minitransformer import capture, generate, load
from minitransformer.functional import softmax
from minitransformer.generation.processors import top_k
from minitransformer.plots.explorer import explore
from minitransformer.plots.explorer.tokens import shown

pytestmark = pytest.mark.browser

TEXT = "이 영화는 정말 재미있고 배우들의 연기도"
SENTENCES = [
    TEXT,
    "",
    " ",
    "안녕하세요! 오늘 기분이 어때요?",
    "ㅋㅋㅋㅋ 대박 😀👍🏽 <usr>좋아요</s> A²b ①Ⓐ",
    "한글을 풀어 쓴 글",
    "  앞뒤  빈칸\n줄바꿈\t탭 ▁밑줄 ",
    "그 배우의 연기는 언제 봐도 좋다. " * 20,
]
COMPUTE = """(text) => {
    const tokens = reader.tokenizer.cut(text);
    reader.read(tokens);
    return {
        shown: reader.seen().tokens.map((token) => [token.piece, token.label]),
        ids: reader.tokens.map((token) => token.id),
        whole: tokens.map((token) => token.id),
        text: reader.tokenizer.decode(tokens.map((token) => token.id)),
        scores: reader.outputs.filter((_, t) => t % 8 === 0).map((output) => [...output.scores]),
        weights: reader.outputs.map((output) => output.weights.map((block) => block.map((head) => [...head]))),
    };
}"""


@pytest.fixture(scope="module")
def browser():
    from browser_at_hand import chromium

    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    explore("pocket-gpt-ko", TEXT, folder / "live.html", language="ko")
    explore("pocket-bert-ko", TEXT, folder / "still.html")
    return folder


@pytest.fixture
def opened(browser, pages):
    """Open a page; in the end nothing must have been asked of anyone, and no error have been met."""
    contexts, asked, errors = [], [], []

    def open_page(name, **settings):
        contexts.append(browser.new_context(**settings))
        page = contexts[-1].new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.goto((pages / name).as_uri())
        page.wait_for_selector("#table tbody tr")
        return page

    yield open_page
    assert asked == [page.pages[0].url for page in contexts]
    assert errors == []
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def pocket():
    return load("pocket-gpt-ko")


def expected(pocket, text):
    model, tokenizer = pocket
    ids = tokenizer.encode(text)[:128] or [model.cfg.bos_id]
    with torch.no_grad(), capture(model, "*attention.weights") as seen:
        scores = model(torch.tensor([ids]))[0]
    return ids, scores, torch.stack([weights[0] for weights in seen.values()])


def test_the_numbers_of_the_page_are_those_of_python(opened, pocket):
    page = opened("live.html")
    for text in SENTENCES:
        ids, scores, weights = expected(pocket, text)
        found = page.evaluate(COMPUTE, text)
        assert found["ids"] == ids
        tokens = shown(pocket[0].cfg, pocket[1], text) if len(ids) < 128 else []
        assert not tokens or found["shown"] == [[token.piece, token.label] for token in tokens]
        assert found["whole"] == pocket[1].encode(text)
        assert found["text"] == pocket[1].decode(found["whole"])
        assert (torch.tensor(found["scores"]) - scores[::8]).abs().max() < 1e-4
        rows = [torch.tensor(row) for row in found["weights"]]  # blocks, heads, as many as there are so far
        padded = torch.stack([nn.functional.pad(row, (0, len(ids) - row.shape[-1])) for row in rows], 2)
        assert (padded - weights).abs().max() < 1e-4


def test_the_page_chooses_as_python_does(opened, pocket):
    page = opened("live.html")
    _, scores, _ = expected(pocket, TEXT)
    kept = top_k(40)(scores[-1:] / 0.8, torch.zeros(1, 0), torch.zeros(1, 0))[0]
    assert page.evaluate("greedy(reader.scores)") == int(scores[-1].argmax())
    theirs = page.evaluate("[...softmax(top_k(temperature(reader.scores, 0.8), 40))]")
    assert (torch.tensor(theirs) - softmax(kept)).abs().max() < 1e-6
    reached = softmax(kept).cumsum(-1)
    for random in (0.0, 0.2, 0.5, 0.99):
        drawn = page.evaluate(f"sample(top_k(temperature(reader.scores, 0.8), 40), {random})")
        assert drawn == int((reached > random).int().argmax())


def percents(page):
    return page.eval_on_selector_all("#tokens small", "found => found.map((one) => one.textContent)")


def said(weights):
    return [f"{100 * w:.{1 if w < 0.0995 else 0}f}%" for w in weights]


def test_pointing_at_a_token_shows_where_it_looks(opened, pocket):
    page = opened("live.html")
    _, _, weights = expected(pocket, TEXT)
    page.hover("#tokens button >> nth=3")
    assert percents(page) == [*said(weights[0, 0, 3, :4].tolist()), "·", "·"]
    assert "재미있고" in page.inner_text("#told")
    assert page.locator("#table tr.chosen th").inner_text() == "재미있고"
    assert page.locator("#lines .chosen").text_content() == "재미있고"
    assert "재미있고" in page.inner_text("#candidates-title")
    page.hover("h1")
    assert percents(page) == said(weights[0, 0, 5].tolist())


def test_a_click_on_a_head_enlarges_it(opened, pocket):
    page = opened("live.html")
    _, _, weights = expected(pocket, TEXT)
    page.click("#heads button >> nth=9")
    assert page.inner_text("#head-title") == "블록 1, 헤드 3"
    cells = page.eval_on_selector_all(
        "#table tbody td:not(.future)", "found => found.map((one) => Number(one.textContent))"
    )
    looked = [w for t, row in enumerate(weights[1, 3].tolist()) for w in row[: t + 1]]
    assert cells == pytest.approx(looked, abs=0.00501)
    assert page.locator("#table td.future").count() == 15


def test_a_sentence_is_typed_and_the_model_goes_on_as_python_does(opened, pocket):
    model, tokenizer = pocket
    page = opened("live.html")
    page.fill("#text", "")
    assert "</s>" in page.inner_text("#status")
    page.click("#text")
    page.keyboard.type("오늘 날씨가 너무")
    ids = tokenizer.encode("오늘 날씨가 너무")
    assert page.locator("#tokens button").count() == len(ids)
    written = generate(model, [ids], max_new_tokens=4, eos_id=model.cfg.eos_id)[0].ids
    for n in range(1, 5):
        page.click("#next")
        page.wait_for_function(
            "(n) => document.querySelectorAll('#tokens button').length === n", arg=len(ids) + n
        )
    assert page.evaluate("reader.tokens.map((token) => token.id)") == ids + written
    assert page.input_value("#text") == tokenizer.decode(ids + written)
    assert page.locator("#tokens .new").count() == 4
    page.click("#candidates button >> nth=2")
    last = page.evaluate("reader.tokens.at(-1).id")
    scores = model(torch.tensor([ids + written]))[0, -1]
    assert last == int(scores.argsort(descending=True)[2])
    page.click("#again")
    assert page.input_value("#text") == TEXT
    page.check("#sampled")
    page.click("#ten")
    page.wait_for_function("document.querySelectorAll('#tokens .new').length > 0")


def test_everything_can_be_reached_by_keyboard_and_the_focus_is_seen(opened):
    page = opened("live.html")
    focused = "document.activeElement.id || document.activeElement.parentElement.id"
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(focused))
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    order = [
        "language",
        "theme",
        "text",
        "next",
        "ten",
        "again",
        "sampled",
        "temperature",
        "top_k",
        "tokens",
        "heads",
    ]
    assert stops[:11] == order
    page.focus("#tokens button[tabindex='0']")
    for key, label in (
        ("Home", "이"),
        ("ArrowRight", "영화는"),
        ("End", "연기도"),
        ("ArrowLeft", "배우들의"),
    ):
        page.keyboard.press(key)
        assert page.locator("#table tr.chosen th").inner_text() == label
    page.focus("#heads button[tabindex='0']")
    for key, name in (
        ("ArrowDown", "블록 1, 헤드 0"),
        ("ArrowRight", "블록 1, 헤드 1"),
        ("ArrowUp", "블록 0, 헤드 1"),
    ):
        page.keyboard.press(key)
        assert page.inner_text("#head-title") == name
    page.focus("#next")
    page.keyboard.press("Enter")
    page.wait_for_selector("#tokens .new")


def test_what_is_not_seen_can_be_read(opened):
    page = opened("live.html")
    assert (
        page.locator("#table tbody th[scope=row]").count()
        == page.locator("#table thead th[scope=col]").count()
        == 6
    )
    assert page.locator("#lines").get_attribute("aria-label")
    for button in page.locator("button").all():
        assert (button.get_attribute("aria-label") or button.text_content()).strip()
    assert (
        page.locator("#tokens [aria-pressed=true]").count()
        == page.locator("#heads [aria-pressed=true]").count()
        == 1
    )
    page.locator("summary").click()
    assert page.locator("#all tbody tr").count() == 6


def test_the_page_changes_its_language_and_its_light(opened):
    page = opened("live.html", color_scheme="light")
    assert page.evaluate("document.documentElement.lang") == "ko"
    fixed = page.eval_on_selector_all("[data-say]", "found => found.map((one) => one.textContent)")
    assert all(re.search("[가-힣]", text) for text in fixed)
    page.click("#language")
    fixed = page.eval_on_selector_all("[data-say]", "found => found.map((one) => one.textContent)")
    assert not any(re.search("[가-힣]", text) for text in fixed)
    assert page.inner_text("#head-title") == "Block 0, head 0"
    paper = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.click("#theme")
    assert page.evaluate(paper) == "rgb(20, 24, 28)"


def test_on_a_phone_nothing_stands_out_of_the_page(opened):
    for name in ("live.html", "still.html"):
        page = opened(name, viewport={"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_number_stands_out_from_its_colour(opened, scheme):
    page = opened("live.html", color_scheme=scheme)
    lowest = page.evaluate("""() => {
        const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
        const luminance = (colour) => {
            pen.fillStyle = colour;
            pen.fillRect(0, 0, 1, 1);
            const [r, g, b] = [...pen.getImageData(0, 0, 1, 1).data].map((part) => part / 255)
                .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const cell = document.querySelector("#table td.heat");
        const contrasts = Array.from({ length: 101 }, (_, i) => {
            heat(cell, i / 100);
            const { color, backgroundColor } = getComputedStyle(cell);
            const [low, high] = [luminance(color), luminance(backgroundColor)].sort((a, b) => a - b);
            return (high + 0.05) / (low + 0.05);
        });
        return Math.min(...contrasts);
    }""")
    assert lowest >= 4.4


def test_bert_shows_masked_words_and_no_model(opened):
    page = opened("still.html")
    assert page.locator("#writing").is_hidden()
    assert page.inner_text("#candidates-title").startswith("In the place of")
    assert page.locator("#candidates tbody tr").count() == 10
    page.hover("#tokens button >> nth=0")
    assert page.locator("#candidates").is_hidden()
    assert page.locator("#table td.future").count() == 0


def test_a_notebook_shows_the_page_in_its_frame(browser, tmp_path):
    explorer = explore("pocket-gpt-ko", TEXT, tmp_path / "p.html")
    page = browser.new_page()
    page.set_content(explorer._repr_html_())
    frame = page.frame_locator("iframe")
    frame.locator("#next").click()
    frame.locator("#tokens .new").wait_for()
    assert frame.locator("#tokens button").count() == len(load("pocket-gpt-ko")[1].encode(TEXT)) + 1
    page.close()
