"""The picture of speed and memory: what it shows, in both languages, and nothing clipped."""

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from minitransformer.plots import fonts
from minitransformer.plots.speed import speed_and_memory

SIZES = [16, 64, 1000]
RATES = {
    "by hand": [40.0, 39.0, 30.0],
    "by hand, no cache": [9.0, 3.0, 0.4],
    "transformers, eager": [28, 27, 20],
}
MEMORY = {name: [0.5 * size for size in SIZES] for name in RATES}


def drawn(language="en", limits=(50.0, 50.0, 48.0)):
    axis, unit = ("앞에 있는 단어 수", "토큰/초") if language == "ko" else ("words before", "tokens/s")
    limits = None if limits is None else list(limits)
    figure = speed_and_memory(SIZES, RATES, limits, MEMORY, axis, unit, "bench decode --sweep", language)
    FigureCanvasAgg(figure).draw()
    return figure


@pytest.fixture(params=["as it is", "no hangul"])
def machine(request, monkeypatch):
    if request.param == "no hangul":
        monkeypatch.setattr(fonts, "hangul_font", lambda: None)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_can_be_read_and_nothing_is_clipped(language):
    figure = drawn(language)
    said = [text.get_text() for text in figure.findobj(Text) if text.get_text()]
    assert all(fonts.drawable(text.replace("\n", "")) for text in said)
    box, (wide, high) = figure.get_tightbbox(), figure.get_size_inches()
    assert min(box.x0, box.y0) > -0.01
    assert box.x1 < wide + 0.01
    assert box.y1 < high + 0.01


def test_a_line_for_everyone_and_a_dashed_one_for_the_machine():
    ax, large = drawn().axes
    lines = {line.get_label(): line for line in ax.lines}
    held = {line.get_label(): list(line.get_ydata()) for line in large.lines}
    assert held == MEMORY
    assert lines.keys() == {*RATES, "limit of this machine"}
    for name, rates in RATES.items():
        assert list(lines[name].get_xdata()) == SIZES
        assert list(lines[name].get_ydata()) == rates
    assert list(lines["limit of this machine"].get_ydata()) == [50.0, 50.0, 48.0]
    assert lines["limit of this machine"].get_linestyle() == "--"
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["16", "64", "1000"]


def test_who_cannot_see_it_is_told_and_no_limit_is_made_up():
    told = drawn(limits=None).get_label()
    assert "by hand, no cache from 9 to 0.4" in told
    assert "limit" not in told
    assert "limit from 50 to 48" in drawn().get_label()
    assert "MB for 16, 64, 1000 words before: by hand from 8 to 500" in told


def test_a_rate_for_every_size_or_none():
    with pytest.raises(ValueError, match="rates"):
        speed_and_memory([1, 2], {"by hand": [3.0]}, None, {}, "x", "y")
    with pytest.raises(ValueError, match="memory"):
        speed_and_memory([1, 2], {}, None, {"by hand": [3.0]}, "x", "y")
