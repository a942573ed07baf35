"""Pictures: what they show, that nothing is clipped or unreadable, and that they regenerate byte for byte."""

import importlib.util
import re
import unicodedata
from pathlib import Path

import matplotlib
import numpy as np
import pytest
import torch
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from minitransformer import Problem, functional, plots
from minitransformer.core.blocks import DecoderBlock, DecoderOnlyBlock, EncoderBlock
from minitransformer.data.records import EMOTIONS
from minitransformer.plots import fonts, tiles, wording
from minitransformer.plots.romanise import romanise
from minitransformer.plots.traced import traced

ROOT = Path(__file__).parents[1]
PIECES = ["나는", "오늘", "친구를", "만나서", "행복", "했다"]
HIDDEN = ["나는", "오늘", "[MASK]", "만나서", "행복", "했다"]
KINDS = ["", "same", "mask", "", "random", ""]
CAUSAL = functional.causal_mask(6, 6)
NAMES = ["embed", "blocks.0.attention", "blocks.0.feed_forward", "blocks.1.attention", "norm"]
STEPS = np.arange(100)
GENERATOR = np.random.default_rng(7)
ATTENTION = GENERATOR.dirichlet(np.ones(6), (5, 6))
TABLES = GENERATOR.normal(size=(3, 6, 8))
COUNTS = np.array([[8, 1, 0, 1, 0], [2, 6, 0, 1, 1], [0, 0, 0, 0, 0], [1, 1, 1, 7, 0], [0, 0, 0, 0, 10]])

PICTURES = {
    "loss_curve": lambda say: plots.loss_curve(
        STEPS, 5 - STEPS / 50, [0, 50, 99], [5.1, 4.2, 4.4], language=say
    ),
    "comparison_curve": lambda say: plots.comparison_curve(
        {"ours": (STEPS, 5 - STEPS / 50), "우리 배치": (STEPS, 5 - STEPS / 60)},
        "minutes",
        "held-out loss",
        "15분",
    ),
    "schedule": lambda say: plots.schedule(np.minimum(STEPS, 100 - STEPS) / 1e5, language=say),
    "confusion_matrix": lambda say: plots.confusion_matrix(COUNTS, list(EMOTIONS), language=say),
    "calibration": lambda say: plots.calibration(
        [0.25, np.nan, 0.75], [0.2, np.nan, 0.6], [4, 0, 12], 0.12, language=say
    ),
    "emotion_bars": lambda say: plots.emotion_bars(
        dict(zip(EMOTIONS, (0.1, 0.5, 0.1, 0.1, 0.2), strict=True)), language=say
    ),
    "next_token": lambda say: plots.next_token(
        ["▁힘들어", " the", "\n", "$x$", "\U0001f9ff漢"],
        [0.4, 0.3, 0.1, 0.1, 0.05],
        [1, 1, 0, 0, 0],
        language=say,
    ),
    "loss_by_place": lambda say: plots.loss_by_place(
        ["<s>", "<usr>", "▁뭐", "해", "<sys>", "▁아무것도", "▁안", "해요"],
        ["", "", "", "", "▁아무것도", "▁안", "해요", "</s>"],
        [None] * 4 + [0.8, 0.3, 0.1, 0.0],
        language=say,
    ),
    "attention_heads": lambda say: plots.attention_heads(ATTENTION, PIECES, language=say),
    "many_tokens": lambda say: plots.attention_heads(
        np.full((2, 60, 60), 1 / 60), ["오늘"] * 60, language=say
    ),
    "masks": lambda say: plots.masks(
        {"인과 (causal)": CAUSAL, "all": np.ones((6, 6))}, PIECES, "Masks", language=say
    ),
    "one_row_of_mask": lambda say: plots.masks({"padding": [[[[True, True, False]]]]}, language=say),
    "mask_token_against_mask_attention": lambda say: plots.mask_token_against_mask_attention(
        PIECES, HIDDEN, torch.ones(6, 6, dtype=torch.bool), CAUSAL, language=say
    ),
    "mlm_corruption": lambda say: plots.mlm_corruption(
        PIECES * 3, HIDDEN * 3, [bool(kind) for kind in KINDS] * 3, KINDS * 3, language=say
    ),
    "parity_by_layer": lambda say: plots.parity_by_layer(
        NAMES, [0, 1e-15, 1e-4, np.nan, 1], 1e-10, language=say
    ),
    "parity_within": lambda say: plots.parity_by_layer(NAMES * 16, [1e-15] * 80, 1e-10, language=say),
    "embeddings_sum": lambda say: plots.embeddings_sum(*TABLES, PIECES, language=say),
    "architecture": lambda say: plots.architecture(language=say),
}


