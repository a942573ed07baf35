"""What goes wrong with beam search: texts that end."""

from ...exercise import mistake

OVER = "ids[-1] == eos_id or len(ids) == max_new_tokens"
NEXT = "[candidate for candidate in candidates if candidate[1][-1] != eos_id][:n_beams]"
BEST = "max(finished, key=lambda text: text[0])"

ENDING = (
    mistake(
        "finished texts go on",
        (NEXT, "candidates[:n_beams]"),
        en=(
            "A text that has ended stays among the beams and is continued.",
            "Leave it out of the next beams: only those without the end word go on.",
            "Text after the end, which belongs to something else.",
        ),
        ko=(
            "끝난 글이 빔에 남아 이어집니다.",
            "다음 빔에서 빼세요. 끝 단어가 없는 것만 이어 갑니다.",
            "글이 끝난 뒤에 딴 이야기가 붙습니다.",
        ),
    ),
    mistake(
        "finished texts take a beam's place",
        (NEXT, "[candidate for candidate in candidates[:n_beams] if candidate[1][-1] != eos_id]"),
        en=(
            "When a text ends, one beam fewer is carried on.",
            "Fill up: the n_beams best of those that do not end.",
            "The search narrows with every short text that it finds.",
        ),
        ko=(
            "글이 끝날 때마다 이어 가는 빔이 하나씩 줄어듭니다.",
            "채우세요. 끝나지 않은 것 중 가장 좋은 n_beams개입니다.",
            "짧은 글을 찾을 때마다 탐색이 좁아집니다.",
        ),
    ),
    mistake(
        "the first that ends",
        (BEST, "finished[0]"),
        en=(
            "You return the text that ended first.",
            "Return the best of all finished ones by its score.",
            "Short answers, although better long ones were found.",
        ),
        ko=(
            "가장 먼저 끝난 글을 돌려줬습니다.",
            "끝난 글 모두 중에서 점수가 가장 좋은 것을 돌려주세요.",
            "더 좋은 긴 대답을 찾아 놓고도 짧은 대답을 합니다.",
        ),
    ),
    mistake(
        "texts without an end forgotten",
        (OVER, "ids[-1] == eos_id"),
        en=(
            "A text that has all max_new_tokens words, but no end, is thrown away.",
            "What is cut off at the last step is finished too.",
            "An error, or a hasty short text, where the model would write longer.",
        ),
        ko=(
            "max_new_tokens까지 다 썼지만 끝 단어가 없는 글을 버렸습니다.",
            "마지막 단계에서 잘린 것도 끝난 글입니다.",
            "모델이 더 길게 쓰려 할 때 오류가 나거나 서둘러 끝낸 글이 나옵니다.",
        ),
    ),
    mistake(
        "the end word left out of the text",
        ("return ids,", "return [word for word in ids if word != eos_id],"),
        en=(
            "You return the text without its end word.",
            "Here the end word belongs to the text, and was counted in its length.",
            "Whoever reads on cannot tell a finished text from one that was cut.",
        ),
        ko=(
            "끝 단어를 빼고 돌려줬습니다.",
            "여기서는 끝 단어도 글에 들어가고, 길이에도 셌습니다.",
            "끝난 글과 잘린 글을 구별할 수 없습니다.",
        ),
    ),
)
