"""Which replies of pocket-chatbot-ko are to the point, as one reader of this project judged them.

    python figures/pocket/judged.py

Adds the judgements, for the prompts in their order, to replies.json. Who disagrees finds every reply there.
"""

import json

from finetuning import HERE, add_result
from prompts import EVERYDAY

GREEDY = "011110 111001 111111 101001 111011"
SAMPLED = "011110 101001 111101 100010 110011"


def main():
    rows = json.loads((HERE / "replies.json").read_text(encoding="utf-8"))["replies"]
    marks = list(zip(GREEDY.replace(" ", ""), SAMPLED.replace(" ", ""), strict=True))
    assert [row["prompt"] for row in rows] == list(EVERYDAY)
    for row, (greedy, sampled) in zip(rows, marks, strict=True):
        row["to the point"] = [greedy == "1", sampled == "1"]
    add_result("replies", "replies", rows)
    for i, name in enumerate(("greedy", "sampled")):
        add_result("replies", f"to the point, {name}", sum(row["to the point"][i] for row in rows))


if __name__ == "__main__":
    main()
