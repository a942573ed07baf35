"""What goes wrong with the draws, the random words, and the pieces of a word."""

from ...exercise import mistake

WORDS = "words[torch.randint(len(words), ids.shape, generator=generator, device=ids.device)]"
BEGIN = "special = torch.tensor(sorted(special_ids)"
DRAW = "drawn = torch.rand(ids.shape, generator=generator, device=ids.device)"

DRAWING = (
    mistake(
        "random words from the text",
        (WORDS, "ids.flatten()[torch.randperm(ids.numel(), generator=generator)].view_as(ids)"),
        en=(
            "The random words are taken from the texts at hand.",
            "Draw from the whole vocabulary, all ordinary words alike.",
            "The model learns that a word which occurs twice is suspicious.",
        ),
        ko=(
            "무작위 단어를 지금 있는 글에서 가져왔습니다.",
            "어휘 전체에서, 보통 단어를 모두 고르게 뽑으세요.",
            "두 번 나오는 단어는 수상하다고 배웁니다.",
        ),
    ),
    mistake(
        "last word never drawn",
        (WORDS, WORDS.replace("len(words)", "len(words) - 1")),
        en=(
            "The last word of the vocabulary is never drawn.",
            "torch.randint leaves its upper end out already: pass the number of words, not one less.",
            "One word of the vocabulary is always right where it is shown: harmless, and found by counting only.",
        ),
        ko=(
            "어휘의 마지막 단어가 한 번도 뽑히지 않습니다.",
            "torch.randint는 위 끝을 이미 뺍니다. 하나를 빼지 말고 단어의 수를 주세요.",
            "단어 하나만 언제나 믿을 수 있게 됩니다. 해롭지는 않고, 세어 봐야만 압니다.",
        ),
    ),
    mistake(
        "random words may be special",
        (WORDS, "torch.randint(vocab_size, ids.shape, generator=generator)"),
        en=(
            "The random word may be [PAD], [SEP] or [MASK]: you draw from all {v} ids.",
            "Draw from the ordinary words, here {w}. (BERT's own code does not care either; this function says it does.)",
            "With 30,000 words nearly nothing; with a small vocabulary a text ends in its middle now and then.",
        ),
        ko=(
            "id {v}개 모두에서 뽑아, 무작위 단어가 [PAD], [SEP], [MASK]일 수 있습니다.",
            "보통 단어 {w}개에서 뽑으세요. (BERT의 원래 코드도 따지지 않지만, 이 함수는 따진다고 적혀 있습니다.)",
            "단어가 3만 개면 거의 상관없지만, 어휘가 작으면 글이 가끔 중간에서 끝납니다.",
        ),
    ),
    mistake(
        "random ids off by one",
        (WORDS, "torch.randint(1, vocab_size + 1, ids.shape, generator=generator)"),
        en=(
            "Random ids run from 1 to {v}: there is no id {v}.",
            "Ids count from 0, so the last of {v} is one less.",
            "Sooner or later an index out of range in the embedding; on a GPU a crash that names no line.",
        ),
        ko=(
            "무작위 id가 1부터 {v}까지인데, {v}번은 없습니다.",
            "id는 0부터 세므로 {v}개의 마지막은 하나 작습니다.",
            "언젠가 임베딩에서 범위를 벗어납니다. GPU에서는 어느 줄인지도 모른 채 멈춥니다.",
        ),
    ),
    mistake(
        "the same mask in every epoch",
        (BEGIN, f"generator = torch.Generator().manual_seed(0)\n    {BEGIN}"),
        en=(
            "A fixed seed of its own: whatever generator is passed, the mask is the same.",
            "Draw from the generator given, so that every epoch hides other words.",
            "The model learns the same blanks by heart; the validation loss turns up early.",
        ),
        ko=(
            "함수 안에 정해 둔 시드가 있어, 어떤 generator를 줘도 마스크가 같습니다.",
            "받은 generator에서 뽑아, 에포크마다 다른 단어를 가리세요.",
            "같은 빈칸을 외워 버려, 검증 손실이 일찍 올라갑니다.",
        ),
    ),
    mistake(
        "generator not used",
        (BEGIN, f"generator = None\n    {BEGIN}"),
        en=(
            "The draws come from torch's global source, not from the generator that was passed.",
            "Pass generator=generator to every draw.",
            "A run cannot be repeated, nor taken up again where it stopped.",
        ),
        ko=(
            "받은 generator가 아니라 torch의 전역 난수에서 뽑습니다.",
            "뽑을 때마다 generator=generator를 넘기세요.",
            "같은 학습을 되풀이할 수도, 멈춘 곳에서 이어 갈 수도 없습니다.",
        ),
    ),
    mistake(
        "one draw for all rows",
        (DRAW, "drawn = torch.rand(ids.shape[-1:], generator=generator).expand(ids.shape)"),
        en=(
            "One row of draws serves the whole batch: the same places are hidden in every text.",
            "Draw for every token of every text: ids.shape.",
            "A batch of 32 teaches about as much variety as one text.",
        ),
        ko=(
            "한 행만 뽑아 배치 전체에 써서, 모든 글의 같은 자리가 가려집니다.",
            "모든 글의 모든 토큰에 대해 뽑으세요: ids.shape.",
            "글 32개를 묶어도 다양함은 글 하나만큼입니다.",
        ),
    ),
    mistake(
        "heads not used",
        ("drawn if heads is None else drawn.gather(-1, heads)", "drawn"),
        en=(
            "heads is ignored: the pieces of one word are chosen apart.",
            "Where heads is given, every token takes the draw of its word's first piece: drawn.gather(-1, heads).",
            "A hidden piece is easily read off the other half of its word.",
        ),
        ko=(
            "heads를 무시해서, 한 단어의 조각들을 따로 뽑습니다.",
            "heads가 있으면 토큰마다 단어 첫 조각의 추첨을 따릅니다: drawn.gather(-1, heads).",
            "가린 조각을 같은 단어의 남은 반쪽에서 쉽게 알아냅니다.",
        ),
    ),
    mistake(
        "pieces chosen together, shown apart",
        ("fate = chance()", "fate = torch.rand(ids.shape, generator=generator)"),
        en=(
            "The pieces of a word are chosen together, but each has a fate of its own.",
            "Draw the fate by word as well: [MASK] for all of its pieces or for none.",
            "In a third of the words one piece stays in sight and gives the rest away.",
        ),
        ko=(
            "단어의 조각을 함께 뽑았지만, 무엇이 될지는 조각마다 따로 정했습니다.",
            "그것도 단어마다 정하세요. 조각이 모두 [MASK]이거나 모두 아니어야 합니다.",
            "단어의 3분의 1에서 조각 하나가 보여 나머지를 알려 줍니다.",
        ),
    ),
)
