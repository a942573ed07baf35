"""Scores of a card as tables."""


def tables(scores):
    """One table for each thing that was measured."""
    if "masked_accuracy" in scores:
        yield own(scores, "masked_accuracy", "hidden words guessed", "가린 단어 맞힘")
    if "perplexity" in scores:
        yield own(scores, "perplexity", "perplexity of held-out texts", "검증 글의 혼란도")
    if "macro_f1" in scores:
        yield own(scores, "macro_f1", "macro-F1 on the fold that was held out", "남겨 둔 겹의 macro-F1")
    if nsmc := scores.get("nsmc"):
        yield table(
            ("NSMC, 16,000 held-out reviews · 검증 영화평", "accuracy · 정확도", "95 %"),
            [(WHO.get(name, name), f"{r['accuracy']:.4f}", span(r["interval"])) for name, r in nsmc.items()],
        )
    for part, name in PARTS.items():
        if rows := scores.get("five folds", {}).get(part):
            measured = [(who, r) for who, r in rows.items() if who != "each"]
            yield table(
                (f"five folds, {name} · 다섯 겹", "macro-F1", "± 95 %", "ECE"),
                [
                    (
                        who,
                        f"{r['macro_f1']:.3f}",
                        f"{r['half_width_95']:.3f}",
                        f"{r['ece']:.3f}" if "ece" in r else "",
                    )
                    for who, r in measured
                ],
            )
    if answers := scores.get("held-out answers"):
        yield table(
            ("held-out answers · 처음 보는 대답", "perplexity · 혼란도", "95 %"),
            [
                (WHO.get(name, name), f"{r['perplexity']:.1f}", span(r["interval"], 1))
                for name, r in answers.items()
            ],
        )
    if apart := scores.get("answer by answer"):
        yield (
            f"Answer by answer, the perplexity without pre-training is {apart['times']:.3f} times as high (95 %: "
            f"{span(apart['interval'])}) · 대답별로 견주면, 사전학습 없는 모델의 혼란도가 {apart['times']:.3f}배입니다."
        )
    if talked := scores.get("thirty prompts"):
        yield table(
            ("prompt · 말", "greedy", "sampled"),
            [(r["prompt"], r["greedy"], r["sampled"]) for r in talked["replies"]],
        )
        yield (
            f"Verbatim from the training part · 학습 대화 그대로: {talked['verbatim']:.0%}. To the point, as one reader "
            f"judged · 한 사람이 읽고 맞다고 본 대답: greedy {talked['to the point, greedy']} / 30, sampled "
            f"{talked['to the point, sampled']} / 30. The plan is the third of three, chosen by these replies and this "
            "perplexity · 세 계획 중 이 대답과 혼란도를 보고 골랐습니다."
        )


PARTS = {"all": "all", "embedded": "the package's sentences", "kote": "KOTE"}
WHO = {
    "pretrained": "this model, fine-tuned · 이 모델을 미세조정",
    "teach": "this model · 이 모델",
    "fresh": "the same without pre-training · 사전학습 없이",
    "trigram": "Kneser-Ney trigram",
}


def own(scores, key, en, ko):
    """What the run itself measured, beside its baselines."""
    rows = [("this model · 이 모델", scores[key])]
    for name, found in scores["baselines"].items():
        rows.append((name, found[key] if isinstance(found, dict) else found))
    return table((f"{en} · {ko}", ""), [(name, f"{value:.3g}") for name, value in rows])


def span(interval, digits=3):
    low, high = interval
    return f"{low:.{digits}f} – {high:.{digits}f}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
