"""Numbers that others have published of the real checkpoints; and the same checks on tiny models, offline.

Each check is a function of a model and of numbers. The `network` tests give it the real model and the
published numbers; the tests beside them a tiny model and what Hugging Face computes from it.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from loopback_hub import stored, tiny, write
from torch import Tensor

from minitransformer.generation.loop import generate
from minitransformer.generation.processors import repetition_penalty
from minitransformer.models.gpt import GPT
from minitransformer.models.heads import BERTForMaskedWords, BERTPooled
from minitransformer.pretrained import load, load_model


@torch.no_grad()
def hidden(
    model: BERTPooled, ids: list[list[int]], mask: list[list[int]], segments: list[list[int]] | None = None
) -> Tensor:
    real = torch.tensor(mask, dtype=torch.bool)
    return model.bert(torch.tensor(ids), real, None if segments is None else torch.tensor(segments))


def greedy_ids(model: GPT, prompt: list[int], length: int, penalty: float | None = None) -> list[int]:
    """Prompt and continuation, `length` ids in all."""
    processors = [] if penalty is None else [repetition_penalty(penalty)]
    (written,) = generate(
        model, [prompt], max_new_tokens=length - len(prompt), processors=processors, eos_id=model.cfg.eos_id
    )
    return prompt + written.ids


@torch.no_grad()
def best_words(model: BERTForMaskedWords, ids: list[int], place: int, k: int) -> list[tuple[int, float]]:
    chances = model(torch.tensor([ids]))[0, place].softmax(-1).topk(k)
    return list(zip(chances.indices.tolist(), chances.values.tolist(), strict=True))


def same_chances(ours: Sequence[tuple[int, float]], expected: dict[int, float], rel: float) -> None:
    assert [i for i, _ in ours] == list(expected)
    assert [p for _, p in ours] == pytest.approx(list(expected.values()), rel=rel)


# the published numbers

# transformers, tests/models/bert/test_modeling_bert.py, test_inference_no_head_absolute_embedding:
# the first position is masked on purpose.
BERT_IDS = [[0, 345, 232, 328, 740, 140, 1695, 69, 6078, 1588, 2]]
BERT_MASK = [[0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]]
BERT_HIDDEN = [[[0.4249, 0.1008, 0.7531], [0.3771, 0.1188, 0.7467], [0.4152, 0.1098, 0.7108]]]

# transformers, tests/models/gpt2/test_modeling_gpt2.py: "The dog" and what follows, greedily.
GPT2_IDS = [464, 3290, 373, 1043, 287, 257, 2214, 1474, 262, 16246]
GPT2_IDS += [286, 2688, 290, 2688, 27262, 13, 198, 198, 464, 3290]

# CTranslate2, python/tests/test_transformers.py: ten words after <|endoftext|>.
GPT2_PIECES = ["Ċ", "The", "Ġfirst", "Ġtime", "ĠI", "Ġsaw", "Ġthe", "Ġnew", "Ġversion", "Ġof"]

# SKTBrain/KoBERT, README.md, the ONNX example: columns 0, 1, 2, -3, -2, -1 of the first row.
KOBERT_IDS, KOBERT_MASK = [[31, 51, 99], [15, 5, 0]], [[1, 1, 1], [1, 1, 0]]
KOBERT_SEGMENTS, KOBERT_COLUMNS = [[0, 0, 1], [0, 1, 0]], [0, 1, 2, -3, -2, -1]
KOBERT_HIDDEN = [
    [-0.24610452, 0.24282141, 0.25895312, -0.48613444, -0.07305173, 0.07560554],
    [-0.24783179, 0.24200465, 0.25520486, -0.4877185, -0.0727044, 0.07536091],
    [-0.24721591, 0.24196623, 0.2560626, -0.48743123, -0.07326943, 0.07650235],
]

# SKT-AI/KoGPT2, README.md: 근육이 커지기 위해서는 …, greedy with repetition_penalty=2.0, max_length=128.
KOGPT2_IDS = [int(i) for i in """
33245 10114 12748 11357 23879 39306 9684 7884 10211 15177 26421 387 17339 7889 9908 15768 6903 15386 8146 12923
9228 18651 42600 9564 17764 9033 9199 14441 7335 8704 12557 32030 9510 18595 9025 10571 25741 10599 13229 9508
7965 8425 33102 9122 21240 9801 32106 13579 12442 13235 19430 8022 12972 9566 11178 9554 24873 7198 9391 12486
8711 9346 7071 36736 9693 12006 9038 10279 36122 9960 8405 10826 18988 25998 9292 7671 9465 7489 9277 10137
9677 9248 9912 12834 11488 13417 7407 8428 8137 9430 14222 11356 10061 9885 19265 9377 20305 7991 9178 9648
9133 10021 10138 30315 21833 9362 9301 9685 11584 9447 42129 10124 7532 17932 47123 37544 9355 15632 9124 10536
13530 12204 9184 36152 9673 9788 9029 11764
""".split()]  # fmt: skip

# 축구는 정말 재미있는 [MASK]다., klue/bert-base, as the KLUE chapter of a public Korean NLP course prints it.
KLUE_IDS = [2, 4713, 2259, 3944, 6001, 2259, 4, 809, 18, 3]
KLUE_CHANCES = {
    4559: 0.8963505625724792,
    568: 0.02595764957368374,
    3682: 0.010033931583166122,
    4713: 0.007924391888082027,
    5845: 0.00784421805292368,
}


@pytest.mark.network
def test_bert_base_uncased_gives_the_hidden_vectors_of_transformers_own_test() -> None:
    model = load_model("bert-base-uncased", architecture="BertModel")
    seen = hidden(model, BERT_IDS, BERT_MASK)[:, 1:4, 1:4]
    torch.testing.assert_close(seen, torch.tensor(BERT_HIDDEN), rtol=0, atol=1e-4)


@pytest.mark.network
def test_kobert_gives_the_hidden_vectors_of_its_readme() -> None:
    model = load_model("skt/kobert-base-v1")
    seen = hidden(model, KOBERT_IDS, KOBERT_MASK, KOBERT_SEGMENTS)[0][:, KOBERT_COLUMNS]
    torch.testing.assert_close(seen, torch.tensor(KOBERT_HIDDEN), rtol=0, atol=5e-6)


@pytest.mark.network
def test_gpt2_continues_the_dog_as_in_transformers_own_test() -> None:
    model, tokenizer = load("gpt2")
    assert greedy_ids(model, GPT2_IDS[:2], 20) == GPT2_IDS
    assert tokenizer.encode("The dog") == GPT2_IDS[:2]
    written = greedy_ids(model, [50256], 11)[1:]
    assert [tokenizer.piece(i) for i in written] == GPT2_PIECES


@pytest.mark.network
def test_kogpt2_writes_the_text_of_its_readme() -> None:
    model, tokenizer = load("skt/kogpt2-base-v2")
    assert tokenizer.encode("근육이 커지기 위해서는") == KOGPT2_IDS[:4]
    assert sum(p.numel() for p in model.parameters()) == 125_164_032
    assert greedy_ids(model, KOGPT2_IDS[:4], 128, penalty=2.0) == KOGPT2_IDS


@pytest.mark.network
def test_klue_bert_finds_sport_behind_the_mask() -> None:
    model = load_model("klue/bert-base", architecture="BertForMaskedLM")
    same_chances(best_words(model, KLUE_IDS, 6, 5), KLUE_CHANCES, rel=1e-3)


# the same checks on tiny models


def test_the_hidden_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)), architecture="BertModel")
    for mask, segments in [(KOBERT_MASK, KOBERT_SEGMENTS), ([[0, 1, 1], [1, 1, 1]], None)]:
        ids = [[31, 51, 9], [15, 5, 0]]
        with torch.no_grad():
            expected = theirs(
                torch.tensor(ids),
                attention_mask=torch.tensor(mask),
                token_type_ids=None if segments is None else torch.tensor(segments),
            ).last_hidden_state
        seen = hidden(ours, ids, mask, segments)
        torch.testing.assert_close(
            seen[0][:, KOBERT_COLUMNS], expected[0][:, KOBERT_COLUMNS], rtol=0, atol=5e-6
        )
        torch.testing.assert_close(seen, expected, rtol=0, atol=5e-6)


@pytest.mark.parametrize("penalty", [None, 2.0])
@pytest.mark.parametrize("seed", range(3))
def test_the_greedy_check_agrees_with_hugging_face_on_a_tiny_model(
    tmp_path: Path, penalty: float | None, seed: int
) -> None:
    theirs = tiny("GPT2LMHeadModel", seed, n_positions=40, bos_token_id=0, eos_token_id=59, pad_token_id=3)
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    prompt = [33, 10, 12, 11]
    with torch.no_grad():
        (expected,) = theirs.generate(
            torch.tensor([prompt]),
            attention_mask=torch.ones(1, 4, dtype=torch.long),
            max_length=32,
            do_sample=False,
            repetition_penalty=penalty or 1.0,
        ).tolist()
    kept = expected[: expected.index(59)] if 59 in expected else expected
    assert len(kept) > 8
    assert greedy_ids(ours, prompt, 32, penalty) == kept


def test_the_mask_check_agrees_with_hugging_face_on_a_tiny_model(tmp_path: Path) -> None:
    theirs = tiny("BertForPreTraining")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)), architecture="BertForMaskedLM")
    ids = [2, 41, 22, 39, 4, 8, 3]
    with torch.no_grad():
        top = theirs(torch.tensor([ids])).prediction_logits[0, 4].softmax(-1).topk(5)
    expected = dict(zip(top.indices.tolist(), top.values.tolist(), strict=True))
    same_chances(best_words(ours, ids, 4, 5), expected, rel=1e-4)


def test_the_published_ids_are_as_long_as_they_should_be() -> None:
    assert (len(KOGPT2_IDS), len(GPT2_IDS), len(GPT2_PIECES)) == (128, 20, 10)
