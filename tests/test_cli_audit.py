"""`audit`: a row a promise, and exit 1 where one is not kept."""

import pytest


def test_a_program_gets_the_contracts_object(as_json, chatbot_folder):
    found = as_json("audit", chatbot_folder)
    assert found["ok"] is True
    assert len(found["checks"]) > 15
    assert {"name", "ok", "detail"} <= found["checks"][0].keys()
    assert "sees nothing of the future" in [check["name"] for check in found["checks"]]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "promises are kept"), ("ko", "모두 지킵니다")], ids=["en", "ko"]
)
def test_a_person_sees_every_promise(command, chatbot_folder, language, said):
    code, out, _ = command("audit", chatbot_folder, "--lang", language)
    assert code == 0
    assert said in out
    assert "✓" in out


def test_the_reference_is_audited_too(as_json, chatbot_folder):
    found = as_json("audit", chatbot_folder, "--reference")
    notes = [check["detail"] for check in found["checks"] if check["detail"]]
    assert found["ok"] is True
    assert any("position_ids" in note for note in notes)


def test_a_broken_promise_is_exit_1(command, chatbot_folder, monkeypatch):
    monkeypatch.setattr(
        "minitransformer.models.sight.F.causal_mask",
        lambda t, s, device=None: __import__("torch").ones(t, s, dtype=bool),
    )
    code, out, _ = command("audit", chatbot_folder, "--lang", "en")
    assert code == 1
    assert "the future is seen" in " ".join(out.replace("│", " ").split())
