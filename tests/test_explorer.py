"""The explorer's page, as far as it can be proven without a browser: what is in it, and that it is the model's."""

import json
import re
import zlib
from html import unescape

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer as Inner
from tokenizers_at_hand import byte_level, cased, kogpt2, metaspace

from minitransformer import (
    GPT,
    BERTConfig,
    BERTForClassification,
    GPTConfig,
    Problem,
    capture,
    initialise,
    load,
)
from minitransformer.core.config import Seq2SeqConfig
from minitransformer.core.families import NeoXConfig
from minitransformer.core.parts import Parts
from minitransformer.models.bert_tasks import BERTForMaskedWords
from minitransformer.models.seq2seq import Seq2Seq
from minitransformer.plots.explorer import assemble, explore
from minitransformer.plots.explorer.explore import LARGEST
from minitransformer.plots.explorer.pack import ALPHABET
from minitransformer.plots.explorer.tokens import shown
from minitransformer.text.backends import FastTokenizer

TEXT = "이 영화는 정말 재미있다"
SIZES = {"d_model": 24, "n_heads": 3, "d_ff": 40, "n_layers": 2, "max_len": 160}


def drawn(model):
    initialise(model, torch.Generator().manual_seed(1), std=0.3)
    return model.eval()


def small_gpt(tokenizer, **settings):
    return drawn(GPT(GPTConfig(**{**SIZES, **settings}, vocab_size=tokenizer.vocab_size)))


@pytest.fixture(scope="module")
def characters():
    return metaspace()


@pytest.fixture(scope="module")
def pieces():
    return cased()


@pytest.fixture(scope="module")
def pocket_page(tmp_path_factory):
    return explore("pocket-gpt-ko", TEXT, tmp_path_factory.mktemp("page") / "p.html", language="ko")


def inside(html, name):
    """What stands in one of the page's script elements."""
    return re.search(rf'<script type="[^"]*" id="{name}">(.*?)</script>', html, re.DOTALL)[1].strip()


def data(html):
    return json.loads(inside(html, "data"))


def unpacked(html, name):
    """The way back, written a second time: characters, 13 bits for two of them, bytes, and what they held."""
    digit = {chr(c): i for i, c in enumerate(ALPHABET)}
    digits = [digit[c] for c in inside(html, name).replace("\n", "")]
    values = np.array(digits[::2]) * len(ALPHABET) + digits[1::2]
    bits = (values[:, None] >> np.arange(13)) & 1
    content = np.packbits(bits.astype(np.uint8).ravel(), bitorder="little").tobytes()
    return zlib.decompress(content[4 : 4 + int.from_bytes(content[:4], "little")])


def tensors(html):
    live = data(html)["live"]
    planes = np.frombuffer(unpacked(html, "weights"), np.uint8).reshape(live["width"], -1)
    numbers = np.ascontiguousarray(planes.T).view(f"<f{live['width']}").ravel().astype(np.float32)
    ends = np.cumsum([n for _, n in live["tensors"]])
    assert ends[-1] == len(numbers)
    return dict(zip((name for name, _ in live["tensors"]), np.split(numbers, ends[:-1]), strict=True))


def pages(tmp_path, characters, pieces):
    bert = drawn(BERTForMaskedWords(BERTConfig(**SIZES, vocab_size=pieces.vocab_size)))
    yield explore((small_gpt(characters), characters), TEXT, tmp_path / "live.html")
    yield explore((bert, pieces), TEXT, tmp_path / "still.html", language="ko")


def test_the_page_is_whole_and_has_nowhere_to_send_anything(tmp_path, characters, pieces):
    for explorer in pages(tmp_path, characters, pieces):
        html = explorer.path.read_text(encoding="utf-8")
        assert html == explorer.html
        code = html.replace("http://www.w3.org/2000/svg", "")  # a name, not an address
        code = re.sub(r'<script type="[^"]*" id="\w+">.*?</script>', "", code, flags=re.DOTALL)
        assert "default-src 'none'; script-src 'unsafe-inline'" in code
        sources = r"https?:|//\w+\.|\bsrc\s*=|@import|url\(|fetch\(|XMLHttp|WebSocket|sendBeacon|import[ (]"
        assert not re.findall(sources, re.sub(r"/\*.*?\*/|// .*", "", code))
        assert re.findall(r'href="([^"]*)"', code) == ["data:,"]
        assert not re.findall(r"<!-- \w+ -->", html), "a part is missing"
        assert code.count("<script>") == len(assemble.SCRIPTS)


