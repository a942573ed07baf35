"""What the tests of few-shot prompting share: a tokenizer, reviews, and a small model of each family."""

from functools import cache

import torch
from zoo import configured

from minitransformer.apps.fewshot.experiment import Experiment
from minitransformer.apps.fewshot.templates import TEMPLATES
from minitransformer.data.records import Example
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.text.train import train_bpe

LABELS = ("긍정", "부정")
GOOD = (
    "정말 좋은 영화",
    "또 보고 싶어요",
    "배우가 좋아요",
    "감동이 있어요",
    "음악도 좋아요",
    "웃기고 좋아요",
)
BAD = (
    "시간이 아까워요",
    "정말 별로예요",
    "다시는 안 봐요",
    "너무 지루해요",
    "배우가 별로예요",
    "돈이 아까워요",
)
REVIEWS = [Example(text, label) for texts, label in zip((GOOD, BAD), LABELS, strict=True) for text in texts]
QUESTIONS = [Example("좋아요", "긍정"), Example("정말 지루해요", "부정"), Example("별로 좋은 영화", "부정")]
DECODERS = ("GPT2LMHeadModel", "GPTNeoXForCausalLM", "LlamaForCausalLM")


@cache
def tokenizer():
    """Pieces of several letters, each letter of the templates, and the line break by itself."""
    words = [
        *(e.text for e in REVIEWS),
        *(
            t.pattern.replace("{text}", " ").replace("{label}", " 긍정 부정 부정적 ")
            for t in TEMPLATES.values()
        ),
        "0 1 2 3 4 5 6 7 8 9 N/A [MASK] 중립 3D로 10점!",
    ]
    return train_bpe([line for word in words for line in word.splitlines()], 200).adding(["\n"])


def model(architecture="GPT2LMHeadModel", positions=192, dtype=torch.float64):
    """Fresh weights, large enough that no two labels are alike to it."""
    ids = tokenizer()
    length = "n_positions" if architecture.startswith("GPT2") else "max_position_embeddings"
    special = {"pad_token_id": ids.pad_id, "bos_token_id": ids.bos_id, "eos_token_id": ids.eos_id}
    built = GPT(configured(architecture, vocab_size=ids.vocab_size, **{length: positions}, **special))
    generator = torch.Generator().manual_seed(0)
    initialise(built, generator)
    with torch.no_grad():
        for p in built.parameters():
            p.add_(0.3 * torch.randn(p.shape, generator=generator))
    return built.to(dtype).eval()


def experiment(**settings):
    """The reviews above, two shots."""
    settings = {"model": model(dtype=torch.float32), "shots": 2, **settings}
    return Experiment(
        **{
            "tokenizer": tokenizer(),
            "template": TEMPLATES["emotion"],
            "labels": LABELS,
            "tests": QUESTIONS,
            "pool": REVIEWS,
            "guessing": 0.5,
            **settings,
        }
    )
