"""`minitransformer train tag`: a label for every token, and so the names in a sentence."""

from typing import Any

from .options import Asked, Data, SizeName, training
from .outcome import report, told_where
from .progress import TrainingBar
from .voice import Voice

NAME = "tag"


@training
def command(asked: Asked, data: Data = "klue_ner", size: SizeName = "tiny") -> int:
    """Teach a BERT to find names (of people, places, dates …): klue_ner, or a file of the same form.

    Example: minitransformer train tag --minutes 4
    """
    voice = asked.voice()
    from ..apps.teach_tagger import SIZES
    from ..apps.train_tagger import tagged_of, train_tagger

    source = asked.source(SIZES, size)
    name, sentences = tagged_of(data)
    voice.note(f"{len(sentences):,} sentences from {name}", f"{name}: 문장 {len(sentences):,}개")
    plan, out = asked.plan(epochs=3 if asked.model else 15), asked.folder(NAME)
    with told_where(out, voice), TrainingBar(voice, voice.pick("names", "개체명")) as bar:
        trained = train_tagger(
            sentences,
            out,
            plan,
            source=source,
            data_name=name,
            batch_size=asked.batch_size,
            resume=asked.resume,
            parts=asked.parts(),
            on_step=bar,
            language=voice.language,
        )
    show_scores(trained.metrics, voice)
    return report(trained, voice)


BASELINES_KO = {"words seen": "본 낱말의 사전", "characters seen": "본 글자의 사전"}


def show_scores(metrics: dict[str, Any], voice: Voice) -> None:
    """The tagger beside what is simpler, and beside what its tokens allow."""
    ours = voice.pick("transformer", "트랜스포머")
    for name, scores in {ours: metrics, **metrics["baselines"]}.items():
        voice.tell(
            f"  {voice.pick(name, BASELINES_KO.get(name, name))}: F1 {scores['f1']:.3f} "
            f"({voice.pick('precision', '정밀도')} {scores['precision']:.3f}, "
            f"{voice.pick('recall', '재현율')} {scores['recall']:.3f})",
            markup=False,
        )
    kinds = ", ".join(f"{kind} {f1:.3f}" for kind, f1 in metrics["kinds"].items())
    voice.tell(f"  {voice.pick('by kind', '종류별')}: {kinds}", markup=False)
    voice.tell(
        f"  {voice.pick('the most that its tokens allow', '토큰 단위에서 가능한 최고 점수')}: "
        f"{metrics['ceiling']:.3f}",
        markup=False,
    )
    if metrics["f1"] < max(scores["f1"] for scores in metrics["baselines"].values()):
        voice.note(
            "  a dictionary of what was seen does better: train longer, or start from a pretrained model (--model)",
            "  본 것을 외운 사전이 더 낫습니다. 더 오래 학습하거나 사전학습 모델에서 시작해 보세요(--model).",
        )
