"""What is taught twice alike comes out alike, and nothing is taken up that belongs to something else."""

import pytest
import torch

from minitransformer.apps.teach_chatbot import Size, answer_loss, chatbot_task, new_chatbot
from minitransformer.apps.teach_classifier import new_classifier
from minitransformer.apps.train_chatbot import check_same_run
from minitransformer.data import embedded
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.records import EMOTIONS
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE

MINIATURE = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=1500)
DIALOGUES = embedded.dialogues()[:50]
TEXTS = [e.text for e in embedded.emotions()][:200]


def test_the_same_texts_give_the_same_vocabulary_and_weights():
    def teach():
        bert, words = new_classifier(TEXTS, EMOTIONS, MINIATURE, torch.Generator().manual_seed(0))
        gpt, pieces = new_chatbot(DIALOGUES, MINIATURE, torch.Generator().manual_seed(0))
        return words.files(), pieces.files(), bert.state_dict(), gpt.state_dict()

    first, second = teach(), teach()
    assert first[:2] == second[:2]
    for one, other in zip(first[2:], second[2:], strict=True):
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_only_the_answer_and_its_end_count_in_the_loss():
    model, tokenizer = new_chatbot(DIALOGUES, MINIATURE, torch.Generator().manual_seed(0))
    model.eval()
    encoded = [encode_dialogue(tokenizer, d.question, d.answer) for d in DIALOGUES[:4]]
    (batch,) = dialogue_batches(encoded, 4, tokenizer.pad_id, 128)
    scores = model(batch.ids).log_softmax(-1)
    in_order = sorted(encoded, key=lambda e: len(e.ids))
    by_hand = [
        -scores[row, t - 1, e.ids[t]].item()
        for row, e in enumerate(in_order)
        for t in range(e.answer_start, len(e.ids))
    ]
    assert len(by_hand) == int((batch.labels != IGNORE).sum())
    assert answer_loss(model, batch).item() == pytest.approx(sum(by_hand) / len(by_hand), rel=1e-5)


def test_heldout_loss_is_the_mean_over_tokens_and_is_told_for_each_label():
    model, tokenizer = new_chatbot(DIALOGUES, MINIATURE, torch.Generator().manual_seed(0))
    rows = embedded.dialogues()
    held = [d for label in (0, 1, 2) for d in [x for x in rows if x.label == label][:5]]
    model.eval()
    seen = chatbot_task(tokenizer, DIALOGUES, held, max_len=128).evaluate(model)
    assert seen.keys() == {"heldout_loss", "perplexity", *(f"heldout_loss_label_{i}" for i in range(3))}
    encoded = [encode_dialogue(tokenizer, d.question, d.answer) for d in held]
    (whole,) = dialogue_batches(encoded, 99, tokenizer.pad_id, 128)
    assert seen["heldout_loss"] == pytest.approx(answer_loss(model, whole).item(), rel=1e-5)
    assert seen["perplexity"] == pytest.approx(torch.tensor(seen["heldout_loss"]).exp().item(), rel=1e-5)


def test_a_checkpoint_of_other_data_is_not_taken_up(tmp_path):
    _, mine = new_chatbot(DIALOGUES[:20], MINIATURE, torch.Generator())
    _, other = new_chatbot(DIALOGUES[20:], MINIATURE, torch.Generator())
    kept = tmp_path / "checkpoints" / "step-00000001"
    kept.mkdir(parents=True)
    for name, content in mine.files().items():
        (kept / name).write_bytes(content)
    check_same_run(tmp_path, mine)
    with pytest.raises(Problem, match="other data") as told:
        check_same_run(tmp_path, other)
    assert "--resume" in told.value.told("ko")
