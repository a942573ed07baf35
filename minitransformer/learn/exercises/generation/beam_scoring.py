"""What goes wrong with beam search: how beginnings and texts are scored."""

from ...exercise import mistake

SCORE = "log_p / len(ids) ** length_penalty"
ADD = "log_p + more"

SCORING = (
    mistake(
        "no length penalty",
        (SCORE, "log_p"),
        en=(
            "Finished texts are compared by their log-probability alone.",
            "Divide by length ** length_penalty: every further word makes a text less likely.",
            "Answers are one or two words long, or empty.",
        ),
        ko=(
            "끝난 글을 로그 확률만으로 견줬습니다.",
            "length ** length_penalty로 나누세요. 단어가 늘 때마다 글의 확률은 작아집니다.",
            "대답이 한두 단어이거나 비어 있습니다.",
        ),
    ),
    mistake(
        "multiplied by the length",
        (SCORE, "log_p * len(ids) ** length_penalty"),
        en=(
            "You multiply by the length.",
            "Divide: logs are negative, so a product makes long texts even worse.",
            "A higher length penalty makes the text shorter, not longer.",
        ),
        ko=(
            "길이를 곱했습니다.",
            "나누세요. 로그는 음수라서 곱하면 긴 글이 더 나빠집니다.",
            "길이 페널티를 올리면 글이 길어지지 않고 짧아집니다.",
        ),
    ),
    mistake(
        "length times the penalty",
        (SCORE, "log_p / (len(ids) * length_penalty)"),
        en=(
            "You divide by length × length_penalty.",
            "The penalty is an exponent: length ** length_penalty.",
            "Whatever the penalty is, the same text is chosen.",
        ),
        ko=(
            "길이 × length_penalty로 나눴습니다.",
            "페널티는 지수입니다: length ** length_penalty.",
            "페널티가 얼마든 같은 글이 뽑힙니다.",
        ),
    ),
    mistake(
        "probabilities added",
        (ADD, "log_p + 2.718281828459045**more"),
        en=(
            "You add probabilities.",
            "Probabilities are multiplied, so their logs are added: use next_log_p as it is.",
            "Long texts win, since every word adds something, however unlikely it is.",
        ),
        ko=(
            "확률을 더했습니다.",
            "확률은 곱하므로 로그를 더합니다. next_log_p를 그대로 쓰세요.",
            "아무리 드문 단어라도 더해지기만 해서 긴 글이 이깁니다.",
        ),
    ),
    mistake(
        "only the last word counts",
        (ADD, "more"),
        en=(
            "A candidate is scored by its last word alone.",
            "Add it to the log-probability of the words before.",
            "A wildly unlikely beginning wins through one sure word.",
        ),
        ko=(
            "후보를 마지막 단어만으로 매겼습니다.",
            "앞 단어들의 로그 확률에 더하세요.",
            "말도 안 되는 앞부분이 확실한 단어 하나로 이깁니다.",
        ),
    ),
    mistake(
        "one beam only",
        ("!= eos_id][:n_beams]", "!= eos_id][:1]"),
        en=(
            "Only the best beginning is carried on, whatever n_beams is.",
            "Keep n_beams of them: a beginning that is second now may win later.",
            "Beam search writes what greedy search writes, at a higher price.",
        ),
        ko=(
            "n_beams와 상관없이 가장 좋은 앞부분 하나만 이어 갔습니다.",
            "n_beams개를 남기세요. 지금 둘째인 것이 나중에 이길 수 있습니다.",
            "더 비싸기만 하고 그리디와 같은 글이 나옵니다.",
        ),
    ),
    mistake(
        "each beam by itself",
        (
            "range(max_new_tokens):",
            "range(max_new_tokens):\n        own = lambda following: max(following[:eos_id])",
        ),
        (
            "for word, more in enumerate(following)]",
            "for word, more in enumerate(following) if not ids or word == eos_id or more == own(following)]",
        ),
        en=(
            "Each beam goes on with its own best word, besides the end.",
            "All continuations of all beams compete: one beam may have two heirs, another none.",
            "The beams differ in their first word and run side by side like greedy texts.",
        ),
        ko=(
            "빔마다 끝을 빼면 자기의 가장 좋은 단어 하나로만 이어졌습니다.",
            "모든 빔의 모든 이어짐이 함께 겨룹니다. 한 빔에서 둘이 나오고 다른 빔에서는 없을 수도 있습니다.",
            "빔들이 첫 단어만 다르고 그리디처럼 나란히 갑니다.",
        ),
    ),
)
