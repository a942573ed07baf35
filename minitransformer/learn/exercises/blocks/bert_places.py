"""What goes wrong with the positions of BERT's embeddings."""

from ...exercise import mistake

PLACE = "place = position_table(positions)"

PLACES = (
    mistake(
        "positions not added",
        ("word + place + segment", "word + segment"),
        en=(
            "The position vectors are not in the sum.",
            "Add position_table(0, 1, 2 …): attention alone has no notion of order.",
            "The model reads a bag of words; 'dog bites man' is 'man bites dog'.",
        ),
        ko=(
            "합에 위치 벡터가 없습니다.",
            "position_table(0, 1, 2 …)을 더하세요. 어텐션만으로는 순서를 모릅니다.",
            "모델이 단어의 순서를 구별하지 못해, '개가 사람을'과 '사람을 개가'가 같아집니다.",
        ),
    ),
    mistake(
        "all at position 0",
        (PLACE, "place = position_table(torch.zeros_like(ids))"),
        en=(
            "All tokens get the vector of position 0.",
            "Count: torch.arange({t}) is 0, 1 … {t} − 1.",
            "Order is unknown, though a position is added.",
        ),
        ko=(
            "모든 토큰이 위치 0의 벡터를 받습니다.",
            "세어야 합니다. torch.arange({t})는 0, 1 … {t} − 1입니다.",
            "위치를 더하는데도 순서를 모릅니다.",
        ),
    ),
    mistake(
        "positions from 1",
        (PLACE, "place = position_table(positions + 1)"),
        en=(
            "Each token gets the vector of the place behind it: your positions begin with 1.",
            "BERT counts from 0.",
            "Pretrained BERT answers a little worse, and fails on a text of 512 tokens.",
        ),
        ko=(
            "토큰마다 다음 자리의 벡터를 받습니다. 위치가 1부터 시작합니다.",
            "BERT는 0부터 셉니다.",
            "학습된 BERT의 답이 조금 나빠지고, 512토큰짜리 글에서 오류가 납니다.",
        ),
    ),
    mistake(
        "positions from 2",
        (PLACE, "place = position_table(positions + 2)"),
        en=(
            "Your positions begin with 2, as in RoBERTa and BART.",
            "In BERT's table row 0 is the first place; RoBERTa kept two rows free.",
            "Every [CLS] stands where the third token stood in training.",
        ),
        ko=(
            "위치가 RoBERTa와 BART처럼 2부터 시작합니다.",
            "BERT의 표에서는 0번 행이 첫 자리입니다. 두 행을 비워 둔 것은 RoBERTa입니다.",
            "[CLS]가 늘 학습 때 셋째 토큰의 자리에 섭니다.",
        ),
    ),
    mistake(
        "places from the end",
        (PLACE, "place = position_table(positions.flip(0))"),
        en=(
            "The last token gets position 0, the first the highest.",
            "Count from the front.",
            "Padding decides where the words stand.",
        ),
        ko=(
            "마지막 토큰이 위치 0, 첫 토큰이 가장 큰 위치를 받습니다.",
            "앞에서부터 세세요.",
            "단어의 자리가 패딩의 길이에 따라 달라집니다.",
        ),
    ),
    mistake(
        "sinusoids",
        (
            PLACE,
            "wavelength = 10_000 ** (torch.arange(0, word.shape[-1], 2) / word.shape[-1])\n"
            "    angle = positions[:, None] / wavelength\n"
            "    place = torch.cat([angle.sin(), angle.cos()], -1).to(word.dtype)",
        ),
        en=(
            "You add fixed sinusoids, as the first Transformer did.",
            "BERT learns its positions: look them up in position_table.",
            "A table of 512 rows is loaded, and never read.",
        ),
        ko=(
            "처음의 트랜스포머처럼 고정된 사인·코사인을 더했습니다.",
            "BERT는 위치를 배웁니다. position_table에서 찾으세요.",
            "512행짜리 표를 불러오고 읽지 않습니다.",
        ),
    ),
    mistake(
        "places out of the words' table",
        (PLACE, "place = embed(positions)"),
        en=(
            "The numbers of the positions are looked up among the words.",
            "Places have a table of their own, with max_len = {max_len} rows.",
            "The first places mean [PAD], [UNK] and the like.",
        ),
        ko=(
            "위치 번호를 단어의 표에서 찾았습니다.",
            "위치의 표는 따로 있고, 행이 max_len = {max_len}개입니다.",
            "앞자리들이 [PAD], [UNK] 같은 단어의 뜻을 갖습니다.",
        ),
    ),
)
