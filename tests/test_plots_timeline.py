"""The timeline: every event once, in order, told apart without colour."""

import pytest

from minitransformer.lessons.history import HISTORY
from minitransformer.plots.timeline import Event, timeline


def test_events_stand_in_the_order_of_time_each_by_its_name():
    figure = timeline([Event(2018.8, "B", "encoder"), Event(2017.5, "A", "encoder-decoder")])
    (ax,) = figure.axes
    assert [(t.get_text(), t.xy) for t in ax.texts] == [("A", (2017.5, 0)), ("B", (2018.8, 1))]
    assert len({line.get_marker() for line in ax.lines}) == 2
    assert figure.get_label() == "Timeline: 2017 A; 2018 B."


@pytest.mark.parametrize(("language", "word"), [("en", "decoder only"), ("ko", "디코더만")])
def test_families_are_named_in_both_languages(language, word):
    figure = timeline(HISTORY, language=language)
    assert word in [text.get_text() for text in figure.axes[0].get_legend().get_texts()]


def test_nothing_and_unknown_families_are_refused():
    with pytest.raises(ValueError, match="empty"):
        timeline([])
    with pytest.raises(ValueError, match="unknown families: x"):
        timeline([Event(2000.0, "X", "x")])
