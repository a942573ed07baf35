"""What goes wrong with the padding mask."""

from ...exercise import mistake

RIGHT = "real[:, None, None, :]"

MISTAKES = (
    mistake(
        "laid on the queries",
        (RIGHT, "real[:, None, :, None]"),
        en=(
            "The tokens stand on the axis of the queries: padding may not ask.",
            "Put them on the last axis, that of the keys: padding must not be seen. Who asks does not matter.",
            "Real words look at padding, and change with its amount.",
        ),
        ko=(
            "토큰이 쿼리의 축에 있어, 패딩이 묻지 못하게 됐습니다.",
            "마지막 축, 곧 키의 축에 두세요. 패딩은 보이지 않아야 하고, 누가 묻는지는 상관없습니다.",
            "실제 단어가 패딩을 보아, 패딩의 양에 따라 결과가 달라집니다.",
        ),
    ),
    mistake(
        "True for padding",
        (RIGHT, "~real[:, None, None, :]"),
        en=(
            "True stands where there is padding.",
            "True means: may look. That is `real` as it is, without ~.",
            "Every word sees the padding and nothing else.",
        ),
        ko=(
            "패딩인 곳이 True입니다.",
            "True는 볼 수 있다는 뜻이므로, ~ 없이 `real` 그대로입니다.",
            "모든 단어가 패딩만 봅니다.",
        ),
    ),
    mistake(
        "no new axes",
        (RIGHT, "real & True"),
        en=(
            "The mask still has two axes, (b, s).",
            "Scores have four, (b, h, t, s). Two axes would be taken for (t, s): the batch would count as queries.",
            "An error, or, where b = t, the wrong rows are masked without a word.",
        ),
        ko=(
            "마스크의 축이 아직 (b, s) 둘입니다.",
            "점수의 축은 (b, h, t, s) 넷입니다. 둘이면 (t, s)로 여겨져 배치가 쿼리로 읽힙니다.",
            "오류가 나거나, b = t이면 엉뚱한 행이 조용히 가려집니다.",
        ),
    ),
    mistake(
        "axis of the heads missing",
        (RIGHT, "real[:, None, :]"),
        en=(
            "There are three axes, (b, 1, s).",
            "Two new ones are needed, for heads and for queries; with one, the batch lines up with the heads.",
            "An error unless b is 1 or the number of heads.",
        ),
        ko=(
            "축이 (b, 1, s) 셋입니다.",
            "헤드와 쿼리를 위해 축이 둘 필요합니다. 하나면 배치가 헤드 자리에 놓입니다.",
            "b가 1이거나 헤드 수와 같지 않으면 오류가 납니다.",
        ),
    ),
    mistake(
        "batch moved behind",
        (RIGHT, "real[None, None]"),
        en=(
            "The new axes stand in front: (1, 1, b, s).",
            "The batch stays first; the new axes come behind it: (b, 1, 1, s).",
            "Texts are masked with the padding of other texts.",
        ),
        ko=(
            "새 축이 앞에 놓여 (1, 1, b, s)가 됐습니다.",
            "배치가 맨 앞이고 새 축은 그 뒤입니다: (b, 1, 1, s).",
            "글이 다른 글의 패딩으로 가려집니다.",
        ),
    ),
    mistake(
        "queries masked as well",
        (RIGHT, "real[:, None, None, :] & real[:, None, :, None]"),
        en=(
            "Padding is forbidden to ask as well: the mask is (b, 1, s, s).",
            "Mask the keys only. A query of padding would see nothing, and queries need not be as many as keys.",
            "Rows without any key: NaN in many programs, and cross-attention fails.",
        ),
        ko=(
            "패딩이 묻는 것까지 막아 마스크가 (b, 1, s, s)가 됐습니다.",
            "키만 가리세요. 패딩 쿼리는 볼 것이 없어지고, 쿼리가 키와 같은 수라는 보장도 없습니다.",
            "키가 없는 행이 생겨 NaN이 되는 프로그램이 많고, 교차 어텐션에서 실패합니다.",
        ),
    ),
    mistake(
        "numbers for truth values",
        (RIGHT, "real[:, None, None, :].double()"),
        en=(
            "The mask holds numbers, 1.0 and 0.0.",
            "Keep it boolean: & and ~ work on it, and nobody adds it to the scores by accident.",
            "Added to scores, it hides nothing.",
        ),
        ko=(
            "마스크가 1.0과 0.0이라는 수입니다.",
            "불리언으로 두세요. &와 ~를 쓸 수 있고, 실수로 점수에 더할 일도 없습니다.",
            "점수에 더하면 아무것도 가리지 못합니다.",
        ),
    ),
)
