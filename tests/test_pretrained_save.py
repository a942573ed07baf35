"""What we write, transformers reads: name for name and byte for byte; and a failed save costs nothing."""

import errno
import json
import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
import zoo
from loopback_hub import SENTENCES, difference, refused, small_tokenizer, stored, tiny, write
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from minitransformer.core.config import BERTConfig, GPTConfig, ModelConfig
from minitransformer.core.families import BARTConfig, DistilBERTConfig, LlamaConfig, MarianConfig, NeoXConfig
from minitransformer.models.base import Model
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, load_model, save
from minitransformer.pretrained.disk import put_folder
from minitransformer.pretrained.save import write_model
from minitransformer.proof.reference import quiet
from minitransformer.text.train import train_wordpiece
from minitransformer.weights import FAMILIES

every_architecture = pytest.mark.parametrize("architecture", zoo.HEADED)
every_case = pytest.mark.parametrize(("architecture", "seed"), zoo.CASES)


def raw(path: Path) -> dict[str, Any]:
    """Every tensor of a file as dtype, shape and bytes; and what the file says of itself."""
    with safe_open(path, "pt") as file:
        about = {"__metadata__": file.metadata()}
    return about | {name: (x.dtype, x.shape, x.numpy().tobytes()) for name, x in load_file(path).items()}


def as_they_read_it(folder: Path, architecture: str) -> tuple[Any, dict[str, Any]]:
    with quiet():
        return getattr(transformers, architecture).from_pretrained(folder, output_loading_info=True)


@every_case
def test_export_is_bit_for_bit_what_transformers_would_have_written(
    tmp_path: Path, architecture: str, seed: int
) -> None:
    zoo.write(architecture, tmp_path / "theirs", seed)
    save(load_model(tmp_path / "theirs"), None, tmp_path / "ours")
    expected = raw(tmp_path / "theirs" / "model.safetensors")
    assert raw(tmp_path / "ours" / "model.safetensors") == expected
    save(load_model(tmp_path / "ours"), None, tmp_path / "again")
    assert raw(tmp_path / "again" / "model.safetensors") == expected


@every_case
def test_transformers_reads_our_folder_with_a_clean_report(
    tmp_path: Path, architecture: str, seed: int
) -> None:
    theirs = zoo.reference(architecture, seed)
    ours = load_model(write(tmp_path / "theirs", theirs.config, zoo.stored(theirs)))
    save(ours, small_tokenizer(), tmp_path / "ours")
    again, report = as_they_read_it(tmp_path / "ours", architecture)
    assert not any(report.values()), report
    assert zoo.difference(ours, again) <= 1e-12
    wanted, got = theirs.config.to_dict(), again.config.to_dict()
    changed = {key for key in wanted if wanted[key] != got.get(key)}
    if wanted.get("activation_function") == "swish":
        assert got["activation_function"] == "silu"
        changed -= {"activation_function"}
    assert changed <= {"architectures", "dtype", "_name_or_path", "transformers_version"}


SIZES = {"d_model": 12, "n_heads": 3, "d_ff": 20, "vocab_size": 60, "n_layers": 3, "max_len": 16}
WORDS = SIZES | {"activation": "silu", "attention_dropout": 0.2, "norm_eps": 1e-3, "pad_id": 4}
NAMES = {"labels": ("행복", "슬픔", "분노")}
WRITES = {"n_decoder_layers": 2, "start_id": 4, "bos_id": 0, "eos_id": 1, "dropout": 0.3}
FROM_SCRATCH: dict[str, ModelConfig] = {
    "gpt2": GPTConfig(**WORDS, **NAMES, bos_id=0, eos_id=1),
    "bert": BERTConfig(**WORDS, **NAMES, n_segments=3),
    "distilbert": DistilBERTConfig(
        **WORDS | {"norm_eps": 1e-12}, **NAMES, dropout=0.3, text_dropout=0.4, token_dropout=0.3
    ),
    "marian": MarianConfig(**WORDS | {"norm_eps": 1e-5}, **WRITES, target_vocab_size=60),
    "bart": BARTConfig(**WORDS | {"norm_eps": 1e-5}, **WRITES),
    "gpt_neox": NeoXConfig(
        **WORDS,
        bos_id=0,
        eos_id=1,
        labels=(),
        rotary_fraction=0.5,
        rotary_base=500.0,
        wiring="pre",
        tied=True,
    ),
    "llama": LlamaConfig(
        **WORDS | {"n_heads": 6}, n_kv_heads=2, bos_id=0, eos_id=1, rotary_base=500.0, tied=True
    ),
}
APART = {"shared": False, "target_vocab_size": 50}
UNUSUAL = [
    ("MarianMTModel", APART),
    ("MarianMTModel", {"tied": False}),
    ("MarianMTModel", APART | {"tied": False}),
    ("BartForConditionalGeneration", {"tied": False}),
]
UNSAYABLE = [
    ("GPT2LMHeadModel", {"wiring": "post"}),
    ("BertModel", {"norm": "rms"}),
    ("DistilBertModel", {"norm_eps": 1e-3}),
    ("MarianMTModel", {"embedding_norm": True}),
    ("MarianMTModel", {"wiring": "pre"}),
    ("BartForConditionalGeneration", {"shared": False}),
    ("GPTNeoXForCausalLM", {"feed_forward": "gated"}),
    ("LlamaForCausalLM", {"bias": True}),
]


