"""The audit: every planted defect is found by the promise that it breaks, and a clean model breaks none."""

import copy
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from loopback_hub import stored, tiny, write
from torch import nn

from minitransformer import functional as F
from minitransformer.core.cache import Growing
from minitransformer.core.config import BERTConfig, GPTConfig
from minitransformer.core.families import MarianConfig
from minitransformer.core.parts import Parts
from minitransformer.models import sight
from minitransformer.models.bert_tasks import BERTForTokens
from minitransformer.models.gpt import GPT
from minitransformer.models.init import initialise
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.pretrained import load_model
from minitransformer.proof.audit import CHECKS, audit

SIZE = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 31, "n_layers": 2, "max_len": 16}
DROPS = dict.fromkeys(("dropout", "attention_dropout", "embedding_dropout"), 0.2)


def drawn(model):
    initialise(model, torch.Generator().manual_seed(0), std=0.4)
    with torch.no_grad():
        for p in model.parameters():
            if p.ndim == 1:
                p.add_(0.3 * torch.randn(p.shape, generator=torch.Generator().manual_seed(1)))
    return model


def gpt(parts=Parts(), kind=GPT, **words):
    return drawn(kind(GPTConfig(**SIZE | DROPS | words), parts))


def bert(parts=Parts()):
    return drawn(BERTForTokens(BERTConfig(**SIZE, labels=("a", "b", "c")), parts))


def broken(model):
    """The promises that are not kept, by their names."""
    return [check.promise.en for check in audit(model) if not check.ok]


# clean models

THEIRS_DO = {
    "GPTNeoXForCausalLM": ["refuses more tokens than positions"],
    "LlamaForCausalLM": ["refuses more tokens than positions"],
    "MarianMTModel": ["padding on the left changes nothing"],
    "BartForConditionalGeneration": ["padding on the left changes nothing"],
}
"""True properties of the reference: rotary models read beyond their positions, and the decoders of the
encoder-decoders count positions over the padding."""

ARCHITECTURES = [
    "GPT2LMHeadModel", "GPT2ForSequenceClassification", "BertModel", "BertForMaskedLM", "BertForPreTraining",
    "BertForNextSentencePrediction", "BertForSequenceClassification", "BertForTokenClassification",
    "BertForQuestionAnswering", "DistilBertModel", "DistilBertForMaskedLM",
    "DistilBertForSequenceClassification", "MarianMTModel", "BartForConditionalGeneration",
    "GPTNeoXForCausalLM", "LlamaForCausalLM",
]  # fmt: skip


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_a_clean_model_breaks_no_promise_and_the_reference_only_what_it_truly_does(architecture, tmp_path):
    theirs = tiny(architecture)
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    assert broken(ours) == []
    assert broken(theirs) == THEIRS_DO.get(architecture, [])


def test_gpt2_of_the_reference_needs_its_positions_told(tmp_path):
    checks = audit(tiny("GPT2LMHeadModel"))
    (note,) = (check for check in checks if check.en)
    assert note.ok
    assert "only where position_ids are given" in note.en


def test_the_model_is_left_as_it_was():
    model = gpt().train()
    before = copy.deepcopy(model.state_dict())
    audit(model)
    assert model.training
    assert all(
        torch.equal(x, before[name]) and x.dtype == torch.float32 for name, x in model.state_dict().items()
    )
    assert all(p.grad is None for p in model.parameters())


def test_a_module_of_ones_own_is_called_with_ids_alone():
    whole = gpt()

    class Mine(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner = whole

        def forward(self, ids):
            return self.inner(ids)

    checks = audit(Mine(), vocab_size=31, max_len=16)
    assert all(check.ok for check in checks)
    assert "sees nothing of the future" in [check.promise.en for check in checks]
    assert not [check for check in checks if "padding" in check.promise.en]


# planted defects


def attending(change: Callable[..., torch.Tensor]) -> Parts:
    """Attention with another mask than the one it is given."""

    def attend(q, k, v, mask=None, dropout=F.identity):
        return F.scaled_dot_product_attention(q, k, v, change(mask, q, k), dropout)

    return Parts(attend=attend)


def no_guard(q, k, v, mask=None, dropout=F.identity):
    scores = q @ k.mT / q.shape[-1] ** 0.5
    weights = (scores if mask is None else scores.masked_fill(~mask, float("-inf"))).softmax(-1)
    return dropout(weights) @ v, weights


def values_alone(_q, _k, v, _mask=None, _dropout=F.identity):
    return v, None


class Kept(nn.Dropout):
    def forward(self, x):
        return nn.functional.dropout(x, 0.3, training=True)


class Lazy(nn.Dropout):
    def forward(self, x):
        return x


class OverBatch(nn.Module):
    def __init__(self, d, eps):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(d))

    def forward(self, x):
        return (x - x.mean(0)) / (x.var(0, correction=0) + 1e-3).sqrt() * self.gain


