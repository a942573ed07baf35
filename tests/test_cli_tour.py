"""The main job, with the training cut short: every step is there, and the exit code is what they say."""

import json

import pytest

STEPS = ["parity pocket-gpt-ko", "parity pocket-bert-ko", "chat", "fill-mask", "recommend", "train emotion"]


@pytest.mark.slow
def test_the_whole_tour(command, at_home, monkeypatch):
    from minitransformer.cli import tour

    monkeypatch.setattr(tour, "TEACHING_MINUTES", 0.05)
    code, out, err = command("tour", "--json")
    assert out.count("\n") == 1
    found = json.loads(out)
    steps = {step["name"]: step for step in found["steps"]}
    assert list(steps) == STEPS
    assert steps["train emotion"]["seconds"] >= 3  # it was trained for its 0.05 minutes
    assert sum(step["seconds"] for step in found["steps"]) <= found["seconds"] + 0.5  # each is rounded
    assert found["ok"] == all(step["ok"] for step in found["steps"])
    assert code == (0 if found["ok"] else 1)
    assert all(steps[name]["ok"] for name in STEPS[:5])
    assert max(steps[name]["worst"] for name in STEPS[:2]) < 1e-10
    assert all(turn["reply"] != turn["prompt"] for turn in steps["chat"]["turns"])
    assert len(steps["fill-mask"]["guesses"]) == 3
    assert [len(mood["songs"]) for mood in steps["recommend"]["moods"]] == [3, 3, 3]
    assert len(list((at_home / "models").glob("tour-*/loss.png"))) == 1
    assert "loss.png" in err


@pytest.mark.slow
def test_what_the_tour_teaches_in_half_a_minute_is_no_commands_default(command, at_home, monkeypatch):
    from minitransformer.apps.kept import choose
    from minitransformer.cli import tour

    monkeypatch.setattr(tour, "TEACHING_MINUTES", 0.02)
    before = choose("emotion", None), choose("chatbot", None)
    command("tour", "--json")
    assert list((at_home / "models").glob("tour-*"))
    assert (choose("emotion", None), choose("chatbot", None)) == before


def test_a_step_that_does_not_hold_makes_the_exit_code_1(as_json, monkeypatch):
    from minitransformer.apps import tour as app
    from minitransformer.cli import tour

    def some(*oks):
        return lambda _voice, steps, _seed: steps.extend(app.Step(str(i), ok=ok) for i, ok in enumerate(oks))

    for part in ("talk", "fill", "music", "teach"):
        monkeypatch.setattr(tour, part, some(True))
    monkeypatch.setattr(tour, "prove", some(True, True))
    assert as_json("tour")["ok"] is True
    monkeypatch.setattr(tour, "prove", some(True, False))
    assert as_json("tour", exits=1)["ok"] is False