def test_every_name_and_sentence_that_the_scripts_ask_for_is_there_in_both_languages():
    html = assemble.part("page.html")
    scripts = {name: assemble.part(f"{name}.js") for name in assemble.SCRIPTS}
    code = "".join(scripts.values())
    ids = re.findall(r'\bid="([\w-]+)"', html)
    assert len(ids) == len(set(ids))
    asked = set(re.findall(r'(?:byId|unpack)\("([\w-]+)"\)', code)) | set(
        re.findall(r'aria-labelledby="([\w-]+)', html)
    )
    assert asked <= {*ids, "tokenizer", "weights"}
    english, korean = scripts["words"].split("\n  ko: {")
    said = re.findall(r"^    (\w+):", english, re.MULTILINE)
    assert said == re.findall(r"^    (\w+):", korean, re.MULTILINE)
    wanted = set(re.findall(r'data-say="(\w+)"', html)) | set(re.findall(r'\b(?:say|tell)\("(\w+)"', code))
    computed = {
        "next",
        "masked",
        "next_hint",
        "next_hint_live",
        "masked_hint",
        "no_hint",
        "about_live",
        "about_seen",
    }
    assert wanted | computed == set(said)


def test_the_pocket_model_is_in_the_page_bit_for_bit_within_ten_megabytes(pocket_page):
    assert pocket_page.live
    assert pocket_page.path.stat().st_size <= LARGEST == 10_000_000
    assert data(pocket_page.html)["live"]["width"] == 2
    model, tokenizer = load("pocket-gpt-ko")
    stored, ours = tensors(pocket_page.html), model.state_dict()
    assert set(stored) == set(ours) - {"unembed.weight"}
    for name, numbers in stored.items():
        whole = ours[name][:128] if name == "positions.table.weight" else ours[name]
        assert np.array_equal(numbers, whole.numpy().ravel()), name
    words = json.loads(unpacked(pocket_page.html, "tokenizer"))
    assert words["pieces"] == [tokenizer.piece(i) for i in range(8000)]
    assert set(words["specials"]) == {tokenizer.piece(i) for i in words["controls"]}
    assert all("".join(merge.split(" ")) in words["pieces"] for merge in words["merges"])


def test_weights_that_float16_cannot_hold_travel_in_four_bytes(tmp_path, characters):
    model = small_gpt(characters, tied=False)
    explorer = explore((model, characters), TEXT, tmp_path / "p.html")
    assert data(explorer.html)["live"]["width"] == 4
    stored, ours = tensors(explorer.html), model.state_dict()
    assert set(stored) == set(ours)
    for name, numbers in stored.items():
        assert np.array_equal(numbers, ours[name].numpy().ravel()[: len(numbers)]), name


def test_what_was_computed_before_is_what_the_model_says(tmp_path):
    for name in ("pocket-gpt-ko", "pocket-bert-ko"):
        explorer = explore(name, TEXT, tmp_path / "p.html", live=False)
        assert not explorer.live
        assert len(explorer.html) < 200_000
        seen, (model, tokenizer) = data(explorer.html)["seen"], load(name)
        words = tokenizer.encode(TEXT)
        ids = words if name == "pocket-gpt-ko" else [tokenizer.cls_id, *words, tokenizer.sep_id]
        assert [token["id"] for token in seen["tokens"]] == ids
        with torch.no_grad(), capture(model, "*attention.weights") as captured:
            scores = model(torch.tensor([ids]))
        for block, weights in zip(seen["weights"], captured.values(), strict=True):
            for head, rows in zip(block, weights[0], strict=True):
                for t, row in enumerate(head):
                    assert len(row) == (t + 1 if name == "pocket-gpt-ko" else len(ids))
                    assert np.allclose(row, rows[t, : len(row)], atol=1e-4, rtol=0)
        for t, best in enumerate(seen["candidates"]):
            if name == "pocket-bert-ko":
                hidden = torch.tensor([ids])
                hidden[0, t] = tokenizer.mask_id
                scores = model(hidden)[0].detach()
            chances = scores[0, t].softmax(-1)
            if ids[t] in (tokenizer.roles.get("cls"), tokenizer.roles.get("sep")):
                assert best == []
                continue
            assert [one["id"] for one in best] == chances.argsort(descending=True)[:10].tolist()
            assert np.allclose(
                [one["chance"] for one in best], chances.sort(descending=True)[0][:10], atol=1e-5
            )
            assert [one["piece"] for one in best] == [tokenizer.piece(one["id"]) for one in best]


def labels(tokenizer, text, cfg=None):
    cfg = cfg or GPTConfig(**SIZES, vocab_size=tokenizer.vocab_size)
    tokens = shown(cfg, tokenizer, text)
    return [("+" if t.joins else " " if t.begins else "") + t.label for t in tokens]


