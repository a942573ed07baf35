"""From the name of a data set, or a file, to what is learnt and what is held out."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..data import catalogue, embedded
from ..data.emotion_sets import PRESETS, read_kote
from ..data.records import EMOTIONS, Dialogue, Example, Labelled
from ..data.split import folds_by_topic, split_examples
from ..data.tables import read_dialogues, read_nsmc, read_table
from ..errors import Problem
from .pipelines.table import TASKS

TOPIC_OF_LABEL = {0: "일상", 1: "이별", 2: "사랑"}
"""What the labels of ChatbotData mean, by its own description."""

Cut = tuple[str, Sequence[Labelled], Sequence[Labelled]]


def dialogues_of(data: str) -> tuple[str, list[Dialogue]]:
    """Dialogues: `dialogues` (embedded), `chatbot_ko`, or a file with the columns Q, A and label."""
    if data == "dialogues":
        return data, embedded.dialogues()
    if data == "chatbot_ko":
        return data, read_dialogues(catalogue.find(data) / "ChatbotData.csv")
    return data, read_dialogues(existing(data, "dialogues", "chatbot_ko"))


def best_dialogues() -> tuple[str, list[Dialogue]]:
    """ChatbotData where it is at hand, otherwise the embedded dialogues."""
    return dialogues_of("chatbot_ko" if catalogue.where("chatbot_ko") else "dialogues")


def emotions_of(
    data: str,
    text_column: str,
    label_column: str,
    mapping: Mapping[str, str | None] | None,
    preset: str | None,
    seed: int,
) -> Cut:
    """The five emotions: `emotions` (embedded, topics held out), `kote`, or a table with those labels."""
    if data == "emotions":
        examples = embedded.emotions()
        train, held = folds_by_topic(examples, seed=seed)[0]
        return data, [examples[i] for i in train], [examples[i] for i in held]
    if data == "kote":
        return data, *split_examples(read_kote(catalogue.find(data) / "val.tsv"), 0.1, seed)
    if preset is not None and preset not in PRESETS:
        known = ", ".join(PRESETS)
        raise Problem(
            f"--preset {preset}: choose {known}", f"--preset {preset}: 쓸 수 있는 값은 {known}입니다"
        )
    path = existing(data, "emotions", "kote")
    table = (
        PRESETS[preset].read(path) if preset else read_table(path, text_column, label_column, mapping=mapping)
    )
    if wrong := sorted({e.label for e in table} - set(EMOTIONS)):
        raise Problem(
            f"{data} has the labels {', '.join(wrong[:5])}: map them to {', '.join(EMOTIONS)} with --map theirs=ours",
            f"{data}에 {', '.join(wrong[:5])} 라벨이 있습니다. "
            f"--map 원래라벨=새라벨로 {', '.join(EMOTIONS)}에 맞춰 주세요.",
        )
    return data, *split_examples(table, 0.1, seed)


def labelled_of(
    data: str,
    text_column: str,
    label_column: str,
    mapping: Mapping[str, str | None] | None,
    seed: int,
    pair_column: str | None = None,
) -> Cut:
    """Any labels: `nsmc` (with its own test part), `chatbot_ko`, `dialogues`, or a table, of single texts or of
    pairs (whose first text is never on both sides)."""
    if pair_column is not None and data in ("nsmc", "chatbot_ko", "dialogues"):
        raise Problem(
            f"{data} holds single texts: --pair-column is for a file of your own",
            f"{data}에는 글이 하나씩 들어 있습니다. --pair-column은 직접 준 파일에만 쓸 수 있습니다.",
        )
    if data == "nsmc":
        folder = catalogue.find(data)
        return data, read_nsmc(folder / "ratings_train.txt"), read_nsmc(folder / "ratings_test.txt")
    if data in ("chatbot_ko", "dialogues"):
        _, dialogues = dialogues_of(data)
        return data, *split_examples(
            [Example(d.question, TOPIC_OF_LABEL.get(d.label, str(d.label))) for d in dialogues], 0.1, seed
        )
    path = existing(data, "nsmc", "chatbot_ko", "dialogues")
    table = read_table(path, text_column, label_column, pair_column=pair_column, mapping=mapping)
    return data, *split_examples(table, 0.1, seed)


@contextmanager
def or_taught_model(task: str) -> Iterator[None]:
    """A `Problem` with the data also names a model that does the task without any training here."""
    try:
        yield
    except Problem as e:
        such_as = TASKS[task].such_as[0]
        raise Problem(
            f"{e.en}. Without data, use a model that others taught: `minitransformer run {task} --model {such_as}`",
            f"{e.ko} 데이터 없이 하려면 이미 학습된 모델을 쓰세요: `minitransformer run {task} --model {such_as}`",
        ) from e


def existing(data: str, *known: str) -> Path:
    """A file that is there; `Problem` names the data sets that would have done."""
    if not Path(data).is_file():
        names = ", ".join(known)
        raise Problem(
            f"there is no file {data}, and no data set of that name for this: give a file, or one of {names}",
            f"{data} 파일이 없고, 여기에 쓸 수 있는 그런 이름의 데이터도 없습니다. 파일이나 {names} 중 하나를 주세요.",
        )
    return Path(data)
