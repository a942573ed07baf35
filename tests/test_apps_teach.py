"""What is taught twice alike comes out alike, and what cannot be learnt or kept is told."""

import pytest
import torch

from minitransformer.apps.run import check_learnt, checksum, identify
from minitransformer.apps.size import Size
from minitransformer.apps.teach_chatbot import answer_loss, chatbot_task, fitting, new_chatbot
from minitransformer.apps.teach_classifier import new_classifier
from minitransformer.data import embedded
from minitransformer.data.batching import dialogue_batches
from minitransformer.data.dialogue import encode_dialogue
from minitransformer.data.records import EMOTIONS, Dialogue
from minitransformer.errors import Problem
from minitransformer.functional import IGNORE
from minitransformer.training.plan import History, Plan

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


def test_a_run_is_told_from_another_by_its_rows_and_its_tokenizer():
    _, mine = new_chatbot(DIALOGUES[:20], MINIATURE, torch.Generator())
    _, again = new_chatbot(DIALOGUES[:20], MINIATURE, torch.Generator())
    _, other = new_chatbot(DIALOGUES[20:], MINIATURE, torch.Generator())
    run = identify("mine", DIALOGUES, MINIATURE, 32, mine)
    assert run == identify("mine", list(DIALOGUES), MINIATURE, 32, again)
    assert run["batch_size"] == 32
    differing = [
        {name for name, value in identify(*changed).items() if value != run[name]}
        for changed in (
            ("mine", DIALOGUES[:-1], MINIATURE, 32, mine),
            ("mine", DIALOGUES, "some/model", 32, mine),
            ("mine", DIALOGUES, MINIATURE, 32, other),
        )
    ]
    assert differing == [{"rows"}, {"source"}, {"tokenizer"}]
    assert checksum("가") != checksum("나")


def test_a_question_that_leaves_no_room_for_an_answer_is_left_out():
    _, tokenizer = new_chatbot(DIALOGUES, MINIATURE, torch.Generator())
    short, long = DIALOGUES[0], Dialogue(DIALOGUES[1].question * 30, DIALOGUES[1].answer, 2)
    room = encode_dialogue(tokenizer, short.question, short.answer).answer_start
    assert [ids.answer_start for _, ids in fitting(tokenizer, [short, long], room)] == [room]
    assert [label for label, _ in fitting(tokenizer, [long, short], 10_000)] == [2, short.label]
    batches = chatbot_task(tokenizer, [short, long], [short], max_len=room).batches(0, torch.Generator())
    assert [batch.ids.shape for batch in batches] == [(1, room)]
    assert int((batches[0].labels != IGNORE).sum()) == 1


def test_where_no_question_leaves_room_for_an_answer_the_numbers_are_told():
    _, tokenizer = new_chatbot(DIALOGUES, MINIATURE, torch.Generator())
    room = min(encode_dialogue(tokenizer, d.question, d.answer).answer_start for d in DIALOGUES) - 1
    with pytest.raises(
        Problem, match=f"all 50 dialogues are longer than the model's {room} positions"
    ) as told:
        fitting(tokenizer, DIALOGUES, room)
    assert f"대화 50개의 질문이 모두 모델의 위치 {room}개" in told.value.ko


def looked(*losses):
    return History([1.0], [{"step": float(i), "heldout_loss": x} for i, x in enumerate(losses)])


@pytest.mark.parametrize(
    ("keep", "losses"), [("last", (1.0, float("nan"))), ("best", (float("inf"),)), ("best", ()), ("last", ())]
)
def test_weights_whose_loss_is_no_number_are_not_kept(keep, losses):
    with pytest.raises(Problem, match="nothing was kept") as told:
        check_learnt(looked(*losses), Plan(lr=1.0, epochs=1, keep=keep))
    assert "--lr" in told.value.ko


@pytest.mark.parametrize(("keep", "losses"), [("best", (1.0, float("nan"))), ("last", (float("inf"), 1.0))])
def test_only_the_look_at_the_weights_that_are_kept_decides(keep, losses):
    check_learnt(looked(*losses), Plan(lr=1.0, epochs=1, keep=keep))
