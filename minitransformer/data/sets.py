"""The public data sets this library knows: name, address, hash, licence. Only data."""

from collections.abc import Mapping
from dataclasses import dataclass

_CHATBOT = "https://raw.githubusercontent.com/songys/Chatbot_data/4cf20d13fc46f5037fd1c531cd566e2dd9f72974"
_NSMC = "https://raw.githubusercontent.com/e9t/nsmc/master"
_KORQUAD = (
    "https://raw.githubusercontent.com/monologg/KoBERT-KorQuAD/60898d3c0ed8fc724109cbe18855f9a48824216f/data"
)
_KOTE = "https://raw.githubusercontent.com/searle-j/KOTE/cafd2c3f54a6f4b25ac74eaa02a2e76c3ef8c977"


@dataclass(frozen=True)
class File:
    """One file of a data set: its name, its address, and the hash of the right bytes.

    A file that changes where it lies has neither; a person brings it.
    """

    name: str
    url: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class DataSet:
    """A data set: its files, the folder they lie in, its licence, and a line about it in two languages."""

    name: str
    folder: str
    files: tuple[File, ...]
    licence: str
    about_en: str
    about_ko: str
    home: str = ""  # where a person finds what has to be brought

    @property
    def by_hand(self) -> bool:
        """Whether a person has to bring it, because no address has these very files."""
        return not all(file.url for file in self.files)


_SETS = (
    DataSet(
        "chatbot_ko",
        "chatbot_ko",
        (
            File(
                "ChatbotData.csv",
                f"{_CHATBOT}/ChatbotData.csv",
                "287eb129695b577321c80ad397bb3c2279164d4ca577874d129fd3db5b30afe2",
            ),
        ),
        "MIT",
        "11,823 Korean questions with answers: everyday talk, break-ups, love",
        "한국어 질문과 대답 11,823쌍: 일상, 이별, 사랑",
    ),
    DataSet(
        "nsmc",
        "nsmc",
        (
            File(
                "ratings_train.txt",
                f"{_NSMC}/ratings_train.txt",
                "e03b7d14e9e41be8d464a28057cd25d7396c53e67aa7fd5f7e552c59b0ee2940",
            ),
            File(
                "ratings_test.txt",
                f"{_NSMC}/ratings_test.txt",
                "8ac9f64052f11dbf6ae0acb5e038f03d90a76f0eda7820cfb3a92d02edfcebda",
            ),
        ),
        "CC0-1.0",
        "Naver movie reviews, negative or positive: 150,000 to train on and 50,000 to test with",
        "네이버 영화 감상평(부정, 긍정): 학습용 150,000개와 평가용 50,000개",
    ),
    DataSet(
        "kote",
        "kote",
        (
            File(
                "val.tsv",
                f"{_KOTE}/val.tsv",
                "c7d686ee1d63be7f57ec939f372ebdc4ada8eac1c9eeeeac207774976ab69a6e",
            ),
        ),
        "MIT",
        "5,000 Korean online comments with 44 emotions, several to a comment",
        "한국어 온라인 댓글 5,000개, 감정 44가지(한 댓글에 여러 감정)",
    ),
    DataSet(
        "tatoeba_ko_en",
        "tatoeba_ko_en",
        (File("kor.txt"),),
        "CC-BY-2.0-FR",
        "English sentences with Korean ones, each with its attribution: Tatoeba's, from manythings.org/anki",
        "영어와 한국어 문장 쌍(쌍마다 출처 표시): Tatoeba의 자료, manythings.org/anki에서 배포",
        "https://www.manythings.org/anki",
    ),
    DataSet(
        "klue_ner",
        "klue_ner",
        (File("klue-ner-v1.1_dev.tsv"),),
        "CC-BY-SA-4.0",
        "Korean sentences with names of people, places, organisations, dates, times and quantities: KLUE-NER's "
        "development part",
        "사람, 장소, 기관, 날짜, 시간, 수량의 이름이 표시된 한국어 문장: KLUE-NER의 개발(dev)용 자료",
        "https://github.com/KLUE-benchmark/KLUE (klue_benchmark/klue-ner-v1.1)",
    ),
    DataSet(
        "korquad1_dev",
        "korquad1_dev",
        (
            File(
                "KorQuAD_v1.0_dev.json",
                f"{_KORQUAD}/KorQuAD_v1.0_dev.json",
                "25ffeb51e6c51ec02c071b60a10188e10005c144110f0d876b26079d80a35bdf",
            ),
        ),
        "CC-BY-ND-4.0",
        "5,774 questions on 964 paragraphs of the Korean Wikipedia: KorQuAD 1.0's development part",
        "한국어 위키백과 문단 964개에 대한 질문 5,774개: KorQuAD 1.0의 개발(dev)용 자료",
    ),
)

CATALOGUE: Mapping[str, DataSet] = {s.name: s for s in _SETS}
"""Every public data set that can be fetched, by name."""
