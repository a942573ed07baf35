"""Token classification with a tokenizer that marks where words begin (koGPT2's, KoBERT's), not where they go on."""

import pytest
import tagging_at_hand as at_hand
import transformers
import zoo
from loopback_hub import stored, write
from tokenizers import Tokenizer as Inner
from tokenizers import decoders, models, pre_tokenizers, trainers

from minitransformer.apps.pipelines.token_classification import STRATEGIES, WORDS, TokenClassification
from minitransformer.pretrained import load
from minitransformer.proof.reference import quiet
from minitransformer.text.backends import FastTokenizer

MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
TEXTS = [*at_hand.TEXTS, "서울의 ☃ 카페에서, 부산 (뷁) 만났다."]


def tokenizer():
    inner = Inner(models.BPE(unk_token="[UNK]"))
    inner.pre_tokenizer, inner.decoder = pre_tokenizers.Metaspace(), decoders.Metaspace()
    trainer = trainers.BpeTrainer(vocab_size=220, special_tokens=[*MARKS], show_progress=False)
    inner.train_from_iterator(at_hand.TEXTS, trainer)
    return FastTokenizer(inner)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    folder, words = tmp_path_factory.mktemp("metaspace"), tokenizer()
    named = {
        "id2label": dict(enumerate(at_hand.TAGS)),
        "label2id": {b: a for a, b in enumerate(at_hand.TAGS)},
    }
    model = zoo.reference(
        "BertForTokenClassification", 11, vocab_size=words.vocab_size, pad_token_id=words.pad_id,
        max_position_embeddings=64, **named,
    )  # fmt: skip
    write(folder, model.config, stored(model))
    for name, data in words.files().items():
        (folder / name).write_bytes(data)
    with quiet():
        theirs = transformers.pipeline(
            "token-classification", model=model, tokenizer=at_hand.their_tokenizer(folder, 64)
        )
    return TokenClassification(*load(folder)), theirs


@pytest.mark.filterwarnings("ignore:Tokenizer does not support real words")
@pytest.mark.parametrize("strategy", STRATEGIES)
def test_entities_are_those_of_transformers_but_for_the_spaces_that_it_loses(both, strategy):
    """It decodes the words of `first`, `max` and `average` a second time, when ▁ is gone: 서울 강남구 becomes
    서울강남구. Here the words stay apart."""
    ours, theirs = both
    found, expected = (pipe(TEXTS, aggregation_strategy=strategy) for pipe in (ours, theirs))
    assert sum(map(len, found)) > 20
    lost = 0
    for text, mine, other in zip(TEXTS, found, expected, strict=True):
        assert [e["score"] for e in mine] == pytest.approx([e["score"] for e in other], abs=1e-5)
        assert [{**e, "score": 0, "word": ""} for e in mine] == [{**e, "score": 0, "word": ""} for e in other]
        for e, their in zip(mine, other, strict=True):
            if e["word"] != their["word"]:
                lost += 1
                assert e["word"] == text[e["start"] : e["end"]].strip()
                assert e["word"].replace(" ", "") == their["word"]
    assert (lost > 0) is (strategy in WORDS)
