"""What goes wrong with the segments of BERT's embeddings."""

from ...exercise import mistake

SEGMENT = "segment_table(segments)"

SEGMENTS = (
    mistake(
        "segments not added",
        ("word + place + segment", "word + place"),
        en=(
            "The segment vectors are missing from the sum.",
            "Add segment_table(segments), even where there is one sentence only: row 0 is not zero.",
            "Pairs of sentences are judged as one text; all of pretrained BERT is shifted.",
        ),
        ko=(
            "합에 문장 구분 벡터가 없습니다.",
            "segment_table(segments)를 더하세요. 문장이 하나여도 0번 행은 0이 아니므로 더해야 합니다.",
            "두 문장을 한 글로 판단하고, 학습된 BERT 전체가 어긋납니다.",
        ),
    ),
    mistake(
        "segments all 0",
        (SEGMENT, "segment_table(torch.zeros_like(segments))"),
        en=(
            "Every token is put into the first sentence, whatever `segments` says.",
            "Look up `segments` as they are given.",
            "Right with one sentence, so most tests pass; questions and contexts run together.",
        ),
        ko=(
            "`segments`와 상관없이 모든 토큰을 첫 문장에 넣었습니다.",
            "받은 `segments`를 그대로 찾으세요.",
            "문장이 하나면 맞아서 시험 대부분을 통과하지만, 질문과 본문이 섞입니다.",
        ),
    ),
    mistake(
        "segments exchanged",
        (SEGMENT, "segment_table(1 - segments)"),
        en=(
            "The first sentence is looked up as the second, and the second as the first.",
            "0 is the first sentence, row 0 of the table.",
            "Next-sentence prediction answers about the order turned round.",
        ),
        ko=(
            "첫 문장을 둘째로, 둘째 문장을 첫째로 찾았습니다.",
            "0이 첫 문장이고, 표의 0번 행입니다.",
            "다음 문장 예측이 순서를 뒤집은 채 답합니다.",
        ),
    ),
    mistake(
        "segments from 1",
        (SEGMENT, "segment_table(segments + 1)"),
        en=(
            "You count the sentences from 1.",
            "The table has the rows 0 and 1 only.",
            "An index error at the first pair; with one sentence, silently the wrong row.",
        ),
        ko=(
            "문장을 1부터 셌습니다.",
            "표에는 0번과 1번 행만 있습니다.",
            "문장이 둘이면 인덱스 오류가 나고, 하나면 조용히 엉뚱한 행을 씁니다.",
        ),
    ),
)
