"""Label likelihoods and written answers: the same as reading every prompt alone, from its first word on."""

import math

import pytest
import torch
from prompted import DECODERS, LABELS, QUESTIONS, REVIEWS, experiment, model, tokenizer

from minitransformer.apps.fewshot import likelihood
from minitransformer.apps.fewshot.generated import NEITHER, matched, written_answers
from minitransformer.apps.fewshot.likelihood import calibrated, label_log_likelihoods
from minitransformer.apps.fewshot.prompt import Prompter
from minitransformer.apps.fewshot.reading import Beginning, common_beginning, encode_asked
from minitransformer.apps.fewshot.templates import TEMPLATES
from minitransformer.errors import Problem
from minitransformer.generation.loop import generate
from minitransformer.text.train import train_bpe

MANY = ("긍정", "부정", "부정적", "좋은 영화", "좋은 음악")
"""Of one token and of several; one begins another, and two begin alike."""


def prompts(labels=MANY, shots=REVIEWS[3:8]):
    prompter = Prompter(TEMPLATES["emotion"], labels)
    return [prompter.ask(shots, e.text) for e in (*QUESTIONS, *REVIEWS[:2])]


def asked_with(labels):
    return [encode_asked(tokenizer(), prompt, " ", labels, "\n") for prompt in prompts(labels)]


@pytest.mark.parametrize("batch_size", [1, 3, 16])
@pytest.mark.parametrize("architecture", DECODERS)
def test_a_label_is_as_likely_as_a_full_forward_pass_says(architecture, batch_size):
    gpt, asked = model(architecture), asked_with(MANY)
    assert {len(ids) for a in asked for ids in a.answers} > {1}
    found = label_log_likelihoods(gpt, asked, batch_size)
    for row, a in zip(found, asked, strict=True):
        for value, ids in zip(row, a.answers, strict=True):
            with torch.inference_mode():
                log_p = gpt(torch.tensor([a.prompt + ids])).log_softmax(-1)[0]
            by_hand = sum(log_p[len(a.prompt) - 1 + t, token].item() for t, token in enumerate(ids))
            assert value.item() == pytest.approx(by_hand, abs=1e-10)


def test_prompts_without_a_common_word_are_read_too():
    gpt = model("LlamaForCausalLM")
    ids = [tokenizer().encode(text) for text in ("별로", "정말 좋은 영화")]
    assert common_beginning(ids) == []
    together = Beginning(gpt, ids).followed_by(ids).hidden()[:, -1]
    alone = [gpt.hidden(torch.tensor([row]))[0, -1] for row in ids]
    assert torch.allclose(together, torch.stack(alone), atol=1e-12)


def test_what_prompts_share_is_read_once(monkeypatch):
    gpt, asked, read = model(), asked_with(LABELS), []
    hidden = gpt.hidden
    monkeypatch.setattr(
        gpt, "hidden", lambda ids, *more, **how: read.append(ids.shape) or hidden(ids, *more, **how)
    )
    label_log_likelihoods(gpt, asked)
    (one, shared), (rows, rest) = read
    assert (one, rows) == (1, len(asked))
    assert shared > rest
    assert shared + rest == max(len(a.prompt) for a in asked)


@pytest.mark.parametrize("architecture", DECODERS)
def test_what_is_written_is_what_the_model_writes_behind_each_prompt_alone(architecture):
    gpt, asked = model(architecture), asked_with(MANY)
    longest = max(len(ids) for a in asked for ids in a.answers)
    alone = [
        generate(gpt, [a.prompt], max_new_tokens=longest, eos_id=gpt.cfg.eos_id, use_cache=False)[0]
        for a in asked
    ]
    assert written_answers(gpt, tokenizer(), asked, 2) == [tokenizer().decode(w.ids) for w in alone]


@pytest.mark.parametrize(
    ("text", "said"),
    [(" 긍정\n", "긍정"), ("부정적", "부정적"), ("부정", "부정"), ("아주 긍정", NEITHER), ("", NEITHER)],
)
def test_a_written_answer_is_the_label_that_it_begins_with_or_neither(text, said):
    assert matched(text, MANY) == said


def test_calibration_divides_by_what_is_said_to_nothing():
    p = torch.tensor([[0.6, 0.2], [0.1, 0.3]], dtype=torch.float64)  # the rest is other words
    nothing = torch.tensor([[0.4, 0.1], [0.3, 0.3]], dtype=torch.float64)
    prejudice = [(0.8 + 0.5) / 2, (0.2 + 0.5) / 2]
    expected = [[0.75 / prejudice[0], 0.25 / prejudice[1]], [0.25 / prejudice[0], 0.75 / prejudice[1]]]
    found = calibrated(p.log(), nothing.log())
    assert torch.allclose(found.exp(), torch.tensor(expected, dtype=torch.float64))
    prejudiced = torch.tensor([[0.6, 0.4], [0.9, 0.1]], dtype=torch.float64)
    assert calibrated(prejudiced.log(), prejudiced[1:].log()).argmax(-1).tolist() == [1, 0]


def test_calibration_asks_about_nothing_with_the_same_examples(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "minitransformer.apps.fewshot.experiment.label_log_likelihoods",
        lambda gpt, asked, **_: seen.append(asked) or likelihood.label_log_likelihoods(gpt, asked),
    )
    trial = experiment()
    trial.run()
    _, nothing = seen
    prompter = Prompter(trial.template, LABELS)
    wanted = [prompter.ask(trial.drawn(2), text) for text in ("", "N/A", "[MASK]")]
    assert [tokenizer().decode(a.prompt) for a in nothing] == [
        tokenizer().decode(tokenizer().encode(p)) for p in wanted
    ]


def test_a_label_is_the_tokens_that_it_has_in_an_example():
    """Where a line break belongs to the last token of a label, the label is asked for with it."""
    merging = train_bpe(["감정: 긍정\n", "감정: 부정\n"] * 9, 60)
    asked = encode_asked(merging, "감정:", " ", LABELS, "\n")
    shown = [merging.encode(f"감정: {label}\n") for label in LABELS]
    assert [asked.prompt[1:] + ids for ids in asked.answers] == shown
    assert merging.piece(asked.answers[0][-1]).endswith("\n")
    apart = encode_asked(tokenizer(), "감정:", " ", LABELS, "\n")
    assert [tokenizer().decode(ids) for ids in apart.answers] == list(LABELS)


@pytest.mark.parametrize(("label", "said"), [("𓀀", "is nothing"), ("", "is nothing")])
def test_a_label_that_is_nothing_to_the_tokenizer_is_a_problem(label, said):
    with pytest.raises(Problem, match=said):
        encode_asked(tokenizer(), "감정:", " ", ("긍정", label), "\n")


def test_two_labels_of_the_same_tokens_are_a_problem():
    with pytest.raises(Problem, match="same tokens"):
        encode_asked(tokenizer(), "감정:", " ", ("긍정𓀀", "긍정𓀁"), "\n")


def test_an_empty_prompt_is_a_problem_where_no_start_token_stands_before_it():
    speechless = tokenizer()
    roles = dict(speechless.roles)
    try:
        speechless.roles.pop("bos")
        with pytest.raises(Problem, match="no token at all"):
            encode_asked(speechless, "", "", LABELS, "\n")
    finally:
        speechless.roles.update(roles)


def test_damaged_weights_are_told():
    gpt = model()
    with torch.no_grad():
        gpt.norm.bias.fill_(math.nan)
    with pytest.raises(Problem, match="no numbers"):
        label_log_likelihoods(gpt, asked_with(LABELS))
