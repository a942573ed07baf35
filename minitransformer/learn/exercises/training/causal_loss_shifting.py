"""What goes wrong with the shift: which position is scored on which token."""

from ...exercise import mistake

ASKED = "asked = scores[:, :-1]"
TARGET = "target = ids[:, 1:]"
FLAT = "asked = asked.flatten(0, 1)"

SHIFTING = (
    mistake(
        "no shift",
        (ASKED, "asked = scores"),
        (TARGET, "target = ids"),
        en=(
            "Position t is scored on token t, the one that it has just read.",
            "Score it on token t + 1: scores[:, :-1] against ids[:, 1:].",
            "The loss falls to nearly 0 in a few hundred steps, and the model repeats the last word for ever.",
        ),
        ko=(
            "위치 t를 방금 읽은 토큰 t로 채점합니다.",
            "토큰 t + 1로 채점하세요. scores[:, :-1]과 ids[:, 1:]입니다.",
            "몇백 스텝 만에 손실이 거의 0이 되고, 모델은 마지막 단어만 되풀이합니다.",
        ),
    ),
    mistake(
        "shifted twice",
        (ASKED, "asked = scores[:, :-2]"),
        (TARGET, "target = ids[:, 2:]"),
        en=(
            "Position t is scored on token t + 2: shifted here, and once more.",
            "Shift once. (Some libraries shift inside the model; then do not shift the labels before.)",
            "Every second word is missing from what the model writes.",
        ),
        ko=(
            "위치 t를 토큰 t + 2로 채점합니다. 한 번 밀고 또 밀었습니다.",
            "한 번만 미세요. (모델 안에서 미는 라이브러리도 있습니다. 그때는 라벨을 미리 밀지 않습니다.)",
            "모델이 쓰는 글에서 단어가 하나 걸러 하나씩 빠집니다.",
        ),
    ),
    mistake(
        "shifted the wrong way",
        (ASKED, "asked = scores[:, 1:]"),
        (TARGET, "target = ids[:, :-1]"),
        en=(
            "Position t is scored on token t − 1, which it has seen.",
            "It is the ids that lose their first token, and the scores their last position.",
            "A loss near 0, and a model that writes its text backwards, if at all.",
        ),
        ko=(
            "위치 t를 이미 본 토큰 t − 1로 채점합니다.",
            "ids에서 첫 토큰을, scores에서 마지막 위치를 버리세요.",
            "손실은 0에 가깝지만, 모델은 지나온 단어만 말합니다.",
        ),
    ),
    mistake(
        "classes and positions mixed up",
        (FLAT, "asked = asked.transpose(1, 2).reshape(-1, scores.shape[-1])"),
        en=(
            "The axes of the vocabulary ({v}) and of the positions are mixed up before the reshape: a row is no "
            "longer one position.",
            "Keep the vocabulary last, (b, t, v), and flatten b and t only.",
            "The loss stays at about ln V, whatever you train.",
        ),
        ko=(
            "펼치기 전에 어휘 축({v})과 위치 축이 뒤섞여, 한 행이 한 위치가 아닙니다.",
            "어휘를 마지막에 두고 (b, t, v)에서 b와 t만 펼치세요.",
            "무엇을 학습해도 손실이 ln V쯤에 머뭅니다.",
        ),
    ),
    mistake(
        "flattened, then shifted",
        (ASKED, "asked = scores.flatten(0, 1)[:-1].unflatten(0, (-1, 1))"),
        (TARGET, "target = ids.flatten()[1:].unflatten(0, (-1, 1))"),
        en=(
            "You flatten the batch first and shift then: the last position of a text is asked for the first token of "
            "the next text.",
            "Shift along t while the {b} texts are still apart.",
            "A little too high a loss, and the first words of texts are guessed from the text above.",
        ),
        ko=(
            "배치를 먼저 펼치고 밀어서, 글의 마지막 위치가 다음 글의 첫 토큰을 맞혀야 합니다.",
            "글 {b}개가 아직 나뉘어 있을 때 t 축으로 미세요.",
            "손실이 조금 높고, 글의 첫 단어를 위에 있는 글에서 짐작하려 합니다.",
        ),
    ),
    mistake(
        "the targets are not shifted back",
        (ASKED, "asked = scores[:, :-1]"),
        (TARGET, "target = ids[:, :-1]"),
        en=(
            "Scores and ids both lose their last position, so nothing is shifted.",
            "Cut the other end of the ids: [:, 1:].",
            "As without any shift: perfect numbers, and a model that can only echo.",
        ),
        ko=(
            "scores와 ids 모두 마지막을 버려서, 아무것도 밀리지 않았습니다.",
            "ids는 반대쪽 끝을 버리세요: [:, 1:].",
            "밀지 않은 것과 같습니다. 수치는 완벽한데 메아리밖에 못 합니다.",
        ),
    ),
)
