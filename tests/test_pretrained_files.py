"""Weight files: every format gives the same numbers, and a bad file gives one clear reason and nothing else."""

import json
import os
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loopback_hub import difference, refused, small_tokenizer, stored, tiny, write
from safetensors.torch import save_file

from minitransformer.models.base import Model
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.pretrained import load, load_generation, load_model, load_tokenizer, place, save
from minitransformer.weights import FAMILIES

KINDS = ["safetensors", "bin", "legacy"]
again_in_one_folder = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def weights_in(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.suffix in (".safetensors", ".bin"))


def in_shards(folder: Path, theirs: object, kind: str) -> list[str]:
    """The checkpoint in three files and their index, as the hub keeps large ones."""
    tensors = stored(theirs)
    stem, suffix = ("model", "safetensors") if kind == "safetensors" else ("pytorch_model", "bin")
    names = list(tensors)
    shards = [f"{stem}-{i:05d}-of-00003.{suffix}" for i in (1, 2, 3)]
    where = {name: shards[i % 3] for i, name in enumerate(names)}
    write(folder, theirs.config, {})
    (folder / "model.safetensors").unlink()
    for shard in shards:
        part = {name: tensors[name] for name in names if where[name] == shard}
        save_file(part, folder / shard) if kind == "safetensors" else torch.save(part, folder / shard)
    index = {"metadata": {"total_size": 1}, "weight_map": where}
    (folder / f"{stem}.{suffix}.index.json").write_text(json.dumps(index), encoding="utf-8")
    return shards


# formats


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "BertModel"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_a_half_precision_checkpoint_comes_out_as_float32_with_the_same_values(
    tmp_path: Path, architecture: str, kind: str, dtype: torch.dtype
) -> None:
    theirs = tiny(architecture).to(dtype)
    ours = load_model(write(tmp_path, theirs.config, stored(theirs), kind))
    assert {p.dtype for p in ours.parameters()} == {torch.float32}
    assert difference(ours, theirs) <= 1e-12


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "BertForPreTraining"])
@pytest.mark.parametrize("kind", ["safetensors", "bin"])
def test_shards_are_one_checkpoint(tmp_path: Path, architecture: str, kind: str) -> None:
    theirs = tiny(architecture)
    in_shards(tmp_path, theirs, kind)
    assert difference(load_model(tmp_path), theirs) <= 1e-12


