"""Cached, padded on either side, fused: the reference's scores every time."""

from pathlib import Path

import pytest
import torch
from faults.references import REFERENCES, write
from faults.witnesses import cached

from minitransformer.core.cache import Cache
from minitransformer.core.parts import Parts
from minitransformer.pretrained import load_model
from minitransformer.proof.probe import TASKS, make_probe
from minitransformer.proof.reference import quiet, read_reference


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {name: write(name, tmp_path_factory.mktemp(name)) for name in REFERENCES}


def prompts() -> tuple[torch.Tensor, torch.Tensor]:
    """Three prompts of different lengths, padded on the left."""
    ids = torch.randint(4, 41, (3, 7), generator=torch.Generator().manual_seed(0))
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, :2] = real[2, :5] = False
    return ids.masked_fill(~real, 3), real


def test_reading_in_pieces_with_a_cache_gives_the_reference_s_scores(folders) -> None:
    for what, error, _ in cached(folders["gpt2"]):
        assert error <= 1e-10, what


def test_prompts_padded_on_the_left_are_continued_as_the_reference_continues_them(folders) -> None:
    """The reference counts the positions in its own `generate`, which returns its scores in float32."""
    ours, theirs = load_model(folders["gpt2"]).double(), read_reference(folders["gpt2"], torch.float64)
    ids, real = prompts()
    with quiet():
        theirs.generation_config.eos_token_id = None
        out = theirs.generate(
            ids,
            attention_mask=real.long(),
            do_sample=False,
            max_new_tokens=8,
            output_logits=True,
            return_dict_in_generate=True,
        )
    cache, new = Cache(2), ids
    with torch.no_grad():
        for step, expected in enumerate(out.logits):
            scores = ours(new, real, cache)[:, -1]
            assert (scores.float() - expected).abs().max() <= 1e-6, step
            new = scores.argmax(-1, keepdim=True)
            assert torch.equal(new[:, 0], out.sequences[:, 7 + step])
            real = torch.cat([real, torch.ones(3, 1, dtype=torch.bool)], 1)


@pytest.mark.parametrize("side", ["left", "right"])
def test_padding_on_either_side_gives_the_reference_s_scores_without_it(side: str, folders) -> None:
    ours, theirs = load_model(folders["gpt2"]).double(), read_reference(folders["gpt2"], torch.float64)
    ids, real = prompts()
    if side == "right":
        ids, real = ids.flip(1), real.flip(1)
    with torch.no_grad():
        scores = ours(ids, real)
        for row in range(3):
            expected = theirs(ids[row][real[row]][None]).logits[0]
            assert (scores[row][real[row]] - expected).abs().max() <= 1e-10


@pytest.mark.parametrize("name", REFERENCES)
def test_the_fused_kernels_are_the_same_function(name: str, folders) -> None:
    plain, fused = (load_model(folders[name], parts=p).double() for p in (Parts(), Parts.fused()))
    architecture = REFERENCES[name]["architectures"][0]
    probe = make_probe(plain.cfg, torch.Generator().manual_seed(0))
    (scores, loss), (expected, their_loss) = (TASKS[architecture].ours(m, probe) for m in (fused, plain))
    real = probe.real if scores.ndim == 3 else slice(None)
    assert (scores[real] - expected[real]).abs().max() <= 1e-10
    loss.backward()
    their_loss.backward()
    for (n, p), q in zip(fused.named_parameters(), plain.parameters(), strict=True):
        assert (p.grad - q.grad).abs().max() <= 1e-10, n
