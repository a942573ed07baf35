"""The main job, with the training cut short: every step is there, and the exit code is what they say."""

import json

import pytest

STEPS = ["parity gpt2", "parity bert", "train chatbot", "chat", "train emotion", "recommend"]


@pytest.fixture
def brief(monkeypatch):
    from minitransformer.cli import tour

    monkeypatch.setattr(tour, "CHATBOT_MINUTES", 0.05)
    monkeypatch.setattr(tour, "EMOTION_MINUTES", 0.05)


@pytest.mark.slow
def test_the_whole_tour(command, at_home, brief):
    code, out, err = command("tour", "--json")
    assert out.count("\n") == 1
    found = json.loads(out)
    assert [step["name"] for step in found["steps"]] == STEPS
    seconds = [step["seconds"] for step in found["steps"]]
    assert min(seconds[2], seconds[4]) >= 3  # both were trained for their 0.05 minutes
    assert sum(seconds) <= found["seconds"] + 0.5  # each is rounded
    assert found["ok"] == all(step["ok"] for step in found["steps"])
    assert code == (0 if found["ok"] else 1)
    assert all(step["ok"] for step in found["steps"][:2])
    assert all(turn["reply"] != turn["prompt"] for turn in found["steps"][3]["turns"])
    assert len(list((at_home / "models").glob("*/loss.png"))) == 2
    assert "loss.png" in err

    once = command("chat", "--once", "오늘 너무 힘들었어", "--json")  # the kept models are the default ones
    assert once[0] == 0
    assert json.loads(once[1])["reply"] != "오늘 너무 힘들었어"
    assert command("recommend", "오늘 정말 기뻐")[0] == 0


def test_a_step_that_does_not_hold_makes_the_exit_code_1(as_json, monkeypatch):
    from minitransformer.apps import tour as app
    from minitransformer.cli import tour

    def some(*oks):
        return lambda _voice, steps, _seed: steps.extend(app.Step(str(i), ok=ok) for i, ok in enumerate(oks))

    monkeypatch.setattr(tour, "chatbot", some(True))
    monkeypatch.setattr(tour, "emotion", some(True))
    monkeypatch.setattr(tour, "prove", some(True, True))
    assert as_json("tour")["ok"] is True
    monkeypatch.setattr(tour, "prove", some(True, False))
    assert as_json("tour", exits=1)["ok"] is False