@pytest.fixture(scope="session")
def square_hangul(tmp_path_factory):
    """A font in which every syllable is a square: enough to write Hangul on a machine that cannot."""
    pen = TTGlyphPen(None)
    for move, point in (
        ("moveTo", (50, 0)),
        ("lineTo", (50, 800)),
        ("lineTo", (950, 800)),
        ("lineTo", (950, 0)),
    ):
        getattr(pen, move)(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap(dict.fromkeys([*range(0xAC00, 0xD7A4), *range(0x3131, 0x3164)], "square"))
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": square})
    builder.setupHorizontalMetrics({".notdef": (1000, 0), "square": (1000, 50)})
    builder.setupHorizontalHeader(ascent=900, descent=-200)
    builder.setupNameTable({"familyName": "Square Hangul", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=900, usWinAscent=900, usWinDescent=200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("fonts") / "square.ttf"
    builder.save(path)
    before = list(font_manager.fontManager.ttflist)
    font_manager.fontManager.addfont(path)
    yield "Square Hangul"
    font_manager.fontManager.ttflist[:] = before


@pytest.fixture(params=["hangul", "no hangul"])
def written(request, monkeypatch, square_hangul):
    """Both kinds of machine: one that can write Hangul, and one that cannot."""
    font = square_hangul if request.param == "hangul" else None
    monkeypatch.setattr(fonts, "hangul_font", lambda: font)
    return font


@pytest.fixture
def no_hangul(monkeypatch):
    monkeypatch.setattr(fonts, "hangul_font", lambda: None)


def drawn(figure: Figure) -> Figure:
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_read_and_nothing_is_clipped(name, language, written, caplog):
    figure = drawn(PICTURES[name](language))
    unreadable = [text for text in texts(figure) if not fonts.drawable(text.replace("\n", ""))]
    assert not unreadable
    assert not caplog.records, "matplotlib complains about a font"
    box, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.01
    assert box.x1 < wide + 0.01
    assert box.y1 < high + 0.01
    has_hangul = any(re.search("[가-힣]", text) for text in texts(figure))
    if written is None:
        assert not has_hangul
    elif language == "ko" and name != "comparison_curve":
        assert has_hangul
    assert figure.get_label(), "no alternative text"


TITLES = {
    "loss_curve": {"Loss", "step", "loss (nats per token)", "training", "held out", "lowest: 4.200"},
    "comparison_curve": {"15bun", "minutes", "held-out loss", "ours (3.020)", "uri baechi (3.350)"},
    "schedule": {"Learning rate: warm-up, then decay", "step", "learning rate", "peak 0.0005 at step 50"},
    "confusion_matrix": {
        "true",
        "predicted",
        "happy",
        "anxious",
        "8\n80%",
        "10\n100%",
        "0\n–",
        "share of the row",
    },
    "calibration": {"Calibration (ECE 0.120)", "stated confidence", "share that is right", "sentences"},
    "emotion_bars": {"Which emotion?", "happy", "sad", "flustered", "angry", "anxious", "50.0%"},
    "next_token": {"▁himdeuleo", "␣the", "↵", r"\$x\$", "U+1F9FFU+6F22", "kept", "cut off"},
    "attention_heads": {"Who looks at whom", *(f"head {i}" for i in range(5)), "oneul", "attention weight"},
    "masks": {"Masks", "ingwa (causal)", "all", "looks (t)", "is looked at (s)", "may look (True)", "happy"},
    "mask_token_against_mask_attention": {
        "BERT masks a token",
        "GPT masks attention",
        "[MASK]",
        "text",
        "input",
    },
    "mlm_corruption": {"[MASK] (80 %)", "a random word (10 %)", "left alone (10 %)", "chingureul"},
    "parity_by_layer": {"Parity by layer", "first disagreement", "limit 1e-10", *NAMES},
    "embeddings_sum": {
        "BERT adds three embeddings",
        "token",
        "position",
        "segment",
        "sum",
        "+",
        "=",
        "8 channels",
    },
    "architecture": {
        "EncoderBlock",
        "DecoderBlock",
        "DecoderOnlyBlock",
        "post-norm, as in BERT",
        "memory\n(k, v)",
    },
}


@pytest.mark.parametrize("name", TITLES)
def test_titles_axes_and_labels_say_what_is_drawn(name, no_hangul):
    assert TITLES[name] <= set(texts(drawn(PICTURES[name]("en"))))


WRONG = {
    "steps 2, train 3": lambda: plots.loss_curve([1, 2], [1, 2, 3]),
    "heldout_steps and heldout belong together": lambda: plots.loss_curve([1], [1], [1]),
    r"train has shape \(1, 2\)": lambda: plots.loss_curve([1, 2], [[1, 2]]),
    r"steps has shape \(0,\)": lambda: plots.loss_curve([], []),
    "train is not an array of numbers": lambda: plots.loss_curve([1, 2], ["high", "low"]),
    "curves is empty": lambda: plots.comparison_curve({}, "x", "y"),
    "x 2, y 1": lambda: plots.comparison_curve({"a": ([1, 2], [1])}, "x", "y"),
    r"learning_rates has shape \(2, 2\)": lambda: plots.schedule(np.ones((2, 2))),
    "2 labels need": lambda: plots.confusion_matrix(COUNTS, ["a", "b"]),
    "cannot be negative": lambda: plots.confusion_matrix([[1, -1], [0, 1]], ["a", "b"]),
    "accuracy_bins 1, counts 2": lambda: plots.calibration([0.1, 0.2], [0.1], [1, 1], 0.1),
    "same of 4 bins": lambda: plots.calibration([0.1, 0.2], [0.1, 0.2], [1, 1], 0.1, bins=4),
    "between 0 and 1 where": lambda: plots.calibration([0.1, 1.2], [0.1, 0.2], [1, 1], 0.1),
    "probabilities holds 1.5": lambda: plots.emotion_bars({"a": 1.5, "b": 0.2}),
    "probabilities holds nan": lambda: plots.emotion_bars({"a": float("nan")}),
    "candidates 1, probabilities 2, kept 2": lambda: plots.next_token(["a"], [0.5, 0.5], [True, False]),
    "6 tokens that look and 5 to look at": lambda: plots.attention_heads(ATTENTION, PIECES, PIECES[:5]),
    "needs 3 axes": lambda: plots.attention_heads(ATTENTION[0], PIECES),
    "weights holds -1": lambda: plots.attention_heads(-np.ones((1, 6, 6)), PIECES),
    "masks is empty": lambda: plots.masks({}),
    "is not boolean": lambda: plots.masks({"a": [[0.5, 1.0]]}),
    "choose one row of the batch": lambda: plots.masks({"a": np.ones((2, 3, 3))}),
    "there are 6 pieces": lambda: plots.masks({"a": np.ones((3, 3))}, PIECES),
    "masked_pieces 5": lambda: plots.mask_token_against_mask_attention(PIECES, HIDDEN[:5], CAUSAL, CAUSAL),
    "causal has shape": lambda: plots.mask_token_against_mask_attention(PIECES, HIDDEN, CAUSAL, CAUSAL[:5]),
    "kinds 2": lambda: plots.mlm_corruption(PIECES, HIDDEN, [True] * 6, ["mask", "same"]),
    r"kinds\[0\] is 'other'": lambda: plots.mlm_corruption(["a"], ["b"], [True], ["other"]),
    "names 5, errors 1": lambda: plots.parity_by_layer(NAMES, [1.0], 1e-10),
    "limit above 0": lambda: plots.parity_by_layer(["a"], [1.0], 0.0),
    "they must be equal": lambda: plots.embeddings_sum(TABLES[0], TABLES[1], TABLES[2, :3]),
    "5 pieces, but": lambda: plots.embeddings_sum(*TABLES, PIECES[:5]),
    "needs 3, each of them pre or post": lambda: plots.architecture(("pre", "post")),
    "'en' or 'ko'": lambda: plots.schedule([0.1], language="fr"),
}


@pytest.mark.parametrize("message", WRONG)
def test_wrong_shapes_are_named(message):
    with pytest.raises(ValueError, match=message):
        WRONG[message]()


def test_lists_arrays_and_tensors_draw_the_same_picture(tmp_path):
    kinds = (list(map(float, STEPS)), STEPS.astype(np.float32), torch.tensor(STEPS, dtype=torch.bfloat16))
    for i, values in enumerate(kinds):
        plots.save(plots.loss_curve(values, values), tmp_path / f"{i}.png")
    assert len({path.read_bytes() for path in tmp_path.iterdir()}) == 1


def test_a_saved_picture_has_the_same_bytes_each_time_and_carries_its_alternative_text(tmp_path):
    for name in ("a.png", "deep/er/b.png"):
        plots.save(PICTURES["emotion_bars"]("ko"), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "deep/er/b.png").read_bytes()
    with Image.open(tmp_path / "a.png") as image:
        assert image.text == {"Description": "행복 10.0%, 슬픔 50.0%, 당황 10.0%, 분노 10.0%, 불안 20.0%."}
        assert image.width == 8 * 120


def test_a_picture_that_cannot_be_written_is_a_problem_in_both_languages(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Problem, match="cannot be written") as caught:
        plots.save(PICTURES["schedule"]("en"), tmp_path / "file" / "a.png")
    assert "저장할 수 없습니다" in caught.value.ko


def test_the_users_own_matplotlib_settings_are_left_alone():
    with matplotlib.rc_context({"font.size": 7, "font.family": ["monospace"], "legend.frameon": True}):
        before = dict(matplotlib.rcParams)
        for draw in PICTURES.values():
            draw("en")
        assert dict(matplotlib.rcParams) == before
    for path in (ROOT / "minitransformer" / "plots").glob("*.py"):
        assert "pyplot" not in path.read_text(encoding="utf-8")


def test_the_lowest_heldout_loss_is_ringed():
    ax = PICTURES["loss_curve"]("en").axes[0]
    ring = next(line for line in ax.lines if line.get_markersize() == 13)
    assert list(ring.get_xydata()[0]) == [50, 4.2]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "loss (nats per text)"), ("ko", "손실 (글 하나당 nats)")]
)
def test_the_axis_of_a_loss_says_what_it_is_per(language, said, monkeypatch, square_hangul):
    monkeypatch.setattr(fonts, "hangul_font", lambda: square_hangul)
    figure = plots.loss_curve([1, 2], [2, 1], language=language, unit=("nats per text", "글 하나당 nats"))
    assert figure.axes[0].get_ylabel() == said


