"""Many runs beside the right one: a panel each, on one scale, told apart without colour."""

import re

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from minitransformer.plots import fonts
from minitransformer.plots.atlas import COLUMNS, HIGHEST, Curve, attention_maps, right_against_wrong

RIGHT = Curve([0, 10, 20], [3.0, 1.0, 0.01])
WRONG = {f"mistake {i}": Curve([0, 10, 20], [3.0, 2.0, 0.1 * 3**i]) for i in range(COLUMNS + 2)}
MAPS = {"right": np.eye(3), "no mask": np.full((3, 3), 1 / 3)}
PIECES = ["<s>", "a", "b"]


def drawn(figure):
    FigureCanvasAgg(figure).draw()
    return figure


def texts(figure):
    return {text.get_text() for text in figure.findobj(Text) if text.get_text()}


def test_every_mistake_has_a_panel_with_the_right_run_in_it():
    figure = drawn(right_against_wrong(RIGHT, WRONG, [f"writes {i} %" for i in range(7)]))
    panels = [ax for ax in figure.axes if ax.lines]
    assert [ax.get_title() for ax in panels] == list(WRONG)
    for i, ax in enumerate(panels):
        solid, dashed = ax.lines
        assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
        assert solid.get_color() != dashed.get_color()
        assert solid.get_ydata()[-1] == pytest.approx(0.01)
        assert dashed.get_ydata()[-1] == pytest.approx(0.1 * 3**i)
        assert ax.get_ylim() == panels[0].get_ylim()
    assert {"right", "wrong", "step", "writes 6 %"} <= texts(figure)
    assert "Right ends at 0.01. Wrong: mistake 0 0.1; mistake 1 0.3" in figure.get_label()


def test_a_loss_that_is_no_number_any_more_lies_at_the_upper_edge():
    figure = right_against_wrong(RIGHT, {"explodes": Curve([0, 1, 2], [3.0, np.inf, np.nan])})
    assert figure.axes[0].lines[1].get_ydata().tolist() == [3.0, HIGHEST, HIGHEST]


def test_maps_are_on_one_scale_and_named():
    figure = drawn(attention_maps(MAPS, PIECES))
    images = [ax.images[0] for ax in figure.axes if ax.images]
    assert [image.get_clim() for image in images] == [(0, 1), (0, 1)]
    assert images[1].get_array().tolist() == MAPS["no mask"].tolist()
    assert {"right", "no mask", "a", "attention weight"} <= texts(figure)
    assert figure.get_label() == "Where the attention looks, 3 pieces: right, no mask."


@pytest.mark.parametrize("hangul", [True, False])
def test_both_can_be_read_in_korean_and_nothing_is_clipped(hangul, monkeypatch):
    if not hangul:
        monkeypatch.setattr(fonts, "hangul_font", lambda: None)
    for figure in (
        right_against_wrong(RIGHT, {"마스크 없음": RIGHT}, ["0%"], "ko"),
        attention_maps({"마스크 없음": np.eye(3)}, PIECES, "ko"),
    ):
        drawn(figure)
        box, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
        assert min(box.x0, box.y0) > -0.01
        assert box.x1 < wide + 0.01
        assert box.y1 < high + 0.01
        if not hangul:
            assert not any(re.search("[가-힣]", text) for text in texts(figure))


WRONG_CALLS = {
    "wrong is empty": lambda: right_against_wrong(RIGHT, {}),
    "2 notes for 1 runs": lambda: right_against_wrong(RIGHT, {"a": RIGHT}, ["x", "y"]),
    "a: 2 steps and 1 losses": lambda: right_against_wrong(RIGHT, {"a": Curve([0, 1], [1.0])}),
    "maps is empty": lambda: attention_maps({}, PIECES),
    r"right has shape \(3, 3\), but there are 2": lambda: attention_maps({"right": np.eye(3)}, PIECES[:2]),
    "probabilities lie between 0 and 1": lambda: attention_maps({"right": 2 * np.eye(3)}, PIECES),
}


@pytest.mark.parametrize("message", WRONG_CALLS)
def test_what_cannot_be_drawn_is_named(message):
    with pytest.raises(ValueError, match=message):
        WRONG_CALLS[message]()