def test_a_file_without_metadata_is_read(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    write(tmp_path, theirs.config, {})
    save_file(stored(theirs), tmp_path / "model.safetensors")
    assert difference(load_model(tmp_path), theirs) <= 1e-12


def test_safetensors_are_preferred_to_a_pickle_beside_them(tmp_path: Path) -> None:
    new, old = tiny("BertModel", seed=1), tiny("BertModel", seed=2)
    write(tmp_path, old.config, stored(old), "bin")
    write(tmp_path, new.config, stored(new))
    assert difference(load_model(tmp_path), new) <= 1e-12


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_may_be_written_over_once_the_model_is_read(tmp_path: Path, kind: str) -> None:
    theirs = tiny("BertModel")  # whose tensors lie in the file just as we use them
    ours = load_model(write(tmp_path, theirs.config, stored(theirs), kind))
    path = weights_in(tmp_path)
    with path.open("r+b") as file:
        file.write(b"\0" * path.stat().st_size)
    assert difference(ours, theirs) <= 1e-12


# numbers and places

HEADED = [
    a.name for f in FAMILIES.values() for a in f.architectures if a.name not in ("GPT2Model", "BartModel")
]


@torch.no_grad()
def everything_of(model: Model) -> torch.Tensor:
    """All that a model returns, as one row."""
    ids = torch.arange(12)[None]
    said = model(ids, ids[:, 3:]) if isinstance(model, Seq2Seq) else model(ids)
    return torch.cat([x.flatten().double() for x in (said if isinstance(said, tuple) else (said,))])


@pytest.mark.parametrize("architecture", HEADED)
@pytest.mark.parametrize("written", [torch.float32, torch.float16])
def test_a_model_computes_in_the_numbers_that_were_asked_for_whatever_the_file_holds(
    tmp_path: Path, architecture: str, written: torch.dtype
) -> None:
    """bfloat16 keeps 8 bits of a number: what comes out is near, and not the same."""
    theirs = tiny(architecture).to(written)
    folder = write(tmp_path, theirs.config, stored(theirs))
    exact = load_model(folder, dtype=torch.float64)
    expected = everything_of(exact)
    for dtype, bound in (("float32", 1e-5), (torch.bfloat16, 0.3)):
        ours = load_model(folder, dtype=dtype)
        assert {p.dtype for p in ours.parameters()} == {getattr(torch, str(dtype).removeprefix("torch."))}
        off = (everything_of(ours) - expected).abs().max() / expected.std()
        assert 1e-9 < off < bound
    for name, p in ours.named_parameters():
        assert torch.equal(p, exact.get_parameter(name).to(torch.bfloat16))


def test_what_the_checkpoint_lacks_is_drawn_in_the_same_numbers(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    folder = write(tmp_path, theirs.config, stored(theirs))
    heads = [
        load_model(
            folder,
            architecture="BertForSequenceClassification",
            labels=("행복", "슬픔", "분노"),
            generator=torch.Generator().manual_seed(7),
            dtype=dtype,
        )
        for dtype in ("float32", "bfloat16")
    ]
    assert {p.dtype for p in heads[1].parameters()} == {torch.bfloat16}
    weight = heads[0].classify.weight
    assert weight.shape == (3, 16)
    assert 0.01 < weight.std() < 0.03
    assert torch.equal(weight.to(torch.bfloat16), heads[1].classify.weight)
    assert torch.equal(heads[0].classify.bias, torch.zeros(3))
    assert load_model(folder).bert.embed.weight.equal(heads[0].bert.embed.weight)


def test_a_model_lies_on_the_device_that_was_asked_for(tmp_path: Path) -> None:
    theirs = tiny("MarianMTModel")
    tensors = {name: x for name, x in stored(theirs).items() if name != "final_logits_bias"}
    folder = write(tmp_path, theirs.config, tensors)
    elsewhere = load_model(folder, device=torch.device("meta"))  # the only other device that is everywhere
    assert all(p.is_meta for p in elsewhere.parameters())
    assert not any(p.is_meta for p in load_model(folder, device="cpu").parameters())


@pytest.mark.parametrize(
    ("asked", "facts"),
    [
        ({"dtype": "float8"}, ("dtype float8", "float32", "bfloat16")),
        ({"dtype": torch.int8}, ("dtype int8", "float32")),
        ({"dtype": "float16"}, ("dtype float16", "overflows", "bfloat16")),
        ({"dtype": torch.float16}, ("dtype float16", "overflows", "bfloat16")),
        ({"device": "gpu"}, ("device gpu", "cpu, cuda, mps")),
        ({"device": "cuda:x"}, ("device cuda:x", "cpu, cuda, mps")),
        ({"device": "cuda:99"}, ("device cuda:99", "none such on this computer", "cpu")),
    ],
)
def test_numbers_and_places_that_there_are_not_are_a_problem(
    tmp_path: Path, asked: dict[str, object], facts: tuple[str, ...]
) -> None:
    theirs = tiny("BertModel")
    folder = write(tmp_path, theirs.config, stored(theirs))
    with refused(*facts):
        load_model(folder, **asked)


@pytest.mark.parametrize(("kind", "device"), [("cuda", "cuda"), ("mps", "mps")])
def test_a_computer_without_such_a_device_says_so(
    monkeypatch: pytest.MonkeyPatch, kind: str, device: str
) -> None:
    monkeypatch.setitem(place.DEVICES, kind, lambda: 0)
    with refused(f"device {device}", "none such on this computer", "cpu"):
        place.device_of(device)
    monkeypatch.setitem(place.DEVICES, kind, lambda: 1)
    assert place.device_of(device) == torch.device(device)


def test_loading_does_not_wake_the_compiler(tmp_path: Path) -> None:
    """PyTorch's takes two seconds to import, and is asked for by whoever draws numbers on no device."""
    theirs = tiny("BertModel")
    folder = write(tmp_path, theirs.config, stored(theirs))
    code = (
        "import sys; from minitransformer.pretrained import load_model; "
        f"load_model({str(folder)!r}, architecture='BertForSequenceClassification', labels=('a', 'b')); "
        "sys.exit('torch._dynamo' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# settings of generation


def test_the_settings_of_generation_are_where_new_or_old_checkpoints_have_them(tmp_path: Path) -> None:
    write(tmp_path, {"model_type": "marian", "num_beams": 4}, {})
    assert load_generation(tmp_path)["num_beams"] == 4
    (tmp_path / "generation_config.json").write_text('{"num_beams": 6}', encoding="utf-8")
    assert load_generation(tmp_path) == {"num_beams": 6}
    (tmp_path / "generation_config.json").write_text('{"num_beams": ', encoding="utf-8")
    with refused("generation_config.json", "damaged"):
        load_generation(tmp_path)


def test_the_settings_of_another_model_do_not_outlive_it(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path, theirs.config, stored(theirs)))
    (tmp_path / "generation_config.json").write_text('{"num_beams": 6}', encoding="utf-8")
    save(ours, small_tokenizer(), tmp_path)
    assert "num_beams" not in load_generation(tmp_path)


# what is missing


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    with refused(str(tmp_path / "nowhere")):
        load_model(tmp_path / "nowhere")
    with refused(str(tmp_path / "nowhere"), "no model"):
        load_model(str(tmp_path / "nowhere"))


def test_a_directory_without_config_is_no_model(tmp_path: Path) -> None:
    with refused(str(tmp_path), "config.json", "not a model directory"):
        load_model(str(tmp_path))


def test_a_directory_without_weights_says_which_files_it_wants(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(tiny("GPT2LMHeadModel").config.to_json_string(), encoding="utf-8")
    with refused(str(tmp_path), "no weights", "model.safetensors", "pytorch_model.bin"):
        load_model(tmp_path)


@pytest.mark.parametrize("kind", ["safetensors", "bin"])
def test_a_missing_shard_is_named(tmp_path: Path, kind: str) -> None:
    gone = in_shards(tmp_path, tiny("GPT2LMHeadModel"), kind)[1]
    (tmp_path / gone).unlink()
    with refused(gone, "missing"):
        load_model(tmp_path)


def test_a_missing_tensor_is_named(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    tensors = stored(theirs)
    del tensors["transformer.h.1.mlp.c_fc.bias"]
    write(tmp_path, theirs.config, tensors)
    with refused("transformer.h.1.mlp.c_fc.bias", "incomplete"):
        load_model(tmp_path)


def test_a_missing_body_is_never_drawn_fresh_even_for_a_new_head(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    tensors = stored(theirs)
    del tensors["encoder.layer.0.output.dense.weight"]
    write(tmp_path, theirs.config, tensors)
    with refused("bert.encoder.layer.0.output.dense.weight"):
        load_model(tmp_path, architecture="BertForSequenceClassification", labels=("a", "b"))


def test_a_missing_head_is_drawn_fresh_only_if_the_head_was_asked_for(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    said = theirs.config.to_dict() | {"architectures": ["BertForSequenceClassification"]}
    write(tmp_path, said, stored(theirs))
    with refused("classify.weight", "classify.bias", "incomplete"):
        load_model(tmp_path)
    load_model(tmp_path, architecture="BertForSequenceClassification")


# what does not belong there


@pytest.mark.parametrize(
    ("architecture", "name"),
    [
        ("GPT2LMHeadModel", "transformer.h.2.ln_1.weight"),
        ("GPT2LMHeadModel", "transformer.h.0.attn.rotary.inv_freq"),
        ("BertModel", "encoder.layer.0.attention.self.distance_embedding.weight"),
    ],
)
def test_a_tensor_that_nobody_knows_is_named(tmp_path: Path, architecture: str, name: str) -> None:
    theirs = tiny(architecture)
    write(tmp_path, theirs.config, stored(theirs) | {name: torch.ones(16)})
    with refused("1 tensors", name):
        load_model(tmp_path)


@pytest.mark.parametrize("architecture", ["GPT2LMHeadModel", "BertForPreTraining"])
def test_an_embedding_of_another_vocabulary_is_told_with_both_sizes(
    tmp_path: Path, architecture: str
) -> None:
    theirs = tiny(architecture)
    write(tmp_path, theirs.config.to_dict() | {"vocab_size": 50}, stored(theirs))
    with refused("embedding" if architecture.startswith("Bert") else "wte", "(60, 16)", "(50, 16)"):
        load_model(tmp_path)


def test_a_matrix_that_fits_no_layout_is_named(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    tensors = stored(theirs) | {"transformer.h.0.attn.c_attn.weight": torch.ones(16, 47)}
    write(tmp_path, theirs.config, tensors)
    with refused("transformer.h.0.attn.c_attn.weight", "(16, 47)"):
        load_model(tmp_path)


def test_a_tokenizer_with_more_pieces_than_the_embedding_has_rows_is_refused(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel", vocab_size=50)
    write(tmp_path, theirs.config, stored(theirs))
    for name, content in small_tokenizer().files().items():
        (tmp_path / name).write_bytes(content)
    with refused("59 pieces", "50 rows"):
        load(tmp_path)


def test_a_directory_without_a_tokenizer_says_which_files_it_wants(tmp_path: Path) -> None:
    theirs = tiny("GPT2LMHeadModel")
    write(tmp_path, theirs.config, stored(theirs))
    for read in (load, load_tokenizer):
        with refused(str(tmp_path), "tokenizer.json", "spiece.model"):
            read(tmp_path)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"model": 3}', b"[]"])
def test_a_damaged_tokenizer_is_a_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tokenizer.json").write_bytes(content)
    with refused("tokenizer", "cannot be read"):
        load_tokenizer(tmp_path)


# what is damaged


@pytest.mark.parametrize(
    "content", [b"", b"{", b'{"model_type": "gpt2",}', b"\xff\xfe{}", b"NaN nonsense", b"[" * 10**6]
)
def test_a_broken_config_is_a_problem(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "config.json").write_bytes(content)
    with refused("config.json", "damaged"):
        load_model(tmp_path)


@pytest.mark.parametrize("content", ["[]", '"gpt2"', "null", "3"])
def test_a_config_that_is_no_object_is_a_problem(tmp_path: Path, content: str) -> None:
    (tmp_path / "config.json").write_text(content, encoding="utf-8")
    with refused("config.json", "not an object"):
        load_model(tmp_path)


@pytest.mark.parametrize("kind", KINDS)
def test_a_truncated_weight_file_is_a_problem_at_every_length(tmp_path: Path, kind: str) -> None:
    theirs = tiny("GPT2LMHeadModel")
    path = weights_in(write(tmp_path, theirs.config, stored(theirs), kind))
    whole = path.read_bytes()

    @given(
        st.integers(0, 300) | st.integers(0, len(whole) - 1) | st.integers(len(whole) - 300, len(whole) - 1)
    )
    @again_in_one_folder
    def cut(length: int) -> None:
        path.write_bytes(whole[:length])
        with refused(path.name, "damaged"):
            load_model(tmp_path)

    cut()


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_byte_in_a_header_is_a_problem_or_harmless_but_never_a_traceback(
    tmp_path: Path, kind: str
) -> None:
    theirs = tiny("GPT2LMHeadModel")
    path = weights_in(write(tmp_path, theirs.config, stored(theirs), kind))
    whole = path.read_bytes()

    @given(st.integers(0, 2500), st.integers(1, 255))
    @again_in_one_folder
    def change(place: int, flip: int) -> None:
        path.write_bytes(whole[:place] + bytes([whole[place] ^ flip]) + whole[place + 1 :])
        try:
            load_model(tmp_path)
        except Exception:
            with refused():
                load_model(tmp_path)

    change()


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"weight_map": []}', '{"weight_map": {"a": 3}}', '{"weight_map": null}']
)
@pytest.mark.parametrize("kind", ["model.safetensors", "pytorch_model.bin"])
def test_a_damaged_index_is_a_problem(tmp_path: Path, content: str, kind: str) -> None:
    (tmp_path / "config.json").write_text(tiny("GPT2LMHeadModel").config.to_json_string(), encoding="utf-8")
    (tmp_path / f"{kind}.index.json").write_text(content, encoding="utf-8")
    with refused(f"{kind}.index.json", "damaged"):
        load_model(tmp_path)


def test_an_index_cannot_point_out_of_its_directory(tmp_path: Path) -> None:
    theirs = tiny("BertModel")
    outside = write(tmp_path / "outside", theirs.config, stored(theirs)) / "model.safetensors"
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "config.json").write_text(theirs.config.to_json_string(), encoding="utf-8")
    index = {"weight_map": dict.fromkeys(stored(theirs), "../outside/model.safetensors")}
    (tmp_path / "inside" / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    assert outside.exists()
    with refused("model.safetensors", "missing", str(tmp_path / "inside")):
        load_model(tmp_path / "inside")


class Wicked:
    """Its pickle asks whoever reads it to run a command."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, (f'echo ran > "{self.marker}"',)


@pytest.mark.parametrize("zipped", [True, False])
def test_a_pickle_that_wants_to_run_code_is_refused_and_does_not_run(tmp_path: Path, zipped: bool) -> None:
    theirs = tiny("GPT2LMHeadModel")
    marker = tmp_path / "ran"
    write(tmp_path, theirs.config, stored(theirs) | {"evil": Wicked(marker)}, "bin" if zipped else "legacy")
    with refused("pytorch_model.bin", "run code", "refused"):
        load_model(tmp_path)
    assert not marker.exists()
    torch.load(tmp_path / "pytorch_model.bin", weights_only=False)
    assert marker.exists(), "the trap was never armed"


@pytest.mark.parametrize(
    "content",
    [
        {"transformer.wte.weight": 3},
        {"epoch": 1, "model": {"a": torch.ones(2)}},
        {3: torch.ones(2)},
        [torch.ones(2)],
        torch.ones(2),
    ],
)
def test_a_pickle_that_is_no_dictionary_of_tensors_is_a_problem(tmp_path: Path, content: object) -> None:
    (tmp_path / "config.json").write_text(tiny("GPT2LMHeadModel").config.to_json_string(), encoding="utf-8")
    torch.save(content, tmp_path / "pytorch_model.bin")
    with refused("pytorch_model.bin", "not a dictionary of tensors"):
        load_model(tmp_path)


def test_the_dictionary_may_be_an_ordered_one(tmp_path: Path) -> None:
    """`model.state_dict()` is; old checkpoints were saved so."""
    theirs = tiny("GPT2LMHeadModel")
    write(tmp_path, theirs.config, {})
    (tmp_path / "model.safetensors").unlink()
    torch.save(OrderedDict(theirs.state_dict()), tmp_path / "pytorch_model.bin")
    assert difference(load_model(tmp_path), theirs) <= 1e-12


@pytest.mark.parametrize(
    "made",
    [
        lambda x: x.to_sparse(),
        lambda x: x.int(),
        lambda x: x.to(torch.complex64),
        lambda x: x.to("meta"),
    ],
    ids=["sparse", "int", "complex", "meta"],
)
def test_a_tensor_that_holds_no_ordinary_numbers_is_named(tmp_path: Path, made: Callable) -> None:
    theirs = tiny("GPT2LMHeadModel")
    tensors = stored(theirs)
    tensors["transformer.ln_f.weight"] = made(tensors["transformer.ln_f.weight"])
    write(tmp_path, theirs.config, tensors, "bin")
    with refused("transformer.ln_f.weight holds no weights"):
        load_model(tmp_path)


# what was saved by us carries checksums


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    theirs = tiny("GPT2LMHeadModel")
    ours = load_model(write(tmp_path / "theirs", theirs.config, stored(theirs)))
    save(ours, small_tokenizer(), tmp_path / "ours")
    return tmp_path / "ours"


def flip(path: Path, place: int, bit: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1 << bit
    path.write_bytes(content)


@pytest.mark.parametrize(("place", "bit"), [(-1, 0), (-2000, 3), (-30000, 7)])
def test_one_flipped_bit_among_the_weights_is_noticed(saved: Path, place: int, bit: int) -> None:
    flip(saved / "model.safetensors", place, bit)
    with refused("model.safetensors", "checksum", "damaged"):
        load(saved)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "tokenizer_config.json"])
def test_a_file_beside_the_weights_that_was_edited_or_lost_is_noticed(saved: Path, name: str) -> None:
    whole = (saved / name).read_bytes()
    (saved / name).write_bytes(whole + b"\n")
    with refused(name, "checksum"):
        load(saved)
    if name != "config.json":
        (saved / name).unlink()
        with refused(name, "checksum"):
            load(saved)


def test_damaged_checksums_are_a_problem_themselves(saved: Path) -> None:
    path = saved / "SHA256SUMS"
    whole = path.read_bytes()
    for length in range(1, len(whole)):
        path.write_bytes(whole[:length])
        if not whole[:length].endswith(b"\n") and whole[length : length + 1] != b"\n":
            with refused(str(saved), "checksum"):
                load(saved)


def test_checksums_that_are_no_text_are_a_problem(saved: Path) -> None:
    (saved / "SHA256SUMS").write_bytes(b"\xff\xfe")
    with refused("SHA256SUMS", "delete it"):
        load(saved)


def test_a_card_may_be_edited(saved: Path) -> None:
    model, tokenizer = load(saved)
    save(model, tokenizer, saved, {"kind": "chatbot"})
    (saved / "card.json").write_text("{}", encoding="utf-8")
    load(saved)


def test_checksums_are_in_the_format_of_sha256sum(saved: Path) -> None:
    lines = (saved / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    names = sorted(path.name for path in saved.iterdir() if path.name != "SHA256SUMS")
    assert [line[66:] for line in lines] == names
    assert all(line[64:66] == "  " and int(line[:64], 16) for line in lines)