class Unplaced(nn.Module):
    def forward(self, x, _where):
        return x, F.identity


class Scribbling(GPT):
    def forward(self, ids, real=None, cache=None):
        said = super().forward(ids, real, cache)
        ids[0, 0] = 1
        return said


class Counting(GPT):
    def __init__(self, cfg, parts=Parts()):
        super().__init__(cfg, parts)
        self.register_buffer("asked", torch.zeros(()))

    def forward(self, ids, real=None, cache=None):
        self.asked += 1
        return super().forward(ids, real, cache) * (1 + self.asked)


class Noisy(GPT):
    def forward(self, ids, real=None, cache=None):
        said = super().forward(ids, real, cache)
        return said + 1e-3 * torch.randn_like(said)


class Clamping(GPT):
    def forward(self, ids, real=None, cache=None):
        return super().forward(ids.clamp(max=self.cfg.vocab_size - 1), real, cache)


class Wrapping(GPT):
    def forward(self, ids, real=None, cache=None):
        return super().forward(
            ids[:, -self.cfg.max_len :], None if real is None else real[:, -self.cfg.max_len :], cache
        )


class Unmasked(GPT):
    def forward(self, ids, real=None, cache=None):
        return super().forward(ids, None, cache)


class Detached(GPT):
    def hidden(self, ids, real=None, cache=None):
        return super().hidden(ids, real, cache).detach()


class Mixed(GPT):
    def forward(self, ids, real=None, cache=None):
        said = super().forward(ids, real, cache)
        return said + 0.1 * said.mean(0, keepdim=True)


def with_dropouts(kind):
    model = gpt()
    for module in list(model.modules()):
        for name, child in list(module.named_children()):
            if type(child) is nn.Dropout:
                setattr(module, name, kind(child.p))
    return model


def unplaced(model):
    body = getattr(model, "bert", model)
    body.positions = Unplaced()
    return model


def skipping():
    model = gpt()
    model.blocks[1].forward = lambda x, _mask=None, **_how: x
    return model


def twice_the_same():
    model = gpt()
    model.blocks[1] = model.blocks[0]
    return model


def copied():
    model = gpt()
    model.unembed.weight = nn.Parameter(model.embed.weight.detach().clone())
    return model


def untied():
    model = gpt()
    model.unembed.weight = nn.Parameter(torch.randn(31, 12, generator=torch.Generator().manual_seed(3)))
    return model


def one_left(mask, q, k):
    t, s = q.shape[-2], k.shape[-2]
    return torch.ones(t, s, dtype=torch.bool).tril(s - t + 1) if mask is not None else None


def turned(mask, _q, _k):
    return None if mask is None else mask.mT


def looks_back(mask, q, k):
    back = torch.ones(q.shape[-2], k.shape[-2], dtype=torch.bool).tril()
    return back if mask is None else mask & back


def translator(parts=Parts()):
    return drawn(Seq2Seq(MarianConfig(**SIZE, n_decoder_layers=2, start_id=1, eos_id=2, pad_id=0), parts))


@dataclass(frozen=True)
class Defect:
    """A mistake, and the promise that it breaks."""

    name: str
    make: Callable[[], nn.Module]
    breaks: str


FUTURE, TWICE, INPUT = "sees nothing of the future", "says the same twice", "leaves its input alone"
RIGHT, LEFT, IDS = (
    "padding on the right changes nothing", "padding on the left changes nothing", "the ids at padding do not matter",
)  # fmt: skip
LEARNS, MIX = "every weight learns", "rows of a batch do not mix"

