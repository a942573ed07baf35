"""What is measured of a run of the symptom atlas: what the model writes, and what it looks at."""

from dataclasses import replace

import torch
from atlas_task import END, LONGEST, PIECES, Recipe, answer_of, prompt_of

EVERY = 4
SHOWN = ((4, 8, 6, 12), (15, 5, 5, 10, 7), (9, 4, 13))
"""Words that are shown with what became of them; the attention is that of the first."""

ROOM = 2 * LONGEST


def thinned(curve):
    """The mean of every few steps with the step in their middle; looks are few, and stay."""
    if isinstance(curve[0], tuple):
        return [list(look) for look in curve]
    parts = [curve[i : i + EVERY] for i in range(0, len(curve), EVERY)]
    return [[i * EVERY + (len(part) - 1) / 2, sum(part) / len(part)] for i, part in enumerate(parts)]


@torch.no_grad()
def write(model, prompts):
    """What the model writes after prompts of one length: always the likeliest, until `</s>` or out of room."""
    ids = torch.tensor(prompts)
    for _ in range(ROOM):
        scores = model(ids, torch.ones_like(ids, dtype=torch.bool))
        ids = torch.cat([ids, scores[:, -1].argmax(-1, keepdim=True)], 1)
    written = ids[:, len(prompts[0]) :].tolist()
    return [w[: w.index(END) + 1] if END in w else w for w in written]


def spelled(ids):
    """The pieces, as they are read."""
    return "".join(PIECES[i] for i in ids)


def scores_of(model, recipe, some):
    """How many answers are wholly right, how many letters stand in their places, how many end, how many go round."""
    recipe.settle(model)
    written = {}
    for length in sorted({len(word) for word in some}):
        of_length = [word for word in some if len(word) == length]
        written |= dict(zip(of_length, write(model, [recipe.prompt(w) for w in of_length]), strict=True))
    pairs = [(written[word], answer_of(word)) for word in some]
    places = [
        (i < len(wrote) and wrote[i] == letter) for wrote, true in pairs for i, letter in enumerate(true[:-1])
    ]
    return {
        "exact": sum(wrote == true for wrote, true in pairs) / len(pairs),
        "letters": sum(places) / len(places),
        "ended": sum(wrote[-1] == END for wrote, _ in pairs) / len(pairs),
        "repeating": sum(goes_round(wrote) for wrote, _ in pairs) / len(pairs),
    }


def goes_round(wrote):
    """Does it end in one piece, or two in turns, until there is no room?"""
    return len(wrote) == ROOM and wrote[-6:-2] == wrote[-4:]


@torch.no_grad()
def look_at(model, recipe, unseen):
    """Scores, samples, and the attention of the head that looks most at the letter to be written next."""
    found = scores_of(model, recipe, unseen)
    usual = replace(recipe, settle=Recipe.settle, prompt=prompt_of)
    if usual != recipe:
        found["asked_rightly"] = scores_of(model, usual, unseen)
    recipe.settle(model)
    found["samples"] = [
        [spelled(w), spelled(answer_of(w)), spelled(write(model, [recipe.prompt(w)])[0])] for w in SHOWN
    ]
    return {**found, **attention(model, recipe, SHOWN[0])}


def attention(model, recipe, word):
    """The map of a head while the right answer is read, and the weight at the letters that come next."""
    ids, maps = torch.tensor([[*recipe.prompt(word), *answer_of(word)]]), []
    hooks = [
        b.attention.weights.register_forward_hook(lambda *call: maps.append(call[2][0])) for b in model.blocks
    ]
    model(ids, torch.ones_like(ids, dtype=torch.bool))
    for hook in hooks:
        hook.remove()
    heads = torch.cat(maps)
    start, n = len(recipe.prompt(word)) - 1, len(word)
    aimed = torch.stack([heads[:, start + i, start - 1 - i] for i in range(n)]).mean(0)
    best = int(aimed.argmax())
    tidy = [[round(w, 2) for w in row] for row in heads[best].tolist()]
    return {"aimed": aimed[best].item(), "map": tidy, "map_pieces": [PIECES[i] for i in ids[0].tolist()]}