def test_a_loss_that_is_nowhere_finite_is_still_drawn():
    drawn(plots.loss_curve([0, 1], [float("nan")] * 2, [0, 1], [float("nan")] * 2))


def test_a_bin_that_nobody_fell_into_is_left_out():
    ax, below = PICTURES["calibration"]("en").axes
    assert [list(line.get_xdata()) for line in ax.lines] == [[0, 1], [0.25, 0.75]]
    assert [bar.get_height() for bar in below.patches] == [4, 12]


@pytest.mark.parametrize(("bins", "edges"), [(10, [(0.2, 0.3), (0.9, 1.0)]), (4, [(0.0, 0.25), (0.75, 1.0)])])
def test_how_often_a_confidence_was_stated_is_drawn_from_edge_to_edge_of_its_bin(bins, edges):
    _, below = plots.calibration([0.21, 1.0], [0.2, 0.9], [4, 12], 0.1, bins=bins).axes
    drawn = [(bar.get_x(), bar.get_x() + bar.get_width()) for bar in below.patches]
    assert drawn == [pytest.approx(edge) for edge in edges]


def test_a_mean_a_rounding_error_below_the_edge_of_its_bin_is_drawn_in_it():
    _, below = plots.calibration([0.65, 0.7 - 2e-16], [0.5, 0.5], [1, 3], 0.1).axes
    assert [bar.get_x() for bar in below.patches] == pytest.approx([0.6, 0.7])


