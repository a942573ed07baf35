"""Cached, padded on either side, fused: the reference's scores every time."""

import pytest
import torch
import zoo
from torch import Tensor

from minitransformer.core.cache import Cache
from minitransformer.core.parts import Parts
from minitransformer.pretrained import load_model
from minitransformer.proof.compare import real_part
from minitransformer.proof.probe import make_probe
from minitransformer.proof.reference import quiet, read_reference
from minitransformer.proof.tasks import TASKS

every_draw = pytest.mark.parametrize("seed", zoo.DRAWS)
every_decoder = pytest.mark.parametrize("name", zoo.DECODERS)
every_writer = pytest.mark.parametrize("name", zoo.WRITERS)
either_side = pytest.mark.parametrize("side", ["left", "right"])


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> zoo.Folders:
    return zoo.Folders(tmp_path_factory)


def pair(folder):
    return load_model(folder).double(), read_reference(folder, torch.float64)


def padded(vocab: int, pad: int, side: str, seed: int = 0) -> tuple[Tensor, Tensor]:
    """Three texts of 7, 5 and 2 words, and what of them is real."""
    ids = torch.randint(vocab, (3, 7), generator=torch.Generator().manual_seed(seed))
    real = torch.ones_like(ids, dtype=torch.bool)
    real[1, :2] = real[2, :5] = False
    real = real if side == "left" else real.flip(1)
    return ids.masked_fill(~real, pad), real


def close(a: Tensor, b: Tensor) -> None:
    assert a.shape == b.shape
    assert (a - b).abs().max() <= 1e-10


# cached


@every_draw
@every_decoder
def test_reading_in_pieces_with_a_cache_gives_the_reference_s_scores(name: str, seed: int, folders) -> None:
    ours, theirs = pair(folders(name, seed))
    ids = torch.randint(ours.cfg.vocab_size, (2, 9), generator=torch.Generator().manual_seed(0))
    cache = Cache(ours.cfg.n_layers)
    with torch.no_grad():
        expected = theirs(ids).logits.split([4, 1, 4], 1)
        for piece, scores in zip(ids.split([4, 1, 4], 1), expected, strict=True):
            close(ours(piece, cache=cache), scores)


@every_draw
@every_writer
def test_writing_in_pieces_with_a_cache_gives_the_reference_s_scores(name: str, seed: int, folders) -> None:
    """The memory is handed in once more with each piece, and not looked at: what was said of it is kept."""
    ours, theirs = pair(folders(name, seed))
    source, real = padded(ours.cfg.vocab_size, ours.cfg.pad_id, "right")
    target = torch.randint(ours.cfg.target_words, (3, 9), generator=torch.Generator().manual_seed(1))
    cache = Cache(ours.cfg.n_decoder_layers)
    with torch.no_grad():
        out = theirs(input_ids=source, attention_mask=real.long(), decoder_input_ids=target)
        memory = ours.encode(source, real)
        close(memory[real], out.encoder_last_hidden_state[real])
        for piece, scores in zip(target.split([4, 1, 4], 1), out.logits.split([4, 1, 4], 1), strict=True):
            close(ours.unembed(ours.decode(piece, memory, real, cache=cache)), scores)
            memory = torch.full_like(memory, float("nan"))


@every_draw
@every_decoder
def test_prompts_padded_on_the_left_are_continued_as_the_reference_continues_them(
    name: str, seed: int, folders
) -> None:
    """The reference counts the positions in its own `generate`, which returns its scores in float32."""
    ours, theirs = pair(folders(name, seed))
    ids, real = padded(ours.cfg.vocab_size, ours.cfg.pad_id, "left")
    with quiet():
        theirs.generation_config.eos_token_id = None
        out = theirs.generate(
            ids,
            attention_mask=real.long(),
            do_sample=False,
            max_new_tokens=5,
            output_logits=True,
            return_dict_in_generate=True,
        )
    cache, new = Cache(ours.cfg.n_layers), ids
    with torch.no_grad():
        for step, expected in enumerate(out.logits):
            scores = ours(new, real, cache)[:, -1]
            assert (scores.float() - expected).abs().max() <= 5e-6, step
            new = scores.argmax(-1, keepdim=True)
            assert torch.equal(new[:, 0], out.sequences[:, 7 + step])
            real = torch.cat([real, torch.ones(3, 1, dtype=torch.bool)], 1)


# padded


@either_side
@every_draw
@every_decoder
def test_padding_on_either_side_gives_the_reference_s_scores_without_it(
    name: str, seed: int, side: str, folders
) -> None:
    ours, theirs = pair(folders(name, seed))
    ids, real = padded(ours.cfg.vocab_size, ours.cfg.pad_id, side)
    with torch.no_grad():
        scores = ours(ids, real)
        for row in range(3):
            close(scores[row][real[row]], theirs(ids[row][real[row]][None]).logits[0])


@either_side
def test_the_class_of_a_padded_text_is_the_reference_s_without_padding(side: str, folders) -> None:
    ours, theirs = pair(folders("GPT2ForSequenceClassification"))
    ids, real = padded(ours.cfg.pad_id, ours.cfg.pad_id, side)  # no real word is the padding's
    with torch.no_grad():
        scores = ours(ids, real)
        for row in range(3):
            close(scores[row], theirs(ids[row][real[row]][None]).logits[0])


@pytest.mark.parametrize(
    "name", ["BertForMaskedLM", "BertForNextSentencePrediction", "DistilBertForMaskedLM"]
)
def test_padding_behind_a_text_gives_an_encoder_s_scores_without_it(name: str, folders) -> None:
    """Only behind: both count an encoder's positions from the first place, padding or not."""
    ours, theirs = pair(folders(name))
    ids, real = padded(ours.cfg.vocab_size, ours.cfg.pad_id, "right")
    with torch.no_grad():
        scores = ours(ids, real)
        for row in range(3):
            mine = scores[row][real[row]] if scores.ndim == 3 else scores[row]
            close(mine, theirs(ids[row][real[row]][None]).logits[0])


@either_side
@every_draw
@every_writer
def test_padding_gives_an_encoder_decoder_s_scores_without_it(
    name: str, seed: int, side: str, folders
) -> None:
    """Behind the source, and on either side of what is written."""
    ours, theirs = pair(folders(name, seed))
    source, source_real = padded(ours.cfg.vocab_size, ours.cfg.pad_id, "right")
    target, real = padded(ours.cfg.target_words, ours.cfg.pad_id, side, seed=1)
    with torch.no_grad():
        scores = ours(source, target, source_real, real)
        for row in range(3):
            read, written = source[row][source_real[row]][None], target[row][real[row]][None]
            close(scores[row][real[row]], theirs(input_ids=read, decoder_input_ids=written).logits[0])


# fused


@pytest.mark.parametrize(("name", "seed"), zoo.CASES)
def test_the_fused_kernels_are_the_same_function(name: str, seed: int, folders) -> None:
    plain, fused = (load_model(folders(name, seed), parts=p).double() for p in (Parts(), Parts.fused()))
    probe = make_probe(plain.cfg, torch.Generator().manual_seed(0))
    (scores, loss), (expected, their_loss) = (TASKS[name].ours(m, probe) for m in (fused, plain))
    close(real_part(scores, probe), real_part(expected, probe))
    loss.backward()
    their_loss.backward()
    for (n, p), q in zip(fused.named_parameters(), plain.parameters(), strict=True):
        if p.requires_grad:
            assert (p.grad - q.grad).abs().max() <= 1e-10, n
