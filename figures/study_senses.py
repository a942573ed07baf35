"""Does a model tell 배 the pear from 배 the boat? Six Korean words in 104 sentences, layer by layer:

    python figures/study_senses.py                          with pocket-bert-ko
    python figures/study_senses.py --model klue/bert-base   with a real model, where there is a network

Every usage of a word is asked for its nearest neighbour among the other usages of that word: how often is it
meant in the same sense? TF-IDF and the embedding table know one vector for a word, so theirs is chance. The
same BERT before it has read anything is looked at too.

Results go to study_senses.json; the curves, and the usages as points in the plane, to two .png.
"""

import argparse
import json

import numpy as np
from reader import arguments, chosen

from minitransformer.apps.polysemy import senses, word_vectors
from minitransformer.apps.sights import OF_SENTENCE
from minitransformer.data.senses import embedded_senses
from minitransformer.plots import fonts
from minitransformer.plots.canvas import save
from minitransformer.plots.senses import senses_apart, senses_by_layer


def curves(found, language):
    layers = found.layers
    sentence = next(s for s in found.sights if s.name == OF_SENTENCE)
    lows, highs = zip(*(s.interval() for s in layers), strict=True)
    return senses_by_layer(
        [s.accuracy for s in layers],
        lows,
        highs,
        [s.within for s in layers],
        [s.between for s in layers],
        layers[0].chance,
        sentence.accuracy,
        language=language,
    )


def plane(vectors, usages, layer, language):
    points, labels, titles = [], [], []
    for word in dict.fromkeys(u.word for u in usages):
        mine = [i for i, u in enumerate(usages) if u.word == word]
        x = vectors[mine, layer].double().numpy()
        left, size, _ = np.linalg.svd(x - x.mean(0), full_matrices=False)
        points.append(left[:, :2] * size[:2])
        labels.append([usages[i].english if language == "en" else usages[i].sense for i in mine])
        titles.append(word)
    heading = {
        "en": f"Each usage of six words, by sense (layer {layer}, two principal components)",
        "ko": f"여섯 낱말의 쓰임, 뜻에 따라 (층 {layer}, 주성분 두 개)",
    }
    return senses_apart(points, labels, titles, heading[language], language)


def main():
    parser = argparse.ArgumentParser()
    arguments(parser, "study_senses")
    args = parser.parse_args()
    models, tokenizer = chosen(args)
    usages = embedded_senses()
    sights = {which: senses(model, tokenizer, usages) for which, model in models.items()}
    content = {"sentences": len(usages), "model": {"model": args.model}}
    content |= {which: found.to_json() for which, found in sights.items()}
    args.out.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    found = sights["taught"]
    print(*found.verdict, sep="\n")
    _, layers = word_vectors(models["taught"], tokenizer, [(u.text, u.word, u.form) for u in usages])
    best = int(found.best.name.removeprefix("layer "))
    for language in ("en", "ko") if fonts.hangul_font() else ("en",):
        ending = ".png" if language == "en" else ".ko.png"
        save(curves(found, language), args.out.with_suffix(ending))
        aside = args.out.with_name(f"{args.out.stem}_plane{ending}")
        save(plane(layers, usages, best, language), aside)


if __name__ == "__main__":
    main()
