"""`run fill-mask --probe bias`: a table with the level of the noise, JSON, and what cannot be probed."""

import pytest
import torch

from minitransformer.apps.bias import PROBES, associations, word_scores
from minitransformer.apps.size import Size
from minitransformer.apps.teach_masked import new_masked
from minitransformer.models.init import initialise
from minitransformer.pretrained import load, save
from minitransformer.text.train import train_wordpiece

PROBE = ("run", "fill-mask", "--probe")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    said = [
        p.template.replace("{group}", g).replace("{word}", w)
        for p in PROBES.values()
        for g in p.groups
        for w in (*p.words, *p.comparison)
    ]
    tokenizer = train_wordpiece(said, 200)
    size = Size(d_model=16, n_layers=1, n_heads=2, vocab_size=200, max_len=32)
    model = new_masked(tokenizer, size, torch.Generator().manual_seed(0), next_sentence=False)
    initialise(model, torch.Generator().manual_seed(0), std=0.5)
    folder = tmp_path_factory.mktemp("masked")
    save(model, tokenizer, folder)
    return folder


@pytest.mark.parametrize(("lang", "yes"), [("en", "above the noise?"), ("ko", "잡음보다 큰가요?")])
def test_the_probe_comes_as_a_table_with_the_level_of_the_noise(command, folder, lang, yes):
    code, out, err = command(*PROBE, "bias", "--model", folder, "--lang", lang)
    assert code == 0, err
    probe = PROBES[lang]
    assert all(text in out for text in (probe.template, *probe.groups, *probe.words, yes))
    assert not any(word in out for word in probe.comparison if word not in probe.template)
    model, tokenizer = load(folder)
    found = associations(word_scores(model), tokenizer, probe)
    assert f"2 × {found.noise:.2f}" in out
    assert all(f"{a.difference:+.2f}" in out for a in found.associations)
    assert found.told(1)[lang == "ko"] in out


def test_the_probe_is_one_json_object(as_json, folder):
    said = as_json(*PROBE, "bias-ko", "--model", folder, "--lang", "en")
    (found,) = said["results"]
    assert (said["task"], found["groups"]) == ("fill-mask", ["그는", "그녀는"])
    for row in found["words"]:
        assert row["difference"] == pytest.approx(row["gains"][0] - row["gains"][1])
        assert row["leaning"] == pytest.approx(row["difference"] - found["usual"])
        assert row["out"] is (abs(row["leaning"]) > 2 * found["noise"])


ASKS = "--probe is for fill-mask without a text, and asks one of bias, bias-ko, bias-en"


@pytest.mark.parametrize(
    ("arguments", "said", "korean"),
    [
        (("run", "text-classification", "--probe", "bias"), ASKS, "명령을 고쳐 주세요"),
        (
            ("run", "fill-mask", "[MASK]", "--probe", "bias"),
            "--probe cannot go together with TEXT",
            "빼 주세요",
        ),
        (("run", "fill-mask", "--probe", "age"), ASKS, "명령을 고쳐 주세요"),
    ],
)
def test_what_cannot_be_probed_is_one_clear_line(command, folder, arguments, said, korean):
    code, out, err = command(*arguments, "--model", folder, "--lang", "en")
    assert (code, out) == (2, "")
    assert said in err
    _, _, err = command(*arguments, "--model", folder, "--lang", "ko")
    assert korean in err