def test_byte_pieces_of_one_syllable_are_shown_as_that_syllable():
    """뷁 and 뛟 are in no corpus, so each stays three bytes."""
    tokenizer = byte_level()
    assert labels(tokenizer, "뷁 뛟") == [" 뷁₁", "+뷁₂", "+뷁₃", " 뛟₁", "+뛟₂", "+뛟₃"]
    cfg = GPTConfig(**SIZES, vocab_size=tokenizer.vocab_size)
    assert [token.piece for token in shown(cfg, tokenizer, "뷁 a")] == ["⟨EB⟩", "⟨B7⟩", "⟨81⟩", " ", "a"]
    assert labels(tokenizer, "don't") == [" do", "n", "'t"]


def test_words_begin_where_a_space_is_and_what_is_unknown_is_shown_as_it_was_written(characters, pieces):
    assert labels(characters, "아 🦄!") == [" 아", " ␣", "🦄", "!"]
    assert labels(characters, "") == [" <s>"]
    bert = BERTConfig(**SIZES, vocab_size=pieces.vocab_size)
    assert labels(pieces, "", bert) == [" [CLS]", " [SEP]"]
    assert labels(pieces, "아아 !", bert) == [" [CLS]", " 아", "아", " !", " [SEP]"]


def test_a_model_that_is_being_trained_is_seen_without_dropout_and_trains_on(tmp_path, characters):
    model, path = small_gpt(characters, dropout=0.5, attention_dropout=0.5), tmp_path / "p.html"
    at_rest = explore((model, characters), TEXT, path, live=False).html
    assert explore((model.train(), characters), TEXT, path, live=False).html == at_rest
    assert model.training


REFUSED = {
    "shows 128 at most": lambda c, _: explore((small_gpt(c), c), "아 " * 300),
    "this is Seq2Seq": lambda c, _: explore(
        (
            Seq2Seq(
                Seq2SeqConfig(**SIZES, vocab_size=c.vocab_size, n_decoder_layers=1, start_id=0, eos_id=1)
            ),
            c,
        ),
        TEXT,
    ),
    "no attention weights": lambda c, _: explore(
        (GPT(GPTConfig(**SIZES, vocab_size=c.vocab_size), Parts.fused()), c), TEXT, live=False
    ),
    "cannot be written": lambda c, here: explore((small_gpt(c), c), TEXT, here / "file" / "p.html"),
}


@pytest.mark.parametrize("message", REFUSED)
def test_what_cannot_be_shown_is_said_in_both_languages(message, tmp_path, characters, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(Problem, match=message.replace("no attention", "keeps no attention")) as caught:
        REFUSED[message](characters, tmp_path)
    assert re.search("[가-힣]", caught.value.ko)
    with pytest.raises(ValueError, match="'en' or 'ko'"):
        explore("pocket-gpt-ko", TEXT, language="fr")


def test_only_a_model_that_the_page_computes_right_runs_in_it(tmp_path, characters):
    path, n = tmp_path / "p.html", characters.vocab_size
    other = [
        small_gpt(characters, activation="gelu"),
        small_gpt(characters, wiring="post"),
        small_gpt(characters, norm="rms"),
        drawn(GPT(NeoXConfig(**SIZES, vocab_size=n))),
        drawn(GPT(GPTConfig(**SIZES, n_kv_heads=1, vocab_size=n))),
        drawn(BERTForClassification(BERTConfig(**SIZES, vocab_size=n, labels=("no", "yes")))),
    ]
    assert explore((small_gpt(characters), characters), TEXT, path).live
    for model in other[:-1]:
        assert not explore((model, characters), TEXT, path).live
    words = cased()
    classifier = drawn(
        BERTForClassification(BERTConfig(**SIZES, vocab_size=words.vocab_size, labels=("n", "y")))
    )
    explorer = explore((classifier, words), TEXT, path)
    assert data(explorer.html)["kind"] == "none"
    assert data(explorer.html)["seen"]["candidates"] == []
    said = json.loads(characters.inner.to_str())
    said["model"]["fuse_unk"] = True
    fusing = FastTokenizer(Inner.from_str(json.dumps(said)))
    for tokenizer in (byte_level(), kogpt2(), fusing):
        assert not explore((small_gpt(tokenizer), tokenizer), TEXT, path).live


def test_a_text_cannot_break_out_of_the_page_and_a_notebook_shows_the_same_page(tmp_path, characters):
    text = '</script><script>alert("1")</script>'
    explorer = explore((small_gpt(characters), characters), text, tmp_path / "a/b&c.html", live=False)
    assert data(explorer.html)["text"] == text
    frame = explorer._repr_html_()
    assert unescape(re.search(r'srcdoc="([^"]*)"', frame)[1]) == explorer.html
    assert 'sandbox="allow-scripts"' in frame
    assert len(repr(explorer)) < 200
