"""What goes wrong when BERT's three embeddings are put together."""

from ...exercise import mistake

RETURN = "return norm(word + place + segment)"

SUMS = (
    mistake(
        "no norm",
        (RETURN, "return word + place + segment"),
        en=(
            "The sum goes into the first block without a norm.",
            "BERT, unlike GPT-2, normalises its embeddings: norm(…).",
            "The first attention is off, and everything after it.",
        ),
        ko=(
            "합이 정규화 없이 첫 블록으로 들어갑니다.",
            "GPT-2와 달리 BERT는 임베딩을 정규화합니다: norm(…).",
            "첫 어텐션부터 어긋나고, 그 뒤도 모두 어긋납니다.",
        ),
    ),
    mistake(
        "norm before the sum",
        (RETURN, "return norm(word) + place + segment"),
        en=(
            "Only the word's vector is normalised, before the others are added.",
            "First the sum of all three, then the norm.",
            "Places weigh more or less than they were trained to.",
        ),
        ko=(
            "다른 것을 더하기 전에 단어의 벡터만 정규화했습니다.",
            "셋을 먼저 더하고, 그다음 정규화하세요.",
            "위치의 비중이 학습 때와 달라집니다.",
        ),
    ),
    mistake(
        "segments behind the norm",
        (RETURN, "return norm(word + place) + segment"),
        en=(
            "The segments are added to the normalised sum.",
            "All three belong inside: norm(word + place + segment).",
            "What the first block reads no longer has the norm's scale.",
        ),
        ko=(
            "정규화한 합에 문장 구분을 더했습니다.",
            "셋 모두 안에 들어갑니다: norm(word + place + segment).",
            "첫 블록이 읽는 수의 크기가 정규화한 것과 다릅니다.",
        ),
    ),
    mistake(
        "words times the root of d",
        ("word = embed(ids)", "word = embed(ids) * embed.embedding_dim**0.5"),
        en=(
            "You multiply the words with √{d}, as the first Transformer does.",
            "BERT adds its embeddings as they are.",
            "Words drown the places.",
        ),
        ko=(
            "처음의 트랜스포머처럼 단어에 √{d}을(를) 곱했습니다.",
            "BERT는 임베딩을 있는 그대로 더합니다.",
            "단어가 위치를 덮어 버립니다.",
        ),
    ),
    mistake(
        "mean instead of sum",
        (RETURN, "return norm((word + place + segment) / 3)"),
        en=(
            "You take the mean of the three.",
            "Take the sum. The norm hides nearly all of the difference, but for eps.",
            "Too small to be seen, except next to the reference.",
        ),
        ko=(
            "셋의 평균을 냈습니다.",
            "합을 쓰세요. eps를 빼면 정규화가 차이를 거의 가립니다.",
            "너무 작아서 기준 구현과 견주어야 보입니다.",
        ),
    ),
    mistake(
        "word forgotten",
        ("word + place + segment", "place + segment"),
        en=(
            "The words themselves are not in the sum.",
            "embed(ids) is what the text says; add it.",
            "All texts of one length look the same.",
        ),
        ko=(
            "합에 단어 자체가 없습니다.",
            "embed(ids)가 글의 내용입니다. 더하세요.",
            "길이가 같은 글은 모두 똑같아 보입니다.",
        ),
    ),
)
