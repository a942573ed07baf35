"""What goes wrong with the residual stream of a pre-norm block."""

from ...exercise import mistake

FIRST, SECOND = "x + attended", "middle + fed"

RESIDUALS = (
    mistake(
        "residual from the norm",
        (FIRST, "attention_norm(x) + attended"),
        (SECOND, "feed_forward_norm(middle) + fed"),
        en=(
            "You add the normalised x: x was overwritten by its norm.",
            "Keep x: the residual path runs past the norm.",
            "Gradients have to pass every norm; depth no longer helps.",
        ),
        ko=(
            "정규화한 x를 더했습니다. x를 정규화한 값으로 덮어쓴 것입니다.",
            "x를 남겨 두세요. 잔차 경로는 정규화를 거치지 않습니다.",
            "기울기가 모든 정규화를 거쳐야 해서, 깊이가 도움이 되지 않습니다.",
        ),
    ),
    mistake(
        "parallel",
        ("feed_forward_norm(middle)", "feed_forward_norm(x)"),
        en=(
            "Both sublayers read the same x: the parallel block of GPT-NeoX.",
            "In GPT-2 the network reads what the attention has added to.",
            "Trains about as well; only pretrained weights object.",
        ),
        ko=(
            "두 하위 층이 같은 x를 읽습니다. GPT-NeoX의 병렬 블록입니다.",
            "GPT-2의 피드포워드는 어텐션이 더해진 것을 읽습니다.",
            "학습은 비슷하게 되고, 학습된 가중치에서만 틀립니다.",
        ),
    ),
    mistake(
        "no residual around attention",
        (FIRST, "attended"),
        en=(
            "x ends at the attention: nothing is added to its result.",
            "The stream goes on: middle = x + attended.",
            "The embedding of a word is gone after one block.",
        ),
        ko=(
            "x가 어텐션에서 끝납니다. 결과에 x를 더하지 않았습니다.",
            "흐름은 이어져야 합니다: middle = x + attended.",
            "블록 하나만 지나면 단어의 임베딩이 사라집니다.",
        ),
    ),
    mistake(
        "no residual around feed-forward",
        (SECOND, "fed"),
        en=(
            "You return what the network makes, without the stream.",
            "middle + fed: the network only contributes.",
            "The loss stays near that of single-word frequencies for long.",
        ),
        ko=(
            "흐름 없이 피드포워드의 결과만 돌려줬습니다.",
            "middle + fed입니다. 피드포워드는 보태기만 합니다.",
            "손실이 오래도록 단어 빈도만 아는 수준에 머뭅니다.",
        ),
    ),
    mistake(
        "second residual from x",
        (SECOND, "x + fed"),
        en=(
            "The sum at the end starts from x again, so the attention's part is dropped.",
            "Go on from middle: x + attended + fed in all.",
            "What was read survives only inside the network.",
        ),
        ko=(
            "마지막 합이 다시 x에서 시작해, 어텐션의 몫이 빠졌습니다.",
            "middle에서 이어 가세요. 모두 합치면 x + attended + fed입니다.",
            "읽은 것이 피드포워드 안에만 남습니다.",
        ),
    ),
)