DEFECTS = [
    Defect("no causal mask", lambda: gpt(attending(lambda *_: None)), FUTURE),
    Defect("the mask is one too wide", lambda: gpt(attending(one_left)), FUTURE),
    Defect("the decoder has no mask", lambda: translator(attending(lambda m, q, k: None)), FUTURE),
    Defect("padding is not masked", lambda: bert(attending(lambda *_: None)), RIGHT),
    Defect("the ids at padding are read", lambda: bert(attending(lambda *_: None)), IDS),
    Defect("the padding mask on the query axis", lambda: bert(attending(turned)), RIGHT),
    Defect("padding on the left is read", lambda: gpt(kind=Unmasked), LEFT),
    Defect("an encoder with a causal mask", lambda: bert(attending(
        lambda m, q, k: looks_back(m, q, k))), "reads both sides"),
    Defect("attention to oneself only", lambda: gpt(attending(
        lambda m, q, k: torch.eye(q.shape[-2], k.shape[-2], dtype=torch.bool))), "reads every word"),
    Defect("attention that returns its values", lambda: bert(Parts(attend=values_alone)), "reads every word"),
    Defect("no positions in an encoder", lambda: unplaced(bert()), "knows the order of words"),
    Defect("no positions in a block", lambda: unplaced(gpt(n_layers=1)), "knows the order of words"),
    Defect("a row of padding is not a number", lambda: bert(Parts(attend=no_guard)), "a row of padding is harmless"),
    Defect("dropout stays on", lambda: with_dropouts(Kept), TWICE),
    Defect("dropout never drops", lambda: with_dropouts(Lazy), "drops in training"),
    Defect("noise", lambda: gpt(kind=Noisy), TWICE),
    Defect("the ids are written over", lambda: gpt(kind=Scribbling), INPUT),
    Defect("a counter in a buffer", lambda: gpt(kind=Counting), "is the same after a call"),
    Defect("unknown ids become the last word", lambda: gpt(kind=Clamping), "refuses ids that it does not know"),
    Defect("the beginning is dropped", lambda: gpt(kind=Wrapping), "refuses more tokens than positions"),
    Defect("normalised over the batch", lambda: gpt(Parts(layer_norm=OverBatch)), MIX),
    Defect("the mean of the batch is added", lambda: gpt(kind=Mixed), MIX),
    Defect("a block is never used", skipping, LEARNS),
    Defect("the body is detached", lambda: gpt(kind=Detached, tied=False), LEARNS),
    Defect("two blocks are one", twice_the_same, "layers share no weights"),
    Defect("the output layer is a copy", copied, "tied weights stay tied"),
    Defect("the output layer is another", untied, "tied weights stay tied"),
]  # fmt: skip


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda d: d.name)
def test_a_planted_defect_is_found_by_the_promise_that_it_breaks(defect):
    assert defect.breaks in broken(defect.make())


class TestTheCache:
    """Defects of what is remembered are planted where our models keep it."""

    REMEMBERS = "remembers as if it read again"

    def test_positions_that_begin_anew_are_found(self, monkeypatch):
        whole = sight.looking_back

        def anew(ids, real, cache):
            mask, _ = whole(ids, real, cache)
            return mask, torch.arange(ids.shape[1])

        monkeypatch.setattr("minitransformer.models.gpt.looking_back", anew)
        assert self.REMEMBERS in broken(gpt())

    def test_a_memory_that_loses_its_first_word_is_found(self, monkeypatch):
        whole = Growing.__call__

        def losing(self, project, x):
            k, v = whole(self, project, x)
            return torch.cat([k[..., :1, :] * 0, k[..., 1:, :]], -2), v

        monkeypatch.setattr(Growing, "__call__", losing)
        assert self.REMEMBERS in broken(gpt())
        assert self.REMEMBERS in broken(translator())

    def test_positions_counted_over_the_padding_are_found(self, monkeypatch):
        monkeypatch.setattr(F, "positions_of", lambda real: torch.arange(real.shape[1]).expand(real.shape))
        assert LEFT in broken(gpt())


def test_every_promise_is_broken_by_some_defect():
    covered = {d.breaks for d in DEFECTS} | {TestTheCache.REMEMBERS}
    always = {"reads one token, and as many as it has positions"}
    assert {promise.en for promise in CHECKS} - covered == always


def test_a_model_that_cannot_read_its_last_position_is_found():
    class Short(GPT):
        def forward(self, ids, real=None, cache=None):
            if ids.shape[1] == self.cfg.max_len:
                raise IndexError("index out of range in self")
            return super().forward(ids, real, cache)

    (check,) = (c for c in audit(gpt(kind=Short)) if not c.ok)
    assert check.promise.en == "reads one token, and as many as it has positions"
    assert "16 tokens ends in IndexError" in check.en
    assert "16토큰" in check.ko
