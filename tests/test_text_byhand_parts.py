"""The parts of the hand-written tokenizers, each on examples that a person can check, and by its law."""

import sys
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Regex, normalizers, pre_tokenizers
from tokenizers_at_hand import MARKS, STEADY, hard_strings

from minitransformer.errors import Problem
from minitransformer.text.byhand import bert_text, metaspace
from minitransformer.text.byhand.aligned import Aligned
from minitransformer.text.byhand.bytelevel import CHARACTERS, STAND_INS, WORDS, ByteLevelBPE
from minitransformer.text.byhand.kinds import is_letter, is_number, is_punctuation, is_space
from minitransformer.text.byhand.merging import merge, ranked
from minitransformer.text.byhand.metaspace import MetaspaceBPE
from minitransformer.text.byhand.normal_forms import normal_form
from minitransformer.text.byhand.viterbi import Unigram
from minitransformer.text.byhand.wordpiece import WordPiece
from minitransformer.text.piecefile import Kind, Piece

SPECIALS = ("<s>", "</s>", "<usr>", "<pad>", "<sys>", "<unk>", "<mask>")


def numbered(*pieces: str) -> dict[str, int]:
    return {piece: i for i, piece in enumerate(pieces)}


# BPE


def test_the_pair_of_the_lowest_rank_is_merged_first_wherever_it_is():
    ranks = {("b", "c"): 0, ("a", "b"): 1, ("a", "bc"): 2}
    assert merge("abcab", ranks) == ["abc", "ab"]


def test_of_overlapping_pairs_the_left_one_is_merged():
    assert merge("aaaaa", {("a", "a"): 0}) == ["aa", "aa", "a"]


def test_a_pair_that_one_half_has_left_is_not_merged():
    assert merge("abc", {("a", "b"): 0, ("b", "c"): 1}) == ["ab", "c"]
    assert merge("", {("a", "b"): 0}) == []


def test_a_piece_that_was_merged_away_is_not_taken_for_another():
    assert merge("aaaa", {("a", "a"): 0}) == ["aa", "aa"]


class Counting(dict[tuple[str, str], int]):
    asked = 0

    def __contains__(self, pair: object) -> bool:
        self.asked += 1
        return super().__contains__(pair)


@pytest.mark.parametrize("n", [1000, 4000])
def test_a_long_word_takes_steps_in_proportion(n):
    pieces = ["a" * 2**k for k in range(8)]
    ranks = Counting({(piece, piece): rank for rank, piece in enumerate(pieces)})
    assert "".join(merge("a" * n, ranks)) == "a" * n
    assert ranks.asked < 8 * n


def test_a_merge_without_its_piece_is_a_problem_that_names_it():
    with pytest.raises(Problem, match="merge 2 needs 'bc'") as told:
        ranked([("a", "b"), ("b", "c")], numbered("a", "b", "c", "ab"))
    assert "2번" in told.value.ko


# GPT-2's bytes and words


def test_every_byte_has_a_character_of_its_own_that_can_be_seen():
    assert len(set(CHARACTERS)) == 256
    assert all(c.isprintable() and not c.isspace() for c in CHARACTERS)
    assert [CHARACTERS[b] for b in b" \n\ta~"] == ["Ġ", "Ċ", "ĉ", "a", "~"]
    assert (CHARACTERS[0], CHARACTERS[0x7F], CHARACTERS[0xAD], CHARACTERS[0xFF]) == ("Ā", "ġ", "Ń", "ÿ")


def gpt2_words(text: str) -> list[str]:
    return [text[found.start() : found.end()] for found in WORDS.finditer(text.translate(STAND_INS))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I'll say don't  stop", ["I", "'ll", " say", " don", "'t", " ", " stop"]),
        ("안녕 123번!! ", ["안녕", " 123", "번", "!!", " "]),
        ("x²½Ⅷ一", ["x", "²½Ⅷ", "一"]),
        ("é\u0301 e\u0301", ["é", "\u0301", " e", "\u0301"]),
        ("a\n\n b\u3000c", ["a", "\n\n", " b", "\u3000", "c"]),
        ("'S 'd’s", ["'", "S", " '", "d", "’", "s"]),
        ("\x1c\x00a", ["\x1c\x00", "a"]),
    ],
)
def test_gpt2s_words(text, words):
    assert gpt2_words(text) == words


