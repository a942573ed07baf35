"""The pictures of features: what they show, in both languages, and nothing clipped."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from minitransformer.plots import fonts
from minitransformer.plots.canvas import save
from minitransformer.plots.contexts import cosine_by_layer
from minitransformer.plots.gaze import one_gaze
from minitransformer.plots.layers import layer_bars
from minitransformer.plots.senses import senses_apart, senses_by_layer

NAMES = ["embeddings", "last hidden", "last four side by side"]
OURS = {"mean": ([0.5, 0.6, 0.7], [0.05, 0.04, 0.03]), "[CLS]": ([0.1, 0.2, 0.3], [0.01, 0.02, 0.03])}
PAPER = [91.0, 94.9, 96.1]
LAYERS = ([0.4, 0.6, 0.5], [0.3, 0.5, 0.4], [0.5, 0.7, 0.6], [0.8, 0.9, 0.95], [0.8, 0.7, 0.9], 0.43, 0.46)
POINTS = [np.arange(8.0).reshape(4, 2), np.arange(12.0).reshape(6, 2)[:, ::-1]]
SENSES = [["pear", "pear", "boat", "belly"], ["eye", "snow"] * 3]
GAZES = [[0.2, 0.5, 0.3], [0.9, 0.1]]
TOKENS = [["[CLS]", "그것", "##은"], ["그것", "책"]]

PICTURES = {
    "layer_bars": lambda say: layer_bars(NAMES, OURS, PAPER, 0.8, 0.2, language=say),
    "senses_by_layer": lambda say: senses_by_layer(*LAYERS, language=say),
    "cosine_by_layer": lambda say: cosine_by_layer(1.0, [1.0, 0.9, 0.7], language=say),
    "one_gaze": lambda say: one_gaze(GAZES, TOKENS, [1, 0], language=say),
    "senses_apart": lambda say: senses_apart(POINTS, SENSES, ["배", "눈"], language=say),
}


def drawn(figure):
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure):
    return [text.get_text() for text in figure.findobj(Text) if text.get_text()]


@pytest.fixture(params=["as it is", "no hangul"])
def machine(request, monkeypatch):
    if request.param == "no hangul":
        monkeypatch.setattr(fonts, "hangul_font", lambda: None)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_can_be_read_nothing_is_clipped_and_it_has_a_description(
    name, language, machine, tmp_path
):
    figure = drawn(PICTURES[name](language))
    assert all(fonts.drawable(text.replace("\n", "")) for text in texts(figure))
    box, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.01
    assert box.x1 < wide + 0.01
    assert box.y1 < high + 0.01
    save(figure, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.text["Description"]


def test_the_bars_are_the_means_and_the_papers_stand_beside_them():
    figure = PICTURES["layer_bars"]("en")
    left, right = figure.axes
    assert [bar.get_width() for bar in left.patches] == [*OURS["mean"][0], *OURS["[CLS]"][0]]
    assert [bar.get_width() for bar in right.patches] == PAPER
    assert left.get_xlim() == (0, 1)
    said = texts(figure)
    assert "CoNLL-2003" in " ".join(said)  # another task, and said to be
    assert "TF-IDF 0.800" in said
    assert "guessing 0.200" in said
    assert "last hidden, mean 0.600 ± 0.040" in figure.get_label()


def test_two_ways_are_told_apart_without_colour():
    left, _ = PICTURES["layer_bars"]("en").axes
    assert [bar.get_hatch() for bar in left.patches] == [""] * 3 + ["///"] * 3
    lines = PICTURES["senses_by_layer"]("en").axes[1].lines
    assert [(line.get_marker(), line.get_linestyle()) for line in lines] == [("o", "-"), ("s", "--")]


def test_the_curves_are_drawn_against_chance():
    figure = PICTURES["senses_by_layer"]("en")
    curve, chance, sentence = figure.axes[0].lines
    assert list(curve.get_ydata()) == LAYERS[0]
    assert set(chance.get_ydata()) == {0.43}
    assert set(sentence.get_ydata()) == {0.46}
    assert "best in layer 1, chance 0.43" in figure.get_label()


def test_the_cosines_are_drawn_beside_that_of_the_table():
    figure = PICTURES["cosine_by_layer"]("en")
    curve, table = figure.axes[0].lines
    assert list(curve.get_ydata()) == [1.0, 0.9, 0.7]
    assert set(table.get_ydata()) == {1.0}
    assert "1.00, 0.90, 0.70; in the embedding table 1.00" in figure.get_label()


def test_the_token_that_looks_is_told_apart_and_all_rows_have_one_scale():
    figure = PICTURES["one_gaze"]("en")
    first, second = figure.axes
    assert [bar.get_height() for bar in first.patches] == GAZES[0]
    assert [bar.get_hatch() for bar in first.patches] == [None, "///", None]
    assert [bar.get_hatch() for bar in second.patches] == ["///", None]
    assert first.get_ylim() == second.get_ylim()
    assert "그것: 그것 0.50, ##은 0.30, [CLS] 0.20; 그것: 그것 0.90" in figure.get_label()


def test_each_sense_has_its_mark():
    figure = PICTURES["senses_apart"]("en")
    pears, boats, bellies = figure.axes[0].collections
    assert np.array_equal(pears.get_offsets(), POINTS[0][:2])
    assert np.array_equal(boats.get_offsets(), POINTS[0][2:3])
    assert len({c.get_paths()[0].vertices.shape[0] for c in (pears, boats, bellies)}) > 1
    assert "배 (pear, boat, belly)" in figure.get_label()


@pytest.mark.parametrize(
    "draw",
    [
        lambda: layer_bars(NAMES[:2], OURS, PAPER, 0.8, 0.2),
        lambda: one_gaze(GAZES, TOKENS, [1]),
        lambda: one_gaze(GAZES, TOKENS[::-1], [1, 0]),
        lambda: layer_bars(NAMES, {}, PAPER, 0.8, 0.2),
        lambda: senses_by_layer([0.4, 1.6], *LAYERS[1:]),
        lambda: senses_apart(POINTS, SENSES[:1], ["배", "눈"]),
        lambda: senses_apart([POINTS[0]], [SENSES[1]], ["배"]),
    ],
)
def test_what_does_not_fit_together_is_refused(draw):
    with pytest.raises(ValueError, match=r"lengths differ|there is room for|probabilities lie"):
        draw()
