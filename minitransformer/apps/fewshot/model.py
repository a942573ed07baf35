"""A model that can be prompted: any that reads from left to right and goes on where the text ends."""

from ...errors import Problem
from ...models.gpt import GPT
from ...pretrained import load
from ...text.tokenizer import Tokenizer


def load_decoder(name: str) -> tuple[GPT, Tokenizer]:
    """A decoder-only language model (GPT-2, GPT-NeoX, Llama) and its tokenizer; `Problem` for any other."""
    model, tokenizer = load(name)
    if not isinstance(model, GPT):
        kind = type(model).__name__
        raise Problem(
            f"{name} is a {kind}: few-shot prompting needs a decoder-only language model, such as GPT-2, "
            "GPT-NeoX or Llama, that writes on where the prompt ends",
            f"{name} 모델은 {kind}입니다. 퓨샷 프롬프트에는 프롬프트 뒤를 이어 쓰는 디코더 전용 언어 모델"
            "(GPT-2, GPT-NeoX, Llama)이 필요합니다.",
        )
    return model, tokenizer
