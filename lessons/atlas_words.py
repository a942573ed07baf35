"""What the pages of the symptom atlas say around the numbers, in both languages."""

from minitransformer.learn.said import Said

LOOK_UP = Said(
    "| What you see | It may be | Where the program is wrong |",
    "| 보이는 것 | 의심할 것 | 프로그램의 어디가 틀렸나 |",
)
NUMBERS = Said(
    "| | first loss | loss at the end | held out | wholly right | letters right | ends |",
    "| | 첫 손실 | 끝 손실 | 검증 손실 | 다 맞은 답 | 맞은 글자 | 끝맺음 |",
)
RIGHT, WRONG = Said("right", "바른 것"), Said("this one", "이 실수")
SEE = Said("**You see:** {}", "**보이는 것:** {}")
SEEDS = Said(
    "Other seeds: {} wholly right (the right program: {}).",
    "다른 시드에서 다 맞은 답은 {}입니다(바른 것은 {}).",
)
WRITES = Said("**It writes:** {}.", "**쓴 것:** {}.")
SAMPLE = Said("`{}` → `{}` (right: `{}`)", "`{}` → `{}` (정답 `{}`)")
PROVE = Said("**Prove it:** {}", "**증명:** {}")
PLACES = {
    "model": Said("model", "모델"),
    "loss": Said("labels or loss", "정답이나 손실"),
    "weights": Said("first weights", "처음 가중치"),
    "optimiser": Said("optimiser or order of the data", "최적화나 데이터 순서"),
    "asking": Said("asking", "물을 때"),
    "nowhere": Said("nowhere that matters here", "여기서는 티 나는 곳이 없음"),
}
PROOFS = {
    "leak": Said(
        "change the last letter that it reads, and scores before it move by {leak:.2g} (right: 0).",
        "마지막 글자를 바꾸면 그 앞자리의 점수가 {leak:.2g}만큼 움직입니다(바른 것은 0).",
    ),
    "parity": Said(
        "give both models the same weights, and scores are up to {parity:.2g} of the largest one apart.",
        "두 모델에 같은 가중치를 넣으면 점수가 가장 큰 점수의 {parity:.2g}배까지 어긋납니다.",
    ),
    "loss": Said(
        "the right model gets another loss, {loss_apart:+.3g}, from the same words.",
        "바른 모델에 같은 낱말을 주어도 손실이 {loss_apart:+.3g} 다릅니다.",
    ),
    "start": Said(
        "the first weights differ by up to {start_apart:.2g}.",
        "처음 가중치가 {start_apart:.2g}까지 다릅니다.",
    ),
    "steps": Said(
        "twenty steps of the right model, taken so, end {steps_apart:.2g} times their length away.",
        "바른 모델로 스무 걸음을 이렇게 걸으면, 걸은 거리의 {steps_apart:.2g}배 떨어진 데에 닿습니다.",
    ),
    "asking": Said(
        "ask the same weights the right way: {asked_exact:.0%} wholly right, in place of {exact:.0%}.",
        "같은 가중치를 바르게 쓰면 다 맞은 답이 {exact:.0%}가 아니라 {asked_exact:.0%}입니다.",
    ),
    "nothing": Said(
        "scores, loss and steps are the same to the last digit.", "점수도 손실도 걸음도 끝자리까지 같습니다."
    ),
}
CHECKED = Said('`check(mine, "{}")` says: *{}*', '`check(mine, "{}")`의 답: *{}*')
PASSES = Said('`check(mine, "{}")` lets it pass.', '`check(mine, "{}")`는 통과시킵니다.')
