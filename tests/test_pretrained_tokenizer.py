"""koGPT2's tokenizer, and the trap: a Korean tokenizer.json beside a config.json that says gpt2."""

import os
from pathlib import Path

import pytest
import transformers
from loopback_hub import SENTENCES, small_tokenizer, stored, tiny, write

from minitransformer.pretrained import load, load_tokenizer, save
from minitransformer.proof.reference import quiet

KOREAN = (*SENTENCES, "오늘  하루,   비!", "<usr> 오늘 어때?<sys> 좋은 하루였어요.</s>")
SPECIALS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


def their_ids(folder: Path, text: str) -> list[int]:
    with quiet():
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def kogpt2_folder(folder: Path, tokenizer: bytes, vocab_size: int = 60) -> Path:
    """As on the hub: config.json, weights, tokenizer.json, and no tokenizer_config.json."""
    theirs = tiny("GPT2LMHeadModel", vocab_size=vocab_size)
    write(folder, theirs.config, stored(theirs))
    (folder / "tokenizer.json").write_bytes(tokenizer)
    return folder


def test_korean_beside_a_gpt2_config_is_encoded_and_stays_so_for_transformers_after_saving(
    tmp_path: Path,
) -> None:
    trained = small_tokenizer()
    model, ours = load(kogpt2_folder(tmp_path / "hub", trained.files()["tokenizer.json"]))
    save(model, ours, tmp_path / "saved")
    for text in KOREAN:
        ids = ours.encode(text)
        assert ids
        assert ids == trained.encode(text)
        assert ids == load_tokenizer(tmp_path / "saved").encode(text)
        assert ids == their_ids(tmp_path / "saved", text)


def test_transformers_finds_the_special_tokens_of_a_saved_tokenizer(tmp_path: Path) -> None:
    model, ours = load(kogpt2_folder(tmp_path / "hub", small_tokenizer().files()["tokenizer.json"]))
    save(model, ours, tmp_path / "saved")
    with quiet():
        theirs = transformers.AutoTokenizer.from_pretrained(tmp_path / "saved")
    assert {name: getattr(theirs, name) for name in SPECIALS} == SPECIALS
    assert theirs.pad_token_id == ours.pad_id == 3
    assert len(theirs) == ours.vocab_size


@pytest.mark.data
def test_the_real_kogpt2_tokenizer_means_the_same_to_transformers_after_saving(tmp_path: Path) -> None:
    """The ids of the dialogue are printed in several public notebooks on koGPT2."""
    real = Path(os.environ["MINITRANSFORMER_DATA"]) / "kogpt2_v2" / "tokenizer.json"
    model, ours = load(kogpt2_folder(tmp_path / "hub", real.read_bytes(), vocab_size=51200))
    save(model, ours, tmp_path / "saved")
    for text in (*KOREAN, "안녕하세요. 한국어 GPT-2 입니다.😤:)l^o", "12시 땡!"):
        assert ours.encode(text)
        assert ours.encode(text) == their_ids(tmp_path / "saved", text)
    assert ours.encode("12시 땡!") == [9349, 7888, 739, 7318, 376]
    assert [ours.find(piece) for piece in ("</s>", "<usr>", "<pad>", "<sys>")] == [1, 2, 3, 4]
