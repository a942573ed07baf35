"""What goes wrong with a learning rate that rises and falls."""

from ...exercise import mistake

UP = "if done < warmup:"
RISE = "return done / warmup"
FALL = "return max(0.0, (1.0 - done) / (1.0 - warmup))"

MISTAKES = (
    mistake(
        "no warm-up",
        (RISE, "return 1.0"),
        en=(
            "The rate is at its peak from the first step.",
            "It rises from 0: done / warmup.",
            "The first steps throw a new model off; it learns late, or never.",
        ),
        ko=(
            "첫 스텝부터 학습률이 최고입니다.",
            "0에서부터 올라가야 합니다: done / warmup.",
            "첫 스텝들이 갓 만든 모델을 흐트러뜨려, 늦게 배우거나 못 배웁니다.",
        ),
    ),
    mistake(
        "the rise is not stretched",
        (RISE, "return done"),
        en=(
            "During the warm-up the share is `done` itself, so it does not reach 1.",
            "Divide by how long the warm-up is.",
            "At its end the rate jumps up, and the loss with it.",
        ),
        ko=(
            "워밍업 동안 비율이 `done` 그대로여서 1에 이르지 못합니다.",
            "워밍업의 길이로 나누세요.",
            "워밍업이 끝날 때 학습률이 튀고 손실도 함께 튑니다.",
        ),
    ),
    mistake(
        "the rise turned round",
        (RISE, "return 1.0 - done / warmup"),
        en=(
            "During the warm-up the rate goes down from 1 to 0.",
            "Leave out the 1 −: it goes up.",
            "The steps are longest where the model can bear them least.",
        ),
        ko=(
            "워밍업 동안 학습률이 1에서 0으로 내려갑니다.",
            "1 −을 빼세요. 올라가야 합니다.",
            "모델이 가장 견디지 못할 때 걸음이 가장 깁니다.",
        ),
    ),
    mistake(
        "0 divided by 0",
        (UP, "if done <= warmup:"),
        en=(
            "With a warm-up of 0 you divide 0 by 0 at the first step.",
            "done < warmup: at the peak itself the second line gives 1 already.",
            "An error at step 0, but only for whoever wants no warm-up.",
        ),
        ko=(
            "워밍업이 0이면 첫 스텝에서 0을 0으로 나눕니다.",
            "done < warmup입니다. 꼭대기에서는 둘째 직선이 이미 1입니다.",
            "워밍업 없이 쓰려는 사람만 0번째 스텝에서 오류를 만납니다.",
        ),
    ),
    mistake(
        "stays at the peak",
        (FALL, "return 1.0"),
        en=(
            "After the warm-up the rate stays at its peak.",
            "It falls to 0, straight.",
            "The loss jitters to the end, a little higher than need be.",
        ),
        ko=(
            "워밍업이 끝나도 학습률이 최고에 머뭅니다.",
            "0까지 곧게 내려가야 합니다.",
            "손실이 끝까지 흔들리고, 필요한 것보다 조금 높습니다.",
        ),
    ),
    mistake(
        "the fall begins at 0",
        (FALL, "return max(0.0, 1.0 - done)"),
        en=(
            "The share falls as 1 − done, as if from the beginning of the run: after the warm-up it is below 1 already.",
            "Divide by what is left after the warm-up, 1 − warmup.",
            "A notch in the rate at the peak; the highest rate is never reached.",
        ),
        ko=(
            "비율이 학습의 처음부터인 것처럼 1 − done으로 내려가서, 워밍업이 끝나면 이미 1보다 작습니다.",
            "워밍업 뒤에 남은 길이 1 − warmup으로 나누세요.",
            "꼭대기에서 학습률이 푹 꺼지고, 최고 학습률에 이르지 못합니다.",
        ),
    ),
    mistake(
        "the fall does not reach 0",
        (FALL, "return max(0.0, 1.0 - (done - warmup))"),
        en=(
            "The rate falls by what is done since the peak, undivided: at the end `warmup` of it is left.",
            "It must be 0 at the end: (1 − done) / (1 − warmup).",
            "The last steps are as long as some at the beginning; nothing settles.",
        ),
        ko=(
            "꼭대기부터 지난 만큼을 나누지 않고 빼서, 끝에 `warmup`만큼 남습니다.",
            "끝에서 0이어야 합니다: (1 − done) / (1 − warmup).",
            "마지막 걸음이 처음만큼 길어, 가라앉지 않습니다.",
        ),
    ),
    mistake(
        "the warm-up is counted twice",
        (FALL, "return max(0.0, 1.0 - done / (1.0 - warmup))"),
        en=(
            "The fall is as steep as it should be, but counted from the beginning: it is over before the run is.",
            "Count from the peak: 1 − (done − warmup) / (1 − warmup).",
            "The last part of the run learns nothing at all.",
        ),
        ko=(
            "기울기는 맞지만 처음부터 세어서, 학습이 끝나기 전에 0이 됩니다.",
            "꼭대기부터 세세요: 1 − (done − warmup) / (1 − warmup).",
            "학습의 마지막 부분에서 아무것도 배우지 않습니다.",
        ),
    ),
    mistake(
        "below 0 after the end",
        (FALL, "return (1.0 - done) / (1.0 - warmup)"),
        en=(
            "After the end of the run the rate is negative.",
            "max(0.0, …).",
            "A run that goes a few steps over unlearns them.",
        ),
        ko=(
            "학습이 끝난 뒤 학습률이 음수가 됩니다.",
            "max(0.0, …)로 막으세요.",
            "몇 스텝을 더 돌리면 배운 것을 도로 잊습니다.",
        ),
    ),
)