def test_only_the_likeliest_emotion_has_the_dark_colour():
    colours = [bar.get_facecolor() for bar in PICTURES["emotion_bars"]("en").axes[0].patches]
    assert [colours.count(colour) for colour in colours] == [4, 1, 4, 4, 4]


def test_what_sampling_cuts_off_is_hatched_and_the_rest_adds_up():
    figure = PICTURES["next_token"]("en")
    assert [bar.get_hatch() for bar in figure.axes[0].patches] == [None, None, "///", "///", "///"]
    assert figure.axes[0].get_xlabel() == "probability (kept: 70% in all)"


def test_every_head_is_drawn_on_one_scale():
    figure = PICTURES["attention_heads"]("en")
    images = [ax.images[0] for ax in figure.axes if ax.images]
    assert len(images) == 5
    for image, weights in zip(images, ATTENTION, strict=True):
        assert np.array_equal(image.get_array(), weights)
        assert image.get_clim() == (0, ATTENTION.max())


def test_a_mask_is_dark_where_one_may_look():
    figure = PICTURES["mask_token_against_mask_attention"]("en")
    cells = [patch for patch in figure.axes[0].patches if type(patch).__name__ == "Rectangle"]
    dark = [patch.get_facecolor() == matplotlib.colors.to_rgba("#0072B2") for patch in cells]
    bert, gpt = np.array(dark).reshape(2, 6, 6)
    assert bert.all()
    assert (CAUSAL.T.numpy() == gpt.T).all()
    image = PICTURES["masks"]("en").axes[0].images[0]
    assert np.array_equal(image.get_array(), CAUSAL.numpy())
    assert image.to_rgba(1.0) == matplotlib.colors.to_rgba("#0072B2")


