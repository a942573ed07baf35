"""A mistyped line, told in Korean too: the words of typer, and of click in its older releases."""

import re

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
