"""`minitransformer run feature-extraction --study` and `--word`: what the vectors are good for."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rich.table import Table

from ..errors import Problem
from .origin import named_in
from .voice import Voice
from .word_senses import tell_senses

if TYPE_CHECKING:
    from ..apps.layer_study import Row
    from ..models.base import Model
    from ..text.tokenizer import Tokenizer


def about_features(
    voice: Voice,
    task: str,
    model: str | None,
    texts: list[str],
    study: bool,
    data: str,
    picture: Path | None,
    word: str | None,
    device: str,
    dtype: str,
) -> int:
    """What `run` does with --study or --word."""
    if task != "feature-extraction":
        option = "--study" if study else "--word"
        raise Problem(
            f"{option} is for feature-extraction, not for {task}: leave it out",
            f"{option} 옵션은 feature-extraction에 쓰는 것이라 {task}에는 쓸 수 없습니다. 빼 주세요.",
        )
    from ..apps.pipelines.choosing import model_for
    from ..pretrained import load

    with named_in(model):
        name = model_for(task, model)
        voice.note(f"model: {name}", f"모델: {name}")
        with voice.busy("reading the model …", "모델을 읽는 중 …"):
            loaded, tokenizer = load(name, device=device, dtype=dtype)
    if word is not None:
        return tell_senses(voice, loaded, tokenizer, name, word, texts, picture)
    return study_layers(voice, loaded, tokenizer, name, data, picture)


def study_layers(
    voice: Voice, model: "Model", tokenizer: "Tokenizer", name: str, data: str, picture: Path | None
) -> int:
    """Which layers make the best features for the labels of `data`? A table, and a picture where one is asked
    for."""
    from ..apps.folds import folds_of
    from ..apps.layer_study import study

    called, examples, folds = folds_of(data)
    voice.note(
        f"{len(examples):,} texts from {called}, {len(folds)} folds; about two minutes with a small model",
        f"{called} 글 {len(examples):,}개, {len(folds)}묶음. 작은 모델로 2분쯤 걸립니다",
    )
    with voice.busy("reading the texts …", "글을 읽는 중 …") as show:
        found = study(
            model,
            tokenizer,
            examples,
            folds,
            on_row=lambda row: told_row(voice, show, row),
            on_batch=lambda n, of: show(
                voice.pick(f"reading the texts: {n:,} of {of:,}", f"글을 읽는 중: {of:,}개 중 {n:,}개")
            ),
        )
    table = Table()
    for heading in (
        voice.pick("features", "특징"),
        voice.pick("vector", "벡터"),
        voice.pick("layers", "층"),
        voice.pick("macro-F1", "매크로 F1"),
        voice.pick("paper", "논문"),
    ):
        table.add_column(heading, no_wrap=True)
    for row in found.rows:
        table.add_row(
            voice.pick(row.name, row.korean) if row.pooling else "TF-IDF",
            row.pooling.replace("[", r"\["),
            "–".join(dict.fromkeys(map(str, (*row.layers[:1], *row.layers[-1:])))),
            f"{row.mean:.3f} ± {row.half_width:.3f}",
            "" if row.paper is None else f"{row.paper:.1f}",
        )
    voice.tell(table)
    voice.tell(
        voice.pick(
            f"guessing: {found.chance:.3f}. Paper: Devlin et al. 2019, table 7, another task (names in "
            "CoNLL-2003, F1 in percent): only the order can be compared.",
            f"찍으면 {found.chance:.3f}. 논문(Devlin 외 2019, 표 7)은 다른 과제(CoNLL-2003 개체명, F1 %)라서 "
            "순서만 견줄 수 있습니다.",
        ),
        markup=False,
    )
    if any(row.pooling == "[CLS]" for row in found.rows):
        voice.tell(
            voice.pick(
                "[CLS] has one embedding whatever the text: in the first row of its kind there is nothing to read.",
                "[CLS]의 임베딩은 글과 상관없이 늘 같습니다. 그래서 [CLS] 첫 줄에는 읽을 것이 없습니다.",
            ),
            markup=False,
        )
    voice.tell(voice.pick(*found.conclusion), markup=False)
    if picture is not None:
        from ..apps.study_picture import picture_of
        from ..plots.canvas import save

        save(picture_of(found, called, voice.language), picture)
        voice.note(f"picture: {picture}", f"그림: {picture}")
    voice.result({"task": "feature-extraction", "model": name, "data": called, "results": [found.to_json()]})
    return 0


def told_row(voice: Voice, show: Callable[[str], None], row: "Row") -> None:
    """How one choice of layers did, and that the next is being tried."""
    how = f" ({row.pooling})" if row.pooling else ""
    voice.note(f"  {row.name}{how}: {row.mean:.3f}", f"  {row.korean}{how}: {row.mean:.3f}")
    show(voice.pick("the next features learn, five folds …", "다음 특징으로 다섯 묶음을 학습하는 중 …"))