def test_a_piece_of_a_character_has_the_place_of_the_whole():
    tokenizer = ByteLevelBPE(numbered(*CHARACTERS), [])
    assert [(t.start, t.end) for t in tokenizer.cut("a가")] == [(0, 1), (1, 2), (1, 2), (1, 2)]
    assert tokenizer.decode(tokenizer.encode("a가 😤")) == "a가 😤"


def test_half_of_a_character_becomes_the_sign_for_a_broken_one():
    tokenizer = ByteLevelBPE(numbered(*CHARACTERS), [])
    assert tokenizer.decode(tokenizer.encode("가")[:2]) == "\ufffd"


# koGPT2's words


def metaspace_words(text: str, apart: bool) -> list[str]:
    spelled = metaspace.prepared(text, "NFC").text
    return [spelled[word] for word in metaspace.words(spelled, apart)]


@pytest.mark.parametrize(
    ("text", "apart", "words"),
    [
        ("나는 간다.", False, ["▁나는", "▁간다."]),
        ("나는 간다.", True, ["▁나는", "▁간다", "."]),
        ("  a  b ", False, ["▁", "▁a", "▁", "▁b", "▁"]),
        ("!?a_b\n", True, ["▁", "!", "?", "a_b\n"]),
        ("▁a", False, ["▁a"]),
        ("", False, []),
        ("x²Ⓐ\u0301", True, ["▁x", "²", "Ⓐ\u0301"]),
    ],
)
def test_koreans_words_begin_with_their_space(text, apart, words):
    assert metaspace_words(text, apart) == words


def test_nfkc_makes_syllables_of_chat():
    tokenizer = MetaspaceBPE(numbered(*SPECIALS, "▁", "ᄏ", "큐"), [], SPECIALS, "NFKC")
    assert [tokenizer.piece(i) for i in tokenizer.encode("ㅋㅋㅠ")] == ["▁", "ᄏ", "큐"]
    assert [(t.start, t.end) for t in tokenizer.cut("ㅋㅋㅠ")] == [(0, 1), (0, 1), (1, 2)]


def test_every_unknown_character_is_a_token():
    tokenizer = MetaspaceBPE(numbered(*SPECIALS, "▁", "가"), [], SPECIALS)
    assert tokenizer.encode("뷁뷁가") == [7, 5, 5, 8]
    assert tokenizer.decode([7, 5, 5, 8]) == "가"


def test_only_the_first_space_is_left_out_of_the_text():
    tokenizer = MetaspaceBPE(numbered(*SPECIALS, "▁", "가", "▁가"), [("▁", "가")], SPECIALS)
    assert tokenizer.decode(tokenizer.encode("가 가  가")) == "가 가  가"


# special tokens


def test_the_longest_special_token_is_found_wherever_it_stands():
    tokenizer = MetaspaceBPE(numbered(*SPECIALS, "▁", "a", ":)", ":))"), [], (*SPECIALS, ":)", ":))"))
    ids = [tokenizer.token_id(piece) for piece in ("▁", "a", ":))", "▁", "a", "<s>", ":)", "▁")]
    assert tokenizer.encode("a:))a<s>:) ") == ids
    assert [(t.start, t.end) for t in tokenizer.cut("a:))a")] == [(0, 1), (0, 1), (1, 4), (4, 5), (4, 5)]


def test_an_emoji_that_is_special_comes_back_and_a_control_token_does_not():
    tokenizer = MetaspaceBPE(numbered(*SPECIALS, "▁", "a", "😤"), [], (*SPECIALS, "😤"))
    assert tokenizer.decode([0, *tokenizer.encode("a😤"), 1, 3, 10, 99, -1]) == "a😤"


# BERT


