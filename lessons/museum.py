"""The museum of real bugs as a page in each language: MUSEUM.md and MUSEUM.ko.md, made from its exhibits.

python lessons/museum.py          write both
python lessons/museum.py --check  are they up to date? (exit 1 if not)
"""

import argparse
import inspect
import sys
from pathlib import Path

from minitransformer.learn.checking import examine
from minitransformer.learn.course import find
from minitransformer.learn.said import Said
from minitransformer.lessons.museum import EXHIBITS

HERE = Path(__file__).parent
LANGUAGES = ("en", "ko")

HEAD = Said(
    "# The museum of real bugs\n"
    "\n"
    "Mistakes that were published, rebuilt small in our own words and our own code. Every one was found "
    "because its authors shared their work and somebody looked closely: thanks to both. Much of it trains "
    "fine, and some of it was mended long ago. The threads are linked; read them, they are good company.\n"
    "\n"
    "At each exhibit: find it, before you read on; then its name, a proof in two numbers of a run, and the "
    "mend. This page is made by the code that it shows (`python lessons/museum.py`); lesson 16 is the guided "
    "tour.",
    "# 진짜 버그 박물관\n"
    "\n"
    "세상에 공개된 적이 있는 실수들을 우리 말과 우리 코드로 작게 되살렸습니다. 만든 이가 코드를 나누었고, "
    "누군가 꼼꼼히 읽었기에 드러난 것들입니다. 두 쪽 모두 고맙습니다. 대부분은 학습이 잘되고, 오래전에 고쳐진 "
    "것도 있습니다. 원래 이야기가 오간 글을 이어 두었으니 읽어 보세요.\n"
    "\n"
    "전시물마다 먼저 직접 찾아보세요. 그다음에 실수의 이름, 실행해서 얻은 두 수로 된 증거, 고친 코드가 "
    "나옵니다. 이 쪽은 여기 보이는 코드가 만들었습니다(`python lessons/museum.py`). 16과에서 안내를 받으며 "
    "둘러볼 수 있습니다.",
)
SYMPTOM = Said("**Symptom:** {}.", "**증상:** {}.")
FIND = Said("**Find it:**", "**찾아보세요:**")
NAMED = Said('**Name it** (`check(wrong, "{}")`):', '**이름** (`check(wrong, "{}")`):')
PROBED = Said(
    "**Name it:** no exercise asks for this function, so the probe below does.",
    "**이름:** 이 함수를 묻는 연습 문제는 없어서, 아래의 수가 대신 밝힙니다.",
)
PROOF = Said("**Prove it:** {}: **{}**; mended **{}**.", "**증거:** {}: **{}**, 고치면 **{}**.")
MEND = Said("**Mend it:**", "**고친 코드:**")


def page(language):
    """All exhibits, in order."""
    parts = [HEAD.told(language)]
    for number, exhibit in enumerate(EXHIBITS, 1):
        parts += told(exhibit, number, language)
    return "\n\n".join(parts) + "\n"


def told(exhibit, number, language):
    """One exhibit."""
    owner, name, _, issue = exhibit.thread.split("/")
    wrong, right = (f"{x:.2g}" for x in exhibit.proof())
    return [
        f"## {number}. {exhibit.title.told(language)}",
        SYMPTOM.told(language).format(exhibit.symptom.told(language)),
        FIND.told(language),
        source(exhibit.wrong),
        f"{exhibit.told.told(language)} ([{owner}/{name} {issue}]({exhibit.link}))",
        *naming(exhibit, language),
        PROOF.told(language).format(exhibit.number.told(language), wrong, right),
        MEND.told(language),
        source(exhibit.right),
    ]


def naming(exhibit, language):
    """What the check says, where there is one."""
    if not exhibit.exercise:
        return [PROBED.told(language)]
    verdict = examine(find(exhibit.exercise), exhibit.wrong)
    lines = [f"- *{m.name}*. {m.did.told(language)} {m.should.told(language)}" for m in verdict.mistakes]
    return [NAMED.told(language).format(exhibit.exercise), "\n".join(lines)]


def source(function):
    """A function, as it stands in its file."""
    return f"```python\n{inspect.getsource(function).strip()}\n```"


def place(language):
    """The file of the page."""
    return HERE / ("MUSEUM.md" if language == "en" else f"MUSEUM.{language}.md")


def main():
    """Write the pages, or check them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        for language in LANGUAGES:
            place(language).write_text(page(language), encoding="utf-8")
        return
    old = [x for x in LANGUAGES if not place(x).exists() or place(x).read_text(encoding="utf-8") != page(x)]
    print("\n".join(f"{place(x).name}: out of date" for x in old))
    sys.exit(1 if old else 0)


if __name__ == "__main__":
    main()
