"""`minitransformer doctor`: is everything in place?"""

import platform
import sys
from importlib.metadata import version

from rich.cells import cell_len

from .voice import Json, Lang, Voice

NAME = "doctor"
LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "numpy")
KOREAN = {
    "system": "운영체제",
    "threads": "스레드",
    "console": "콘솔",
    "models": "모델 폴더",
    "chatbot": "챗봇",
    "emotion": "감정 분류",
    "Hangul font": "한글 글꼴",
}


def command(as_json: Json = False, lang: Lang = None) -> int:
    """Versions, threads, the models and data at hand, the font for Hangul.

    Example: minitransformer doctor
    """
    voice = Voice(lang, as_json)
    import torch

    from ..apps.kept import at_hand, models_folder
    from ..data.catalogue import CATALOGUE, where
    from ..plots.fonts import hangul_font

    found = {
        "python": sys.version.split()[0],
        "system": platform.platform(),
        **{name: version(name) for name in LIBRARIES},
        "threads": torch.get_num_threads(),
        "console": sys.stdout.encoding,
        "models": str(models_folder()),
        "chatbot": at_hand(["chatbot"]) or "–",
        "emotion": at_hand(["emotion"]) or "–",
        **{f"data {name}": str(where(name) or "–") for name in CATALOGUE},
        "Hangul font": hangul_font()
        or voice.pick("none: pictures romanise", "없음: 그림에는 로마자로 씁니다"),
    }
    names = {name: voice.pick(name, KOREAN.get(name, name.replace("data ", "데이터 "))) for name in found}
    width = max(map(cell_len, names.values()))
    for name, value in found.items():
        voice.tell(f"{' ' * (width - cell_len(names[name]))}{names[name]}  {value}", markup=False)
    voice.result(found)
    return 0