def bert_words(text: str, *how: bool) -> list[str]:
    clean = bert_text.normalised(Aligned.of(text), *(how or (False, False))).text
    return [clean[word] for word in bert_text.words(clean)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He said: don't!", ["He", "said", ":", "don", "'", "t", "!"]),
        ("a\tb\u00a0c\u3000d\r\ne", ["a", "b", "c", "d", "e"]),
        ("a\x00\u200bb\x85c\ufffd\ue000", ["abc"]),
        ("漢字かな한글abc", ["漢", "字", "かな한글abc"]),
        ("a$b^c`d~e", ["a", "$", "b", "^", "c", "`", "d", "~", "e"]),
        ("“hi”…", ["“", "hi", "”", "…"]),
        ("Café 한글", ["Café", "한글"]),
    ],
)
def test_berts_words(text, words):
    assert bert_words(text) == words


def test_an_uncased_model_strips_accents_and_takes_hangul_apart():
    assert bert_words("CAFÉ Ünï", True, True) == ["cafe", "uni"]
    assert bert_words("각", True, True) == ["\u1100\u1161\u11a8"]
    assert bert_words("CAFÉ 각", True, False) == ["café", "각"]


def test_letters_become_small_one_by_one():
    assert bert_words("ΣΑΣ İ", True, False) == ["σασ", "i̇"]


def wordpiece(*pieces: str, **how: bool) -> WordPiece:
    bert = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    return WordPiece(numbered(*bert, *pieces), bert, **how)


def test_the_longest_piece_is_taken_though_another_would_fit():
    tokenizer = wordpiece("안", "##녕", "안녕", "##하", "##하세", "##요", "##세요")
    assert [tokenizer.piece(i) for i in tokenizer.encode("안녕하세요")] == ["안녕", "##하세", "##요"]


def test_a_word_that_cannot_be_cut_to_its_end_is_unknown_as_a_whole():
    tokenizer = wordpiece("안녕", "세상")
    assert tokenizer.cut("안녕하 세상") == [(1, 0, 3), (6, 4, 6)]


def test_a_word_of_more_than_100_characters_is_unknown():
    tokenizer = wordpiece("a", "##a")
    assert len(tokenizer.encode("a" * 100)) == 100
    assert tokenizer.encode("a" * 101) == [1]


def test_words_are_joined_with_spaces_but_not_before_punctuation():
    tokenizer = wordpiece("안녕", "##하세요", "!", "'", "s", "it")
    assert tokenizer.join(tokenizer.encode("안녕하세요 ! it's")) == "안녕하세요! it ' s"


# SentencePiece


def unigram(**scores: float) -> Unigram:
    pieces = [Piece("<unk>", 0.0, Kind.UNKNOWN)]
    return Unigram(pieces + [Piece(text, score, Kind.NORMAL) for text, score in scores.items()], 0)


def test_the_likeliest_pieces_are_found_where_the_longest_first_would_fail():
    model = unigram(a=-3.0, b=-3.0, c=-3.0, ab=-4.0, bc=-1.0, abc=-9.0)
    assert model.best("abc") == [(1, 0, 1), (5, 1, 3)]


def test_of_equally_likely_cuts_the_first_found_stays():
    assert unigram(a=-3.0, aa=-5.0).best("aaa") == [(1, 0, 1), (2, 1, 3)]


def test_a_character_without_a_piece_is_unknown_and_costs_more_than_any():
    model = unigram(a=-3.0, ab=-12.5)
    assert model.best("xab") == [(0, 0, 1), (2, 1, 3)]
    assert model.unknown_score == -22.5


def test_what_a_user_added_is_not_cut():
    pieces = [Piece("<unk>", 0.0, Kind.UNKNOWN), Piece("a", -0.5, Kind.NORMAL), Piece("aa", 0.0, Kind.USER)]
    assert Unigram([*pieces, Piece("aaa", -0.7, Kind.NORMAL)], 0).best("aaa") == [(1, 0, 1), (2, 1, 3)]


# Unicode

FORMS = pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])


@FORMS
@settings(max_examples=200)
@given(
    text=hard_strings() | st.text(st.sampled_from([*MARKS, *"aeo각가각"]), max_size=12) | st.text(max_size=12)
)
def test_the_normal_forms_are_unicodes(form, text):
    assert normal_form(form, Aligned.of(text)).text == unicodedata.normalize(form, text)


