"""What goes wrong when tokens are chosen, and when their labels are written down."""

from ...exercise import mistake

LABELS = "torch.where(chosen, ids, IGNORE)"
CHOSEN = "chance() < fraction"
RETURN = "return Masked(corrupted, torch.where(chosen, ids, IGNORE))"

CHOOSING = (
    mistake(
        "labels everywhere",
        (LABELS, "ids.clone()"),
        en=(
            "Every token carries its id as a label, chosen or not.",
            "Only what was chosen is asked for; the label of all else is IGNORE.",
            "The loss falls at once, for copying what is plain to see; the hidden words are hardly learnt.",
        ),
        ko=(
            "뽑히지 않은 토큰까지 모두 id를 라벨로 달았습니다.",
            "뽑힌 것만 묻습니다. 나머지의 라벨은 IGNORE입니다.",
            "뻔히 보이는 것을 베끼느라 손실이 바로 떨어지고, 가린 단어는 거의 배우지 못합니다.",
        ),
    ),
    mistake(
        "labels of what is shown",
        (LABELS, "torch.where(chosen, corrupted, IGNORE)"),
        en=(
            "The labels are taken from the corrupted ids: the answer to a hidden word is [MASK].",
            "Make the labels from the original ids, before anything is hidden.",
            "The loss goes to nearly 0 within a hundred steps: the model says [MASK] wherever it reads [MASK].",
        ),
        ko=(
            "라벨을 바뀐 ids에서 가져와, 가린 단어의 정답이 [MASK]입니다.",
            "가리기 전 원래 ids로 라벨을 만드세요.",
            "손실이 백 스텝 안에 거의 0이 됩니다. [MASK]를 읽으면 [MASK]라고 답할 뿐입니다.",
        ),
    ),
    mistake(
        "0 for what does not count",
        (LABELS, "torch.where(chosen, ids, 0)"),
        en=(
            "Where nothing is asked the label is 0, which is the id of a token.",
            "Use IGNORE, −100: no token has it, and the loss leaves it out.",
            "Most of the loss asks for token 0, so the model says it everywhere.",
        ),
        ko=(
            "묻지 않는 곳의 라벨이 0인데, 0은 어떤 토큰의 id입니다.",
            "IGNORE, 곧 −100을 쓰세요. 그런 토큰은 없으며 손실이 빼 줍니다.",
            "손실의 대부분이 0번 토큰을 물어서, 모델이 어디서나 그것만 말합니다.",
        ),
    ),
    mistake(
        "special tokens chosen",
        (" & ~torch.isin(ids, special)", ""),
        en=(
            "[CLS], [SEP] and padding are chosen like words.",
            "Take special_ids out of the choice: there is nothing to guess in them.",
            "Much of the loss is about padding, and the shorter a text, the more.",
        ),
        ko=(
            "[CLS], [SEP], 패딩도 단어처럼 뽑습니다.",
            "special_ids는 뽑지 마세요. 거기에는 맞힐 것이 없습니다.",
            "손실의 상당 부분이 패딩에서 나옵니다. 글이 짧을수록 더합니다.",
        ),
    ),
    mistake(
        "only special tokens chosen",
        ("~torch.isin(ids, special)", "torch.isin(ids, special)"),
        en=(
            "The test is the wrong way round: special tokens are chosen, and words never.",
            "Choose where a token is *not* among special_ids.",
            "The loss is 0 almost at once; not one word was ever hidden.",
        ),
        ko=(
            "조건이 뒤집혀, 특수 토큰만 뽑고 단어는 한 번도 뽑지 않습니다.",
            "special_ids에 *없는* 토큰을 뽑으세요.",
            "손실이 금세 0이 되지만, 단어는 하나도 가린 적이 없습니다.",
        ),
    ),
    mistake(
        "12 % chosen",
        (CHOSEN, "chance() < fraction * 0.8"),
        en=(
            "80 % of the fraction are chosen: 15 % has been multiplied by 80 %.",
            "Choose the whole fraction; 80 % is the share of [MASK] among the chosen.",
            "A fifth fewer words to learn from in every text, and nothing else to notice.",
        ),
        ko=(
            "fraction의 80%만 뽑았습니다. 15%에 80%를 곱한 셈입니다.",
            "fraction을 그대로 뽑으세요. 80%는 뽑힌 것 중 [MASK]의 비율입니다.",
            "글마다 배울 단어가 5분의 1 줄어들 뿐, 겉으로는 드러나지 않습니다.",
        ),
    ),
    mistake(
        "all but the fraction chosen",
        (CHOSEN, "chance() > fraction"),
        en=(
            "You choose where the draw is *above* the fraction: 85 % for 15 %.",
            "A draw from 0 to 1 is below fraction that often: write <.",
            "Hardly a word is left to guess from; the loss stays near that of guessing by frequency.",
        ),
        ko=(
            "뽑은 수가 fraction보다 *클* 때 골라서, 15%가 아니라 85%가 뽑힙니다.",
            "0과 1 사이의 수가 fraction보다 작을 확률이 fraction입니다. <를 쓰세요.",
            "실마리가 될 단어가 거의 없어, 손실이 빈도로 찍는 수준에 머뭅니다.",
        ),
    ),
    mistake(
        "always 15 %",
        (CHOSEN, "chance() < 0.15"),
        en=(
            "15 % is written into the function; what is passed as fraction is ignored.",
            "Compare the draw with `fraction`.",
            "A run with more masking is a run with the same masking.",
        ),
        ko=(
            "15%를 함수 안에 박아 두어, 받은 fraction을 무시합니다.",
            "뽑은 수를 `fraction`과 비교하세요.",
            "더 많이 가리는 실험을 해도 똑같이 가립니다.",
        ),
    ),
    mistake(
        "input overwritten",
        (
            RETURN,
            "labels = torch.where(chosen, ids, IGNORE)\n    ids.copy_(corrupted)\n    return Masked(ids, labels)",
        ),
        en=(
            "The [MASK]s are written into the ids that were passed in: the data set itself is corrupted.",
            "Make new ids: torch.where, or clone first.",
            "Every epoch hides 15 % more, and by the tenth there is hardly a text left.",
        ),
        ko=(
            "받은 ids에 [MASK]를 써 넣어, 데이터 자체가 망가집니다.",
            "새 ids를 만드세요. torch.where를 쓰거나 먼저 clone하세요.",
            "에포크마다 15%씩 더 가려져, 열 번째에는 글이 거의 남지 않습니다.",
        ),
    ),
)
