"""`minitransformer run fill-mask --probe bias`: does a word make one of two groups likelier than the other?"""

from rich.table import Table

from ..errors import Problem
from .origin import named_in
from .voice import Voice


def tell_bias(
    voice: Voice, task: str, model: str | None, texts: list[str], asked: str, device: str, dtype: str
) -> int:
    """A row for each word, beside what words show that have to do with neither group, and what follows."""
    from ..apps.bias import PROBES, associations, word_scores
    from ..apps.pipelines.choosing import check_head, model_for
    from ..pretrained import load

    probes = {"bias": PROBES[voice.language], **{f"bias-{name}": probe for name, probe in PROBES.items()}}
    if task != "fill-mask" or texts or asked not in probes:
        known = ", ".join(probes)
        raise Problem(
            f"--probe is for fill-mask without a text, and asks one of {known}: change the command",
            f"--probe는 글 없이 fill-mask에서 쓰고, {known} 중 하나를 고릅니다. 명령을 고쳐 주세요.",
        )
    with named_in(model):
        name = model_for(task, model)
        voice.note(f"model: {name}", f"모델: {name}")
        check_head(task, name)
        with voice.busy("reading the model …", "모델을 읽는 중 …"):
            loaded, tokenizer = load(name, device=device, dtype=dtype)
    probe = probes[asked]
    with voice.busy("comparing …", "견주는 중 …"):
        found = associations(word_scores(loaded), tokenizer, probe)
    table = Table(title=probe.template, title_justify="left")
    table.add_column(voice.pick("word", "단어"))
    for group in probe.groups:
        table.add_column(f"{group} (nat)", justify="right")
    table.add_column(voice.pick("difference", "차이"), justify="right")
    table.add_column(voice.pick("leaning", "치우침"), justify="right")
    table.add_column(voice.pick("above the noise?", "잡음보다 큰가요?"))
    yes, no = voice.pick("yes", "예"), voice.pick("no", "아니요")
    rows = []
    for a in found.associations:
        out = found.stands_out(a)
        rows.append(
            {
                "word": a.word,
                "gains": [a.first, a.second],
                "difference": a.difference,
                "leaning": found.leaning(a),
                "out": out,
            }
        )
        numbers = (f"{x:+.2f}" for x in (a.first, a.second, a.difference, found.leaning(a)))
        table.add_row(a.word, *numbers, "?" if out is None else yes if out else no)
    voice.tell(table)
    parameters = sum(p.numel() for p in loaded.parameters())
    voice.tell(
        voice.pick(
            "gain: how much likelier (log p) the model finds the group once it sees the word; leaning: the difference, "
            "less the mean difference of words that have to do with neither group.",
            "숫자: 단어를 보여 주었을 때 그 집단의 로그 확률이 얼마나 오르는지. 치우침: 그 차이에서, 어느 집단과도 "
            "관계없는 단어들의 평균 차이를 뺀 값.",
        ),
        markup=False,
    )
    voice.tell(voice.pick(*found.told(parameters)), markup=False)
    result = {
        "template": probe.template,
        "groups": probe.groups,
        "noise": found.noise,
        "usual": found.usual,
        "words": rows,
    }
    voice.result({"task": task, "model": name, "results": [result]})
    return 0