def test_the_last_embedding_strip_is_the_sum_of_the_other_three():
    *parts, total = (ax.images[0].get_array() for ax in PICTURES["embeddings_sum"]("en").axes[:4])
    assert np.allclose(sum(parts), total)
    assert np.array_equal(parts[1], TABLES[1])


def test_only_the_first_disagreement_is_marked():
    figure = PICTURES["parity_by_layer"]("en")
    ax = figure.axes[0]
    label = next(text for text in ax.texts if text.get_text() == "first disagreement")
    assert label.xy[1] == NAMES.index("blocks.0.feed_forward")
    crosses = next(line for line in ax.lines if line.get_marker() == "X")
    assert list(crosses.get_ydata()) == [2, 3, 4]
    assert "3 of 5 activations exceed" in figure.get_label()
    assert "first disagreement" not in texts(PICTURES["parity_within"]("en"))
    assert "All 80 activations are within" in PICTURES["parity_within"]("en").get_label()


@pytest.mark.parametrize("block", [EncoderBlock, DecoderOnlyBlock, DecoderBlock])
def test_a_block_is_drawn_in_the_order_in_which_it_runs(block):
    sublayers = ["attention", *(["cross_attention"] if block is DecoderBlock else []), "feed_forward"]
    norm_first = [name for sublayer in sublayers for name in (f"{sublayer}_norm", sublayer)]
    norm_last = [name for sublayer in sublayers for name in (sublayer, f"{sublayer}_norm")]
    assert [step.name for step in traced(block, "pre")] == norm_first
    assert [step.name for step in traced(block, "post")] == norm_last
    assert {step.name: step.layers for step in traced(block, "pre")}["attention"] == ("q", "k", "v", "out")