def from_scratch(cfg: ModelConfig, architecture: str) -> Model:
    family = FAMILIES[zoo.FAMILY_OF[architecture]]
    model = family.architecture(architecture).model(cfg)
    initialise(model, torch.Generator().manual_seed(0), std=0.3)
    return model.eval()


@every_architecture
def test_a_model_trained_from_scratch_is_read_by_transformers(tmp_path: Path, architecture: str) -> None:
    cfg = FROM_SCRATCH[zoo.FAMILY_OF[architecture]]
    ours = from_scratch(cfg, architecture)
    save(ours, None, tmp_path)
    again, report = as_they_read_it(tmp_path, architecture)
    assert not any(report.values()), report
    assert zoo.difference(ours, again) <= 1e-12
    if architecture.endswith("Classification"):
        assert again.config.id2label == {0: "행복", 1: "슬픔", 2: "분노"}
    if not architecture.endswith("QuestionAnswering"):  # where labels would be another head
        assert load_model(tmp_path).cfg == cfg


@pytest.mark.parametrize(("architecture", "change"), UNUSUAL)
def test_an_encoder_decoder_whose_tables_are_not_one_is_read_by_transformers(
    tmp_path: Path, architecture: str, change: dict[str, Any]
) -> None:
    cfg = replace(FROM_SCRATCH[zoo.FAMILY_OF[architecture]], **change)
    ours = from_scratch(cfg, architecture)
    save(ours, None, tmp_path)
    again, report = as_they_read_it(tmp_path, architecture)
    assert not any(report.values()), report
    assert zoo.difference(ours, again) <= 1e-12
    loaded = load_model(tmp_path)
    assert loaded.cfg == cfg
    assert zoo.difference(loaded, again) <= 1e-12


@pytest.mark.parametrize(("architecture", "change"), UNSAYABLE)
def test_a_model_that_no_config_json_can_describe_is_not_written_as_another(
    tmp_path: Path, architecture: str, change: dict[str, Any]
) -> None:
    ours = from_scratch(replace(FROM_SCRATCH[zoo.FAMILY_OF[architecture]], **change), architecture)
    ((name, value),) = change.items()
    with pytest.raises(ValueError, match=f"{name}={value!r} cannot be said"):
        save(ours, None, tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


@every_architecture
def test_save_and_load_give_the_same_model_and_tokenizer_and_leave_the_model_alone(
    tmp_path: Path, architecture: str
) -> None:
    ours = load_model(zoo.write(architecture, tmp_path / "theirs"))
    before = {name: p.detach().clone() for name, p in ours.named_parameters()}
    words = train_wordpiece(SENTENCES, 60) if "Bert" in architecture else small_tokenizer()
    save(ours, words, tmp_path / "deep" / "folder", card={"질문": "어때?", "loss": 1.5})
    again, tokenizer = load(tmp_path / "deep" / "folder")
    assert type(again) is type(ours)
    if not architecture.endswith("QuestionAnswering"):
        assert again.cfg == ours.cfg
    for model in (ours, again):
        assert all(torch.equal(p, before[name]) for name, p in model.named_parameters())
    assert tokenizer.encode(SENTENCES[1]) == words.encode(SENTENCES[1])
    card = json.loads((tmp_path / "deep" / "folder" / "card.json").read_text(encoding="utf-8"))
    assert card == {"질문": "어때?", "loss": 1.5}


class Unheard(Model):
    """A model of no family."""


def test_a_model_of_no_known_family_is_not_written(tmp_path: Path) -> None:
    cfg = BERTConfig(d_model=4, n_heads=2, d_ff=4, vocab_size=5, n_layers=1, max_len=4)
    with pytest.raises(TypeError, match="Unheard"):
        save(Unheard(cfg), None, tmp_path)
    assert list(tmp_path.iterdir()) == []


# what goes wrong while writing


def disk_full_in_the_middle(path: Path) -> None:
    path.write_bytes(b"half a fi")
    raise OSError(errno.ENOSPC, "No space left on device", str(path))


def full_for_tensors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Safetensors wraps the system's words into its own kind of error."""

    def save_half(tensors: dict[str, torch.Tensor], path: Path, metadata: dict[str, str]) -> None:
        save_file({name: tensors[name] for name in list(tensors)[:3]}, path, metadata=metadata)
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    monkeypatch.setattr(import_module("minitransformer.pretrained.save"), "save_file", save_half)


def full_for_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "write_text", lambda path, *_words, **_more: disk_full_in_the_middle(path))


