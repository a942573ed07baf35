"""`minitransformer train qa`: where in a paragraph the answer to a question stands."""

from typing import Any

from .options import Asked, Data, SizeName, training
from .outcome import report, told_where
from .progress import TrainingBar
from .voice import Voice

NAME = "qa"


@training
def command(asked: Asked, data: Data = "korquad1_dev", size: SizeName = "tiny") -> int:
    """Teach a BERT to find answers in a paragraph: korquad1_dev, or a file of the same form.

    Example: minitransformer train qa --model bert-base-multilingual-cased
    """
    voice = asked.voice()
    from ..apps.teach_qa import SIZES
    from ..apps.train_qa import questions_of, train_reader

    source = asked.source(SIZES, size)
    name, questions = questions_of(data)
    voice.note(f"{len(questions):,} questions from {name}", f"{name}: 질문 {len(questions):,}개")
    plan, out = asked.plan(epochs=2 if asked.model else 8), asked.folder(NAME)
    with told_where(out, voice), TrainingBar(voice, voice.pick("answers", "질의응답")) as bar:
        trained = train_reader(
            questions,
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
    show_scores(trained.metrics, voice, honest=not asked.model)
    return report(trained, voice)


def show_scores(metrics: dict[str, Any], voice: Voice, honest: bool) -> None:
    """The reader beside a rule without learning."""
    rule = metrics["baselines"]["word overlap"]
    for name, scores in (
        (voice.pick("transformer", "트랜스포머"), metrics),
        (voice.pick("word overlap", "겹치는 낱말"), rule),
    ):
        voice.tell(f"  {name}: EM {scores['exact_match']:.1f}, F1 {scores['f1']:.1f}", markup=False)
    if honest:
        voice.note(
            "  a small model that starts from nothing hardly learns to read: start from a pretrained one (--model)",
            "  작은 모델을 처음부터 학습하면 독해는 거의 배우지 못합니다. 사전학습 모델에서 시작해 보세요(--model).",
        )