def test_the_architecture_shows_every_part_of_every_block_from_the_bottom_up():
    figure = plots.architecture(("pre", "post", "pre"))
    placed = [text for text in figure.axes[0].texts if text.get_text() != "x"]
    start = [text.get_text() for text in placed].index("DecoderBlock")
    column = [text for text in placed if text.get_position()[0] == placed[start].get_position()[0]]
    heights = {text.get_text(): -text.get_position()[1] for text in column}
    order = [step.name for step in traced(DecoderBlock, "post")]
    assert sorted(order, key=heights.__getitem__) == order
    assert texts(figure).count("+") == 2 + 3 + 2


@pytest.mark.parametrize("text", ["가", "친구를", "[MASK]", "WWWWWWWW", "아주아주아주긴단어", "##abcdefghij"])
def test_text_stays_inside_its_tile(text, written):
    with matplotlib.rc_context({"font.family": fonts.families()}):
        figure, ax = tiles.sheet(3, 3)
        tiles.tile(ax, 1.5, 1.5, wording.piece(text))
        drawn(figure)
    inner, outer = ax.texts[0].get_window_extent(), ax.patches[0].get_window_extent()
    assert outer.x0 <= inner.x0
    assert inner.x1 <= outer.x1


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("오늘", "oneul"), ("닭", "dak"), ("뷁", "bwek"), ("깜짝", "kkamjjak"), ("ㅋㅋㅠㅠ", "kkyuyu"), ("힣", "hit"),
     ("값", "gap"), ("않아", "ana"), ("행복", "happy"), ("행복해", "haengbokhae")],
)  # fmt: skip
def test_hangul_is_romanised_letter_by_letter(hangul, latin):
    assert romanise(hangul) == latin


def test_decomposed_hangul_and_strange_characters_are_still_written(no_hangul):
    assert wording.readable(unicodedata.normalize("NFD", "오늘 x")) == "oneul x"
    assert wording.readable("漢") == "U+6F22"
    assert wording.piece("a" * 40) == "a" * 15 + "…"


def test_a_placeholder_font_is_no_hangul_font(monkeypatch, square_hangul):
    entry = next(e for e in font_manager.fontManager.ttflist if e.name == square_hangul)
    fake = font_manager.FontEntry(fname=entry.fname, name="Last Resort High-Efficiency")
    gone = font_manager.FontEntry(fname="/no/such/font.ttf", name="Malgun Gothic")
    monkeypatch.setattr(fonts, "installed_since", list)
    for known, found in (([fake, gone], None), ([fake, gone, entry], square_hangul)):
        monkeypatch.setattr(fonts, "matplotlib_knows", lambda known=known: known)
        assert fonts.hangul_font.__wrapped__() == found


def test_a_font_installed_after_matplotlib_last_looked_is_found(monkeypatch, square_hangul):
    entry = next(e for e in font_manager.fontManager.ttflist if e.name == square_hangul)
    others = [e for e in font_manager.fontManager.ttflist if e.name == fonts.BASE]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", others)
    monkeypatch.setattr(font_manager, "findSystemFonts", lambda: [entry.fname, "/no/such/font.ttf"])
    assert fonts.hangul_font.__wrapped__() == square_hangul


def test_the_figures_are_redrawn_byte_for_byte_and_are_small(tmp_path, no_hangul, capsys):
    spec = importlib.util.spec_from_file_location("draw", ROOT / "figures" / "draw.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for folder in ("a", "b"):
        module.draw(tmp_path / folder)
    assert "no font here can write Hangul" in capsys.readouterr().out
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    kept = sorted((ROOT / "figures").glob("*.png"))
    assert {path.name for path in kept} >= {*names, *(name.replace(".png", ".ko.png") for name in names)}
    for path in kept:
        assert path.stat().st_size < 500_000
        with Image.open(path) as image:
            assert image.text["Description"]