def full_for_the_tokenizer(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.write_bytes

    def write_bytes(path: Path, content: bytes) -> int:
        if path.name == "tokenizer_config.json":
            whole(path, content[:3])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return whole(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)


def full_when_flushed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fsync(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)


def read_only(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Path.mkdir

    def mkdir(path: Path, *words: Any, **more: Any) -> None:
        if path.name.startswith(".new-"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        whole(path, *words, **more)

    monkeypatch.setattr(Path, "mkdir", mkdir)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(
    ("trouble", "advice"),
    [
        (full_for_tensors, "make room"),
        (full_for_texts, "make room"),
        (full_for_the_tokenizer, "make room"),
        (full_when_flushed, "make room"),
        (read_only, "another"),
    ],
)
def test_a_save_that_fails_leaves_the_earlier_model_whole_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Any, advice: str
) -> None:
    earlier, later = tiny("GPT2LMHeadModel", seed=1), tiny("GPT2LMHeadModel", seed=2)
    folder, words = tmp_path / "model", small_tokenizer()
    save(load_model(write(tmp_path / "1", earlier.config, stored(earlier))), words, folder)
    new = load_model(write(tmp_path / "2", later.config, stored(later)))
    before = contents(folder)
    with monkeypatch.context() as patched:
        trouble(patched)
        with refused(str(folder), "MB free", "nothing that was there is lost", advice):
            save(new, words, folder)
    assert contents(folder) == before
    assert difference(load(folder)[0], earlier) <= 1e-12
    save(new, words, folder)
    assert difference(load(folder)[0], later) <= 1e-12


@pytest.mark.parametrize("trouble", [full_for_tensors, full_for_the_tokenizer, read_only])
def test_a_save_that_fails_in_a_new_folder_leaves_no_half_of_a_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Any
) -> None:
    theirs = tiny("BertModel")
    ours = load_model(write(tmp_path / "theirs", theirs.config, stored(theirs)))
    trouble(monkeypatch)
    with refused(str(tmp_path / "new")):
        save(ours, small_tokenizer(), tmp_path / "new")
    assert list((tmp_path / "new").iterdir()) == []


def test_a_file_where_the_folder_should_be_is_a_problem(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    ours = load_model(write(tmp_path / "theirs", theirs.config, stored(theirs)))
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for folder in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with refused(str(folder), "another"):
            save(ours, None, folder)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_model_is_saved_over_the_folder_it_was_read_from(tmp_path: Path) -> None:
    """The weights of a .bin are mapped into memory, so the file must not be written while it is read."""
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs), "bin"))
    save(ours, small_tokenizer(), tmp_path)
    assert difference(load(tmp_path)[0], theirs) <= 1e-12
    again = load_model(tmp_path)
    save(again, small_tokenizer(), tmp_path)
    assert difference(again, theirs) <= 1e-12


def test_a_folder_is_made_anew_behind_the_link_that_names_it(tmp_path: Path) -> None:
    """Of a link, the name would be taken away and the folder would stay as it was."""
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    for content in ("one", "two"):
        put_folder(link, lambda aside, said=content: (aside / "said").write_text(said), needed=0)
        assert (tmp_path / "elsewhere" / "said").read_text() == content
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["elsewhere", "link"]


def test_what_is_saved_has_everyday_permissions(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    ours = load_model(write(tmp_path / "theirs", theirs.config, stored(theirs)))
    (tmp_path / "plain").touch()
    save(ours, small_tokenizer(), tmp_path / "model")
    put_folder(tmp_path / "step", lambda aside: write_model(ours, None, aside), needed=0)
    modes = {path.stat().st_mode for folder in ("model", "step") for path in (tmp_path / folder).iterdir()}
    assert modes == {(tmp_path / "plain").stat().st_mode}
    assert (tmp_path / "step").stat().st_mode == (tmp_path / "model").stat().st_mode
