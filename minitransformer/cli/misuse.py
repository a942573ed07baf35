"""A mistyped line: what is wrong with it, in Korean too (the words of typer, and of click in its older releases),
and what was probably meant."""

import re
from typing import Any

SENTENCES = {
    r"No such option:? '?([^\s']+)": "{} 옵션은 없습니다",
    r"No such command '(.+?)'": "{} 명령은 없습니다",
    r"Missing command": "명령이 빠졌습니다",
    r"Missing argument '(.+?)'": "{} 인자가 빠졌습니다",
    r"Option '(.+?)' requires an argument": "{} 옵션에는 값이 필요합니다",
    r"Option '(.+?)' does not take a value": "{} 옵션은 값을 받지 않습니다",
    r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)": "인자가 너무 많습니다({})",
    r"Invalid value for '(.+?)': .*valid int": "{} 값은 정수여야 합니다",
    r"Invalid value for '(.+?)': .*valid (?:float|number)": "{} 값은 숫자여야 합니다",
    r"Invalid value for '(.+?)': .*greater than or equal to (\S+)": "{} 값은 {} 이상이어야 합니다",
    r"Invalid value for '(.+?)': .*less than or equal to (\S+)": "{} 값은 {} 이하여야 합니다",
    r"Invalid value for '(.+?)': .*in the range (\S+?)\.?$": "{} 값은 {} 범위에 있어야 합니다",
    r"Invalid value for '(.+?)': (.+)": "{} 값이 올바르지 않습니다({})",
}
"""English (a regular expression) to Korean, the first that fits."""

NEAREST = re.compile(r"(?:Did you mean|Possible options:) (.+?)[?)]")


def in_korean(message: str) -> str:
    """The message; as it is where nothing here fits it."""
    for english, korean in SENTENCES.items():
        if found := re.match(english, message):
            near = NEAREST.search(message)
            return korean.format(*found.groups()) + (f"(혹시 {near[1]}?)" if near else "")
    return message


def told(error: Any, language: str) -> str:
    """What is wrong, what was probably meant, and where the help is."""
    where = error.ctx.command_path if error.ctx else "minitransformer"
    said = error.format_message().rstrip(".")
    en, ko = meant(said, error.ctx, where)
    if en:
        said = re.sub(r"[ (]*(?:Did you mean|Possible options:).*", "", said).rstrip(".")
    if language == "ko":
        return f"{in_korean(said)}. {ko}도움말: `{where} --help`"
    return f"{said}: {en}see `{where} --help`"


TAUGHT_BY = {
    "text-classification": "classify", "sentiment-analysis": "classify", "token-classification": "tag", "ner": "tag",
    "question-answering": "qa", "translation": "translate", "text-generation": "clm", "gpt": "clm",
    "fill-mask": "mlm", "bert": "mlm",
}  # fmt: skip
"""What `train` calls the training for a task or a model."""

SUMMARIES = ("summarization", "summarize", "summary")


def meant(said: str, context: Any, where: str) -> tuple[str, str]:
    """A word on how to write it, in English and in Korean; empty where nobody can guess."""
    option = re.search(r"No such option:? '?([^\s']+)", said)
    if option and not option[1].startswith("--"):
        return (
            f"a text that begins with - is written behind --, as in `{where} … -- {option[1]}`; ",
            f"-로 시작하는 글은 `{where} … -- {option[1]}`처럼 -- 뒤에 써 주세요. ",
        )
    arguments = [p.name for p in context.command.params if p.param_type_name == "argument"] if context else []
    if option and (name := option[1].removeprefix("--")) in arguments:
        return (
            f"the {name} is written without it, as in `{where} {name.upper()}`; ",
            f"--{name} 없이 `{where} {name.upper()}`처럼 바로 써 주세요. ",
        )
    command = re.search(r"No such command '(.+?)'", said)
    if command and where.endswith(" train") and (named := command[1]) in (*TAUGHT_BY, *SUMMARIES):
        if named in SUMMARIES:
            return (
                "summarization is not taught here: use a model that others taught, as in `minitransformer run "
                "summarization TEXT --model sshleifer/distilbart-cnn-12-6`; ",
                "요약은 여기서 학습시키지 않습니다. 이미 학습된 모델을 쓰세요: `minitransformer run summarization "
                "TEXT --model sshleifer/distilbart-cnn-12-6`. ",
            )
        line = f"minitransformer train {TAUGHT_BY[named]}"
        return f"it is called `{line}`; ", f"`{line}` 명령을 쓰세요. "
    return "", ""