@FORMS
@settings(max_examples=100)
@given(text=hard_strings())
def test_every_character_of_a_normal_form_has_a_place(form, text):
    after = normal_form(form, Aligned.of(text))
    assert len(after.starts) == len(after.ends) == len(after.text)
    assert all(0 <= start < end <= len(text) for start, end in zip(after.starts, after.ends, strict=True))


def test_what_was_put_together_stands_where_its_first_part_stood():
    after = normal_form("NFC", Aligned.of("a\u1112\u1161\u11abb"))
    assert after.text == "a한b"
    assert [after.span(i, i + 1) for i in range(3)] == [(0, 1), (1, 2), (4, 5)]
    assert after.span(0, 3) == (0, 5)


def test_what_was_taken_apart_stands_where_the_whole_stood():
    after = normal_form("NFKD", Aligned.of("xﬁ각"))
    assert after.text == "xfi\u1100\u1161\u11a8"
    assert [after.span(i, i + 1) for i in range(6)] == [(0, 1), (1, 2), (1, 2), (2, 3), (2, 3), (2, 3)]


EVERY = [chr(i) for i in range(sys.maxunicode + 1) if unicodedata.category(chr(i)) not in {"Cn", "Cs", "Co"}]
GPT2 = pre_tokenizers.ByteLevel(add_prefix_space=False)
BERT = pre_tokenizers.BertPreTokenizer()
SIGNS = pre_tokenizers.Split(Regex(r"[^\w\s▁]"), "isolated")
CLEAN = normalizers.BertNormalizer(strip_accents=False, lowercase=False)
STRIP = normalizers.BertNormalizer(
    clean_text=False, handle_chinese_chars=False, strip_accents=True, lowercase=False
)


def parts(cutter: pre_tokenizers.PreTokenizer, text: str) -> int:
    return len(cutter.pre_tokenize_str(text))


def normal(character: str, **how: bool) -> str:
    return bert_text.normalised(Aligned.of(character), **how).text


QUESTIONS = {
    "letter": (lambda c: parts(GPT2, f"a{c}a") == 1, is_letter),
    "number": (lambda c: parts(GPT2, f"1{c}1") == 1, is_number),
    "space": (lambda c: parts(BERT, f"a{c}a") == 2, is_space),
    "punctuation": (lambda c: parts(BERT, f"a{c}a") == 3, is_punctuation),
    "part of a word": (lambda c: parts(SIGNS, f"a{c}a") == 1, lambda c: metaspace.STAND_INS[ord(c)] != "!"),
    "clean": (CLEAN.normalize_str, lambda c: normal(c, lowercase=False, strip_accents=False)),
    "small": (normalizers.Lowercase().normalize_str, str.lower),
    "without accents": (
        lambda c: STRIP.normalize_str(CLEAN.normalize_str(c)),
        lambda c: normal(c, lowercase=False, strip_accents=True),
    ),
    "NFC": (normalizers.NFC().normalize_str, lambda c: normal_form("NFC", Aligned.of(c)).text),
    "NFD": (normalizers.NFD().normalize_str, lambda c: normal_form("NFD", Aligned.of(c)).text),
    "NFKC": (normalizers.NFKC().normalize_str, lambda c: normal_form("NFKC", Aligned.of(c)).text),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_python_and_the_library_are_of_one_mind_on_the_characters_that_were_tried(question):
    theirs, ours = QUESTIONS[question]
    tried = [*map(chr, range(0x250)), *STEADY[::97]]
    assert [c for c in tried if theirs(c) != ours(c)] == []


@pytest.mark.slow
@pytest.mark.parametrize("question", QUESTIONS)
def test_they_differ_only_on_characters_that_a_later_unicode_brought_or_changed(question):
    """The library was made for one version of Unicode, Python for another."""
    theirs, ours = QUESTIONS[question]
    differ = [c for c in EVERY if theirs(c) != ours(c)]
    assert [c for c in differ if c in set(STEADY)] == []
    assert len(differ) < 700
