"""Pieces of words, BERT's inputs and outputs, weights read, and data, as an outsider wrote them."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["wordpiece"] = {
    "the shortest piece": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(i + 1, len(word) + 1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "pieces before [UNK] are kept": """
        result = []
        for word in text.split():
            i = 0
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        result.append(p)
                        i = j
                        break
                else:
                    result.append("[UNK]")
                    break
        return result
    """,
    "an [UNK] for each letter, and on": """
        result = []
        for word in text.split():
            i = 0
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        result.append(p)
                        i = j
                        break
                else:
                    result.append("[UNK]")
                    i += 1
        return result
    """,
    "looked up without ##": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    if word[i:j] in vocabulary:
                        pieces.append(word[i:j] if i == 0 else "##" + word[i:j])
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "returned without ##": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(word[i:j])
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "the piece with number 0 is not seen": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if vocabulary.get(p):
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "a space too many makes a word": """
        result = []
        for word in text.split(" "):
            i, pieces = 0, []
            while True:
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
                if i >= len(word):
                    break
            result += pieces
        return result
    """,
    "tried again with a shorter piece": """
        def cut(word, first):
            if not word:
                return []
            for j in range(len(word), 0, -1):
                p = word[:j] if first else "##" + word[:j]
                if p in vocabulary:
                    rest = cut(word[j:], False)
                    if rest is not None:
                        return [p, *rest]
            return None

        return [p for word in text.split() for p in (cut(word, True) or ["[UNK]"])]
    """,
    "everything small": """
        result = []
        for word in text.lower().split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "cut from the right": """
        result = []
        for word in text.split():
            j, pieces = len(word), []
            while j > 0:
                for i in range(j):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.insert(0, p)
                        j = i
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "one bad word spoils the text": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    return ["[UNK]"]
            result += pieces
        return result
    """,
    "a word that cannot be cut is left out": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = []
                    break
            result += pieces
        return result
    """,
    "the last letter alone is never looked up": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i + (1 if i else 0), -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "numbers, not pieces": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(vocabulary[p])
                        i = j
                        break
                else:
                    pieces = [vocabulary.get("[UNK]", 0)]
                    break
            result += pieces
        return result
    """,
    "a list a word": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result.append(pieces)
        return result
    """,
    "an empty text is [UNK]": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result or ["[UNK]"]
    """,
    "the first piece with ## too": """
        result = []
        for word in text.split():
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = next((q for q in (word[i:j], "##" + word[i:j]) if q in vocabulary), None)
                    if p:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
    "a word that was seen is not said again": """
        result = []
        for word in dict.fromkeys(text.split()):
            i, pieces = 0, []
            while i < len(word):
                for j in range(len(word), i, -1):
                    p = word[i:j] if i == 0 else "##" + word[i:j]
                    if p in vocabulary:
                        pieces.append(p)
                        i = j
                        break
                else:
                    pieces = ["[UNK]"]
                    break
            result += pieces
        return result
    """,
}
RIGHT["wordpiece"] = {
    "recursive": """
        def cut(rest, mark):
            if not rest:
                return []
            for j in range(len(rest), 0, -1):
                if mark + rest[:j] in vocabulary:
                    behind = cut(rest[j:], "##")
                    return None if behind is None else [mark + rest[:j]] + behind
            return None

        pieces = []
        for word in text.split():
            found = cut(word, "")
            pieces.extend(["[UNK]"] if found is None else found)
        return pieces
    """,
    "max over the vocabulary's pieces": """
        out = []
        for word in text.split():
            pieces, done = [], 0
            while done < len(word):
                mark = "##" if done else ""
                fits = [p for p in vocabulary if p.startswith(mark) and len(p) > len(mark)
                        and word.startswith(p[len(mark):], done)]
                if not fits:
                    pieces = ["[UNK]"]
                    break
                best = max(fits, key=len)
                pieces.append(best)
                done += len(best) - len(mark)
            out += pieces
        return out
    """,
}

_LEARN = """
        corpus = [(list(word), count) for word, count in words.items()]
        merges = []

        def apply(pieces, pair):
            done, i = [], 0
            while i < len(pieces):
                if i + 1 < len(pieces) and (pieces[i], pieces[i + 1]) == pair:
                    done.append(pieces[i] + pieces[i + 1])
                    i += 2
                else:
                    done.append(pieces[i])
                    i += 1
            return done

"""
WRONG["learn_merges"] = {
    "a word counts once": _LEARN
    + """
        for _ in range(n):
            pairs = Counter(p for pieces, c in corpus for p in zip(pieces, pieces[1:]))
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "a pair counts once a word": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in set(zip(pieces, pieces[1:])):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "counted once, at the beginning": _LEARN
    + """
        pairs = Counter()
        for pieces, c in corpus:
            for p in zip(pieces, pieces[1:]):
                pairs[p] += c
        return [p for p, _ in pairs.most_common(n)]
    """,
    "fails where no pairs are left": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "pairs that occur once are not merged": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs or max(pairs.values()) < 2:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "one merge too many": _LEARN
    + """
        for _ in range(n + 1):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "the rarest pair": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = min(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "only the first pair of a word is merged": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            changed = []
            for pieces, c in corpus:
                for i in range(len(pieces) - 1):
                    if (pieces[i], pieces[i + 1]) == best:
                        pieces = pieces[:i] + [best[0] + best[1]] + pieces[i + 2 :]
                        break
                changed.append((pieces, c))
            corpus = changed
        return merges
    """,
    "merged as text, across the edges of pieces": _LEARN
    + """
        texts = {" ".join(word): c for word, c in words.items()}
        for _ in range(n):
            pairs = Counter()
            for t, c in texts.items():
                for p in zip(t.split(), t.split()[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            texts = {t.replace(" ".join(best), "".join(best)): c for t, c in texts.items()}
        return merges
    """,
    "strings, not pairs": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append("".join(best))
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "with an end of the word": _LEARN
    + """
        corpus = [([*word, "</w>"], count) for word, count in words.items()]
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "pairs across words": _LEARN
    + """
        pieces = [letter for word, c in words.items() for _ in range(c) for letter in word]
        for _ in range(n):
            pairs = Counter(zip(pieces, pieces[1:]))
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            pieces = apply(pieces, best)
        return merges
    """,
    "the merged piece stays beside its halves": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    if p not in merges:
                        pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
        return merges
    """,
    "the longest pair of the frequent ones": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c * len("".join(p))
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return merges
    """,
    "merges and ranks": _LEARN
    + """
        for _ in range(n):
            pairs = Counter()
            for pieces, c in corpus:
                for p in zip(pieces, pieces[1:]):
                    pairs[p] += c
            if not pairs:
                break
            best = max(pairs, key=pairs.get)
            merges.append(best)
            corpus = [(apply(pieces, best), c) for pieces, c in corpus]
        return {pair: rank for rank, pair in enumerate(merges)}
    """,
}
RIGHT["learn_merges"] = {
    "Counter and a loop": _LEARN
    + """
        while len(merges) < n:
            pairs = Counter()
            for pieces, count in corpus:
                for left, right in zip(pieces[:-1], pieces[1:]):
                    pairs[left, right] += count
            if not pairs:
                return merges
            best, _ = pairs.most_common(1)[0]
            merges.append(best)
            corpus = [(apply(pieces, best), count) for pieces, count in corpus]
        return merges
    """,
    "with a mark between pieces": """
        import re

        texts = {word: "\\0".join(word) for word in words}
        merges = []
        for _ in range(n):
            counts = defaultdict(int)
            for word, text in texts.items():
                pieces = text.split("\\0")
                for i in range(1, len(pieces)):
                    counts[(pieces[i - 1], pieces[i])] += words[word]
            if not counts:
                break
            a, b = max(counts, key=lambda pair: counts[pair])
            merges.append((a, b))
            edge = re.compile(f"(?<![^\\0]){re.escape(a)}\\0{re.escape(b)}(?![^\\0])")
            texts = {word: edge.sub((a + b).replace("\\\\", r"\\\\"), text) for word, text in texts.items()}
        return merges
    """,
}

WRONG["merge"] = {
    "the leftmost pair, whatever its rank": """
        pieces = list(word)
        while True:
            for i in range(len(pieces) - 1):
                if (pieces[i], pieces[i + 1]) in ranks:
                    pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
                    break
            else:
                return pieces
    """,
    "the highest rank": """
        pieces = list(word)
        while True:
            found = [(ranks[p], -i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return pieces
            i = -max(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "the rightmost of the lowest": """
        pieces = list(word)
        while True:
            found = [(ranks[p], -i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return pieces
            i = -min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "rank 0 is no rank": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if ranks.get(p)]
            if not found:
                return pieces
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "one merge": """
        pieces = list(word)
        found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
        if found:
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        return pieces
    """,
    "only pairs of letters": """
        pieces = list(word)
        found = sorted((ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks)
        for _, i in found:
            if pieces[i] and i + 1 < len(pieces) and pieces[i + 1] and len(pieces[i]) == len(pieces[i + 1]) == 1:
                pieces[i], pieces[i + 1] = pieces[i] + pieces[i + 1], ""
        return [p for p in pieces if p]
    """,
    "every pair in the order of the table, once": """
        pieces = list(word)
        for pair in ranks:
            i = 0
            while i < len(pieces) - 1:
                if (pieces[i], pieces[i + 1]) == pair:
                    pieces[i : i + 2] = ["".join(pair)]
                i += 1
        return pieces
    """,
    "fails for an empty word": """
        pieces = [word[0]] + list(word[1:])
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return pieces
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "an empty word is one piece": """
        if len(word) < 2:
            return [word]
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return pieces
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "the last pair is not looked at": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:-1])) if p in ranks]
            if not found:
                return pieces
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "the longest piece that can be made": """
        known = {a + b for a, b in ranks} | set(word)
        pieces, i = [], 0
        while i < len(word):
            j = max(j for j in range(i + 1, len(word) + 1) if word[i:j] in known)
            pieces.append(word[i:j])
            i = j
        return pieces
    """,
    "a text with spaces": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return " ".join(pieces)
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "a tuple": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return tuple(pieces)
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "all of one rank at once, overlapping ones too": """
        pieces = list(word)
        while True:
            found = [ranks[p] for p in zip(pieces, pieces[1:]) if p in ranks]
            if not found:
                return pieces
            best = min(found)
            hits = [i for i, p in enumerate(zip(pieces, pieces[1:])) if ranks.get(p, -1) == best]
            for i in reversed(hits):
                if i + 1 < len(pieces):
                    pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "single letters are dropped": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return [p for p in pieces if len(p) > 1] or pieces
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "only ten merges": """
        pieces = list(word)
        for _ in range(10):
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                break
            i = min(found)[1]
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
        return pieces
    """,
}
RIGHT["merge"] = {
    "the smallest, again and again": """
        pieces = list(word)
        while True:
            found = [(ranks[p], i) for i, p in enumerate(zip(pieces, pieces[1:])) if p in ranks]
            if not found:
                return pieces
            _, i = min(found)
            pieces[i : i + 2] = [pieces[i] + pieces[i + 1]]
    """,
    "recursive": """
        def step(pieces):
            best, at = math.inf, None
            for i in range(len(pieces) - 1):
                rank = ranks.get((pieces[i], pieces[i + 1]), math.inf)
                if rank < best:
                    best, at = rank, i
            if at is None:
                return pieces
            return step(pieces[:at] + ["".join(pieces[at : at + 2])] + pieces[at + 2 :])

        return step([*word])
    """,
}

_PLACES = """
        t = ids.shape[1]
        places = torch.arange(t)
"""
WRONG["bert_embeddings"] = {
    "positions count from 1": """
        return norm(embed(ids) + position_table(torch.arange(1, ids.shape[1] + 1)) + segment_table(segments))
    """,
    "no segments": _PLACES + "        return norm(embed(ids) + position_table(places))",
    "no positions": "return norm(embed(ids) + segment_table(segments))",
    "no norm": _PLACES + "        return embed(ids) + position_table(places) + segment_table(segments)",
    "each is normalised": _PLACES
    + "        return norm(embed(ids)) + norm(position_table(places)) + norm(segment_table(segments))",
    "only the words are normalised": _PLACES
    + "        return norm(embed(ids)) + position_table(places) + segment_table(segments)",
    "scaled by the root of d": _PLACES
    + """
        w = embed(ids)
        return norm(w * math.sqrt(w.shape[-1]) + position_table(places) + segment_table(segments))
    """,
    "multiplied": _PLACES
    + "        return norm(embed(ids) * position_table(places) * segment_table(segments))",
    "positions of the batch": """
        places = torch.arange(ids.shape[0])[:, None]
        return norm(embed(ids) + position_table(places) + segment_table(segments))
    """,
    "the tables of positions and segments change places": _PLACES
    + "        return norm(embed(ids) + segment_table(places % 2) + position_table(segments))",
    "segments from the word table": _PLACES
    + "        return norm(embed(ids) + position_table(places) + embed(segments))",
    "the mean, not the sum": _PLACES
    + "        return norm((embed(ids) + position_table(places) + segment_table(segments)) / 3) * 1.0001",
    "positions begin anew in each segment": """
        places = torch.arange(ids.shape[1]).expand_as(ids)
        start = (segments == 0).sum(-1, keepdim=True)
        places = torch.where(segments == 1, places - start, places).clamp(min=0)
        return norm(embed(ids) + position_table(places) + segment_table(segments))
    """,
    "one position for all": """
        zero = torch.zeros_like(ids)
        return norm(embed(ids) + position_table(zero) + segment_table(segments))
    """,
    "side by side": _PLACES
    + """
        p = position_table(places).expand(ids.shape[0], -1, -1)
        return torch.cat([embed(ids), p, segment_table(segments)], -1)
    """,
    "the segments of the first row": _PLACES
    + "        return norm(embed(ids) + position_table(places) + segment_table(segments[0]))",
    "words are counted, padding 0 not": """
        real = (ids != 0).long()
        places = (real.cumsum(-1) - 1).clamp(min=0)
        return norm(embed(ids) + position_table(places) + segment_table(segments))
    """,
    "segments turned": _PLACES
    + "        return norm(embed(ids) + position_table(places) + segment_table(1 - segments))",
}
RIGHT["bert_embeddings"] = {
    "a sum over tables": """
        b, t = ids.shape
        places = torch.arange(t, device=ids.device)[None].repeat(b, 1)
        tables = [(embed, ids), (position_table, places), (segment_table, segments)]
        return norm(sum(table(numbers) for table, numbers in tables))
    """,
    "places by a running sum": """
        places = torch.ones_like(ids).cumsum(-1) - 1
        x = segment_table(segments)
        x = x + embed(ids)
        return norm(x + position_table(places))
    """,
    "row by row": """
        places = torch.arange(ids.size(1))
        rows = [embed(i) + position_table(places) + segment_table(s) for i, s in zip(ids, segments)]
        return norm(torch.stack(rows))
    """,
}

WRONG["pooler"] = {
    "the last token": "return torch.tanh(dense(hidden[:, -1]))",
    "the mean": "return torch.tanh(dense(hidden.mean(1)))",
    "the maximum": "return torch.tanh(dense(hidden.amax(1)))",
    "no tanh": "return dense(hidden[:, 0])",
    "tanh before": "return dense(torch.tanh(hidden[:, 0]))",
    "tanh before and after": "return torch.tanh(dense(torch.tanh(hidden[:, 0])))",
    "relu": "return torch.relu(dense(hidden[:, 0]))",
    "a sigmoid": "return torch.sigmoid(dense(hidden[:, 0]))",
    "gelu": "return torch.nn.functional.gelu(dense(hidden[:, 0]))",
    "the first text": "return torch.tanh(dense(hidden[0]))",
    "an axis too many": "return torch.tanh(dense(hidden[:, :1]))",
    "all tokens": "return torch.tanh(dense(hidden))",
    "no bias": "return torch.tanh(hidden[:, 0] @ dense.weight.T)",
    "not transposed": "return torch.tanh(hidden[:, 0] @ dense.weight + dense.bias)",
    "the mean of what comes out": "return torch.tanh(dense(hidden)).mean(1)",
    "the second token": "return torch.tanh(dense(hidden[:, min(1, hidden.shape[1] - 1)]))",
    "no dense layer": "return torch.tanh(hidden[:, 0])",
    "the batch is lost where it is one": "return torch.tanh(dense(hidden[:, 0])).squeeze(0)",
    "length 1": "return torch.nn.functional.normalize(torch.tanh(dense(hidden[:, 0])), dim=-1)",
}
RIGHT["pooler"] = {
    "F.linear": "return torch.tanh(F.linear(hidden[:, 0, :], dense.weight, dense.bias))",
    "everything, then the first": "return dense(hidden).tanh().select(1, 0)",
    "twice a sigmoid": "return 2 * torch.sigmoid(2 * dense(hidden[:, 0])) - 1",
}

WRONG["masked_word_head"] = {
    "no GELU": "return norm(dense(hidden)) @ embed.weight.T + bias",
    "GELU with tanh": "return norm(F.gelu(dense(hidden), approximate='tanh')) @ embed.weight.T + bias",
    "relu": "return norm(torch.relu(dense(hidden))) @ embed.weight.T + bias",
    "GELU behind the norm": "return F.gelu(norm(dense(hidden))) @ embed.weight.T + bias",
    "the norm first": "return F.gelu(dense(norm(hidden))) @ embed.weight.T + bias",
    "no norm": "return F.gelu(dense(hidden)) @ embed.weight.T + bias",
    "no bias": "return norm(F.gelu(dense(hidden))) @ embed.weight.T",
    "no transform": "return hidden @ embed.weight.T + bias",
    "no dense": "return norm(F.gelu(hidden)) @ embed.weight.T + bias",
    "not transposed": "return norm(F.gelu(dense(hidden))) @ embed.weight + bias",
    "softmax": "return torch.softmax(norm(F.gelu(dense(hidden))) @ embed.weight.T + bias, -1)",
    "log-softmax": "return torch.log_softmax(norm(F.gelu(dense(hidden))) @ embed.weight.T + bias, -1)",
    "scaled by the root of d": """
        y = norm(F.gelu(dense(hidden)))
        return y @ embed.weight.T / math.sqrt(y.shape[-1]) + bias
    """,
    "the bias is scaled by position": "return (norm(F.gelu(dense(hidden))) @ embed.weight.T) * bias",
    "the bias is subtracted": "return norm(F.gelu(dense(hidden))) @ embed.weight.T - bias",
    "a residual too many": "return (hidden + norm(F.gelu(dense(hidden)))) @ embed.weight.T + bias",
    "the first position only": """
        y = norm(F.gelu(dense(hidden[:, :1]))) @ embed.weight.T + bias
        return y.expand(-1, hidden.shape[1], -1)
    """,
    "cosines, not dot products": """
        y = F.normalize(norm(F.gelu(dense(hidden))), dim=-1)
        return y @ F.normalize(embed.weight, dim=-1).T + bias
    """,
    "the embeddings do not learn": "return norm(F.gelu(dense(hidden))) @ embed.weight.detach().T + bias",
    "the dense bias is forgotten": "return norm(F.gelu(hidden @ dense.weight.T)) @ embed.weight.T + bias",
}
RIGHT["masked_word_head"] = {
    "F.linear": "return F.linear(norm(F.gelu(dense(hidden))), embed.weight, bias)",
    "einsum": """
        transformed = norm(mf.gelu(torch.einsum("btd,ed->bte", hidden, dense.weight) + dense.bias))
        return torch.einsum("btd,vd->btv", transformed, embed.weight) + bias
    """,
    "through the vectors of all words": """
        words = embed(torch.arange(embed.num_embeddings))
        return bias + torch.matmul(norm(F.gelu(dense(hidden))), words.transpose(0, 1))
    """,
}

WRONG["gpt2_qkv"] = {
    "nothing is transposed": """
        a, b, c = attn_weight.chunk(3, 1)
        return a, b, c, *attn_bias.chunk(3), proj_weight
    """,
    "out is not transposed": """
        a, b, c = attn_weight.T.chunk(3)
        return a, b, c, *attn_bias.chunk(3), proj_weight
    """,
    "only out is transposed": """
        a, b, c = attn_weight.chunk(3, 1)
        return a, b, c, *attn_bias.chunk(3), proj_weight.T
    """,
    "a view in the place of a split": """
        d = proj_weight.shape[0]
        a, b, c = attn_weight.reshape(3, d, d)
        return a.T, b.T, c.T, *attn_bias.chunk(3), proj_weight.T
    """,
    "a view, and transposed before": """
        d = proj_weight.shape[0]
        y = attn_weight.T.reshape(d, 3, d)
        return y[:, 0], y[:, 1], y[:, 2], *attn_bias.chunk(3), proj_weight.T
    """,
    "every third column": """
        a, b, c = (attn_weight[:, i::3].T for i in range(3))
        return a, b, c, attn_bias[0::3], attn_bias[1::3], attn_bias[2::3], proj_weight.T
    """,
    "every third number of the bias": """
        a, b, c = attn_weight.T.chunk(3)
        return a, b, c, attn_bias[0::3], attn_bias[1::3], attn_bias[2::3], proj_weight.T
    """,
    "the order k, q, v": """
        b, a, c = attn_weight.T.chunk(3)
        y, x, z = attn_bias.chunk(3)
        return a, b, c, x, y, z, proj_weight.T
    """,
    "the order q, v, k": """
        a, c, b = attn_weight.T.chunk(3)
        x, z, y = attn_bias.chunk(3)
        return a, b, c, x, y, z, proj_weight.T
    """,
    "the biases in another order": """
        a, b, c = attn_weight.T.chunk(3)
        x, y, z = attn_bias.chunk(3)
        return a, b, c, z, y, x, proj_weight.T
    """,
    "weight and bias take turns": """
        a, b, c = attn_weight.T.chunk(3)
        x, y, z = attn_bias.chunk(3)
        return a, x, b, y, c, z, proj_weight.T
    """,
    "out comes before the biases": """
        a, b, c = attn_weight.T.chunk(3)
        return a, b, c, proj_weight.T, *attn_bias.chunk(3)
    """,
    "out is left out": """
        a, b, c = attn_weight.T.chunk(3)
        return a, b, c, *attn_bias.chunk(3)
    """,
    "a list": """
        return [*attn_weight.T.chunk(3), *attn_bias.chunk(3), proj_weight.T]
    """,
    "the weights in one tuple": """
        return attn_weight.T.chunk(3), attn_bias.chunk(3), proj_weight.T
    """,
    "the wrong slices": """
        d = attn_weight.shape[0]
        w = attn_weight.T
        return w[:d], w[d : 2 * d], w[d : 2 * d], *attn_bias.chunk(3), proj_weight.T
    """,
    "one bias for all": """
        a, b, c = attn_weight.T.chunk(3)
        return a, b, c, attn_bias[: a.shape[0]], attn_bias[: a.shape[0]], attn_bias[: a.shape[0]], proj_weight.T
    """,
}
RIGHT["gpt2_qkv"] = {
    "slices": """
        d = proj_weight.shape[0]
        w = attn_weight.transpose(0, 1)
        return (w[:d], w[d : 2 * d], w[2 * d :], attn_bias[:d], attn_bias[d : 2 * d], attn_bias[2 * d :],
                proj_weight.transpose(0, 1))
    """,
    "copies": """
        q, k, v = torch.chunk(attn_weight, 3, dim=-1)
        weights = tuple(torch.clone(w.T.contiguous()) for w in (q, k, v))
        biases = tuple(b.clone() for b in attn_bias.view(3, -1))
        return (*weights, *biases, proj_weight.T.contiguous())
    """,
    "einsum": """
        d = attn_weight.shape[0]
        q, k, v = torch.einsum("inj->nji", attn_weight.reshape(d, 3, d))
        return q, k, v, *attn_bias.split(d), torch.einsum("ij->ji", proj_weight)
    """,
}

WRONG["neox_qkv"] = {
    "three blocks": "return *weight.chunk(3), *bias.chunk(3)",
    "three blocks for the bias": """
        d = weight.shape[1]
        w = weight.view(n_heads, 3, -1, d)
        return *(w[:, i].reshape(-1, d) for i in range(3)), *bias.chunk(3)
    """,
    "the three before the heads": """
        d = weight.shape[1]
        w, b = weight.view(3, n_heads, -1, d), bias.view(3, n_heads, -1)
        return *(w[i].reshape(-1, d) for i in range(3)), *(b[i].reshape(-1) for i in range(3))
    """,
    "every third row": "return weight[0::3], weight[1::3], weight[2::3], bias[0::3], bias[1::3], bias[2::3]",
    "every third row within a head": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, -1, 3, d), bias.view(n_heads, -1, 3)
        return *(w[:, :, i].reshape(-1, d) for i in range(3)), *(b[..., i].reshape(-1) for i in range(3))
    """,
    "transposed": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return *(w[:, i].reshape(-1, d).T for i in range(3)), *(b[:, i].reshape(-1) for i in range(3))
    """,
    "the order k, q, v": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return *(w[:, i].reshape(-1, d) for i in (1, 0, 2)), *(b[:, i].reshape(-1) for i in (1, 0, 2))
    """,
    "weight and bias take turns": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return tuple(y for i in range(3) for y in (w[:, i].reshape(-1, d), b[:, i].reshape(-1)))
    """,
    "the heads stay an axis": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return w[:, 0], w[:, 1], w[:, 2], b[:, 0], b[:, 1], b[:, 2]
    """,
    "the last head first": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d).flip(0), bias.view(n_heads, 3, -1).flip(0)
        return *(w[:, i].reshape(-1, d) for i in range(3)), *(b[:, i].reshape(-1) for i in range(3))
    """,
    "the channels of all heads mixed": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return (*(w[:, i].transpose(0, 1).reshape(-1, d) for i in range(3)),
                *(b[:, i].transpose(0, 1).reshape(-1) for i in range(3)))
    """,
    "the weights only": """
        d = weight.shape[1]
        w = weight.view(n_heads, 3, -1, d)
        return tuple(w[:, i].reshape(-1, d) for i in range(3))
    """,
    "the bias of the queries for all": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return *(w[:, i].reshape(-1, d) for i in range(3)), *(b[:, 0].reshape(-1) for _ in range(3))
    """,
    "n_heads is taken for the width of a head": """
        d = weight.shape[1]
        w, b = weight.view(-1, 3, n_heads, d), bias.view(-1, 3, n_heads)
        return *(w[:, i].reshape(-1, d) for i in range(3)), *(b[:, i].reshape(-1) for i in range(3))
    """,
    "columns, not rows": """
        w = weight.view(weight.shape[0], n_heads, 3, -1) if weight.shape[1] % (3 * n_heads) == 0 else None
        if w is None:
            w = weight.T.reshape(-1, n_heads, 3, weight.shape[0] // (3 * n_heads)).permute(3, 1, 2, 0)
        b = bias.view(n_heads, 3, -1)
        return *(w[:, :, i].flatten(0, 1) for i in range(3)), *(b[:, i].reshape(-1) for i in range(3))
    """,
    "a list": """
        d = weight.shape[1]
        w, b = weight.view(n_heads, 3, -1, d), bias.view(n_heads, 3, -1)
        return [*(w[:, i].reshape(-1, d) for i in range(3)), *(b[:, i].reshape(-1) for i in range(3))]
    """,
}
RIGHT["neox_qkv"] = {
    "chunks of chunks": """
        heads = [h.chunk(3) for h in weight.chunk(n_heads)]
        shifts = [h.chunk(3) for h in bias.chunk(n_heads)]
        weights = [torch.cat([h[i] for h in heads]) for i in range(3)]
        return (*weights, *[torch.cat([h[i] for h in shifts]) for i in range(3)])
    """,
    "row numbers": """
        size = weight.shape[0] // (3 * n_heads)
        row = torch.arange(weight.shape[0]).view(n_heads, 3, size).transpose(0, 1).reshape(3, -1)
        q, k, v = row
        return weight[q], weight[k], weight[v], bias[q], bias[k], bias[v]
    """,
    "einsum": """
        d = weight.shape[1]
        q, k, v = torch.einsum("hncd->nhcd", weight.reshape(n_heads, 3, -1, d)).reshape(3, -1, d)
        return (q, k, v, *bias.reshape(n_heads, 3, -1).permute(1, 0, 2).flatten(1))
    """,
}

_SET = """
        special = torch.tensor(sorted(special_ids))
        ordinary = torch.tensor([i for i in range(vocab_size) if i not in special_ids])

        def u():
            r = torch.rand(ids.shape, generator=generator)
            return r if heads is None else r.gather(-1, heads)

        def words():
            return ordinary[torch.randint(len(ordinary), ids.shape, generator=generator)]

        chosen = (u() < fraction) & ~torch.isin(ids, special)
        fate = u()
"""
_LAID = """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(chosen, ids, -100))
"""
WRONG["mask_tokens"] = {
    "always 15 %": _SET.replace("< fraction", "< 0.15") + _LAID,
    "special tokens are chosen": _SET.replace(" & ~torch.isin(ids, special)", "") + _LAID,
    "all become [MASK]": _SET
    + """
        return Masked(torch.where(chosen, mask_id, ids), torch.where(chosen, ids, -100))
    """,
    "80 % [MASK], 20 % unchanged": _SET
    + """
        return Masked(torch.where(chosen & (fate < 0.8), mask_id, ids), torch.where(chosen, ids, -100))
    """,
    "80 % [MASK], 20 % random": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8), words(), y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "80 % random, 10 % [MASK]": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), words(), ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), mask_id, y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "10 % of the rest, not of all": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (u() < 0.1), words(), y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "random words may be special": _SET
    + """
        w = torch.randint(vocab_size, ids.shape, generator=generator)
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), w, y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "one random word for all places": _SET
    + """
        w = ordinary[torch.randint(len(ordinary), (), generator=generator)]
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), w, y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "drawn from the global source": (_SET + _LAID).replace("generator=generator", "generator=None"),
    "a generator of its own": "        generator = torch.Generator().manual_seed(0)\n" + _SET + _LAID,
    "the input is changed": _SET
    + """
        labels = torch.where(chosen, ids, -100)
        w = words()
        ids[chosen & (fate < 0.8)] = mask_id
        swap = chosen & (fate >= 0.8) & (fate < 0.9)
        ids[swap] = w[swap]
        return Masked(ids, labels)
    """,
    "labels everywhere": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, ids)
    """,
    "labels only where something changed": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(y != ids, ids, -100))
    """,
    "the label is what is shown": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(chosen, y, -100))
    """,
    "labels elsewhere are 0": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(chosen, ids, 0))
    """,
    "labels where nothing was chosen": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(chosen, -100, ids))
    """,
    "heads are ignored": "        heads = None\n" + _SET + _LAID,
    "a word is chosen, but its pieces have fates of their own": _SET
    + "        fate = torch.rand(ids.shape, generator=generator)\n"
    + _LAID,
    "the pieces are chosen one by one, and share a fate": _SET
    + "        chosen = (torch.rand(ids.shape, generator=generator) < fraction) & ~torch.isin(ids, special)\n"
    + _LAID,
    "one draw for both": _SET.replace("        fate = u()\n", "")
    + """
        r = u()
        chosen = (r < fraction) & ~torch.isin(ids, special)
        fate = r
    """
    + _LAID,
    "only the heads are shown as [MASK]": _SET
    + """
        first = torch.ones_like(ids, dtype=torch.bool)
        if heads is not None:
            first = heads == torch.arange(ids.shape[-1])
        y = torch.where(chosen & (fate < 0.8) & first, mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "a tuple": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        return y, torch.where(chosen, ids, -100)
    """,
    "one text only": _SET.replace("r.gather(-1, heads)", "r[heads]") + _LAID,
    "the word keeps the label of its head": _SET
    + """
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), words(), y)
        told = ids if heads is None else ids.gather(-1, heads)
        return Masked(y, torch.where(chosen, told, -100))
    """,
    "never the last word of the vocabulary": _SET
    + """
        w = ordinary[torch.randint(len(ordinary) - 1, ids.shape, generator=generator)]
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), w, y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
    "random words are those of the text": _SET
    + """
        flat = ids.flatten()
        w = flat[torch.randint(len(flat), ids.shape, generator=generator)]
        w = torch.where(torch.isin(w, special), ids, w)
        y = torch.where(chosen & (fate < 0.8), mask_id, ids)
        y = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), w, y)
        return Masked(y, torch.where(chosen, ids, -100))
    """,
}
RIGHT["mask_tokens"] = {
    "nested where": _SET
    + """
        shown = torch.where(fate < 0.8, mask_id, torch.where(fate < 0.9, words(), ids))
        return Masked(torch.where(chosen, shown, ids), ids.masked_fill(~chosen, -100))
    """,
    "Bernoulli, as others do it": """
        p = torch.full(ids.shape, fraction, dtype=torch.float64)
        chosen = torch.bernoulli(p, generator=generator).bool()
        masked = torch.bernoulli(torch.full(ids.shape, 0.8), generator=generator).bool()
        half = torch.bernoulli(torch.full(ids.shape, 0.5), generator=generator).bool()
        if heads is not None:
            chosen, masked, half = (y.gather(-1, heads) for y in (chosen, masked, half))
        for i in special_ids:
            chosen = chosen & (ids != i)
        labels = ids.clone()
        labels[~chosen] = -100
        shown = ids.clone()
        shown[chosen & masked] = mask_id
        swap = chosen & ~masked & half
        allowed = torch.ones(vocab_size)
        allowed[list(special_ids)] = 0
        if swap.any():
            shown[swap] = torch.multinomial(allowed, int(swap.sum()), replacement=True, generator=generator)
        return Masked(shown, labels)
    """,
}

_OTHER = """
        pairs = []
        for n, document in enumerate(documents):
            others = [s for m, d in enumerate(documents) if m != n for s in d]
            for i in range(len(document) - 1):
                away = others[int(torch.randint(len(others), (1,), generator=generator))]
                next_ = document[i + 1]
                coin = float(torch.rand((), generator=generator)) < 0.5
"""
WRONG["next_sentence_pairs"] = {
    "the labels change places": _OTHER
    + """
                pairs.append(Pair(document[i], next_, 1) if coin else Pair(document[i], away, 0))
        return pairs
    """,
    "always the sentence that follows": _OTHER
    + """
                pairs.append(Pair(document[i], next_, 0))
        return pairs
    """,
    "never the sentence that follows": _OTHER
    + """
                pairs.append(Pair(document[i], away, 1))
        return pairs
    """,
    "elsewhere in the same document": """
        pairs = []
        for document in documents:
            for i in range(len(document) - 1):
                if torch.rand((), generator=generator) < 0.5:
                    pairs.append(Pair(document[i], document[i + 1], 0))
                else:
                    away = document[int(torch.randint(len(document), (), generator=generator))]
                    pairs.append(Pair(document[i], away, 1))
        return pairs
    """,
    "anywhere, the same document too": """
        pairs = []
        everything = [s for d in documents for s in d]
        for document in documents:
            for i in range(len(document) - 1):
                if torch.rand((), generator=generator) < 0.5:
                    pairs.append(Pair(document[i], document[i + 1], 0))
                else:
                    away = everything[int(torch.randint(len(everything), (), generator=generator))]
                    pairs.append(Pair(document[i], away, 1))
        return pairs
    """,
    "a document first, then a sentence of it": """
        pairs = []
        for n, document in enumerate(documents):
            others = [d for m, d in enumerate(documents) if m != n and d]
            for i in range(len(document) - 1):
                if torch.rand((), generator=generator) < 0.5:
                    pairs.append(Pair(document[i], document[i + 1], 0))
                else:
                    d = others[int(torch.randint(len(others), (), generator=generator))]
                    pairs.append(Pair(document[i], d[int(torch.randint(len(d), (), generator=generator))], 1))
        return pairs
    """,
    "the first sentence of another document": """
        pairs = []
        for n, document in enumerate(documents):
            others = [d[0] for m, d in enumerate(documents) if m != n and d]
            for i in range(len(document) - 1):
                away = others[int(torch.randint(len(others), (), generator=generator))]
                coin = torch.rand((), generator=generator) < 0.5
                pairs.append(Pair(document[i], document[i + 1], 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "the next document only": """
        pairs = []
        for n, document in enumerate(documents):
            d = documents[(n + 1) % len(documents)]
            for i in range(len(document) - 1):
                away = d[int(torch.randint(len(d), (), generator=generator))]
                coin = torch.rand((), generator=generator) < 0.5
                pairs.append(Pair(document[i], document[i + 1], 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "the last sentence asks too": """
        pairs = []
        for n, document in enumerate(documents):
            others = [s for m, d in enumerate(documents) if m != n for s in d]
            for i in range(len(document)):
                away = others[int(torch.randint(len(others), (), generator=generator))]
                if i + 1 < len(document) and torch.rand((), generator=generator) < 0.5:
                    pairs.append(Pair(document[i], document[i + 1], 0))
                else:
                    pairs.append(Pair(document[i], away, 1))
        return pairs
    """,
    "across the end of a document": """
        sentences = [(n, s) for n, d in enumerate(documents) for s in d]
        pairs = []
        for i in range(len(sentences) - 1):
            others = [s for m, s in sentences if m != sentences[i][0]]
            if torch.rand((), generator=generator) < 0.5:
                pairs.append(Pair(sentences[i][1], sentences[i + 1][1], 0))
            else:
                away = others[int(torch.randint(len(others), (), generator=generator))]
                pairs.append(Pair(sentences[i][1], away, 1))
        return pairs
    """,
    "15 % elsewhere": _OTHER.replace("< 0.5", "< 0.85")
    + """
                pairs.append(Pair(document[i], next_, 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "by turns, not by chance": _OTHER
    + """
                pairs.append(Pair(document[i], next_, 0) if i % 2 == 0 else Pair(document[i], away, 1))
        return pairs
    """,
    "drawn from the global source": (
        _OTHER
        + """
                pairs.append(Pair(document[i], next_, 0) if coin else Pair(document[i], away, 1))
        return pairs
    """
    ).replace("generator=generator", "generator=None"),
    "drawn with random": """
        pairs = []
        for n, document in enumerate(documents):
            others = [s for m, d in enumerate(documents) if m != n for s in d]
            for i in range(len(document) - 1):
                if random.random() < 0.5:
                    pairs.append(Pair(document[i], document[i + 1], 0))
                else:
                    pairs.append(Pair(document[i], random.choice(others), 1))
        return pairs
    """,
    "both pairs for every sentence": _OTHER
    + """
                pairs += [Pair(document[i], next_, 0), Pair(document[i], away, 1)]
        return pairs
    """,
    "tuples": _OTHER
    + """
                pairs.append((document[i], next_, 0) if coin else (document[i], away, 1))
        return pairs
    """,
    "second before first": _OTHER
    + """
                pairs.append(Pair(next_, document[i], 0) if coin else Pair(away, document[i], 1))
        return pairs
    """,
    "the last sentence of all is never drawn": _OTHER.replace(
        "randint(len(others), (1,)", "randint(max(len(others) - 1, 1), (1,)"
    )
    + """
                pairs.append(Pair(document[i], next_, 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "one coin for a document": """
        pairs = []
        for n, document in enumerate(documents):
            others = [s for m, d in enumerate(documents) if m != n for s in d]
            coin = torch.rand((), generator=generator) < 0.5
            for i in range(len(document) - 1):
                away = others[int(torch.randint(len(others), (), generator=generator))]
                pairs.append(Pair(document[i], document[i + 1], 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "one stranger for a document": """
        pairs = []
        for n, document in enumerate(documents):
            others = [s for m, d in enumerate(documents) if m != n for s in d]
            away = others[int(torch.randint(len(others), (), generator=generator))]
            for i in range(len(document) - 1):
                coin = torch.rand((), generator=generator) < 0.5
                pairs.append(Pair(document[i], document[i + 1], 0) if coin else Pair(document[i], away, 1))
        return pairs
    """,
    "mixed up": _OTHER
    + """
                pairs.append(Pair(document[i], next_, 0) if coin else Pair(document[i], away, 1))
        return [pairs[int(i)] for i in torch.randperm(len(pairs), generator=generator)]
    """,
}
RIGHT["next_sentence_pairs"] = {
    "the coin first, and drawn only where needed": """
        pairs = []
        for n, document in enumerate(documents):
            others = [sentence for m in range(len(documents)) if m != n for sentence in documents[m]]
            for first, second in zip(document, document[1:]):
                if int(torch.randint(2, (1,), generator=generator)) == 0:
                    pairs.append(Pair(first=first, second=second, label=0))
                else:
                    chosen = torch.randint(0, len(others), (1,), generator=generator).item()
                    pairs.append(Pair(first=first, second=others[chosen], label=1))
        return pairs
    """,
    "drawn again until it is another document": """
        flat = [(n, s) for n, d in enumerate(documents) for s in d]
        pairs = []
        for n, document in enumerate(documents):
            for i, first in enumerate(document[:-1]):
                if torch.rand(1, generator=generator).item() >= 0.5:
                    pairs.append(Pair(first, document[i + 1], 0))
                    continue
                home = n
                while home == n:
                    home, away = flat[torch.randint(len(flat), (1,), generator=generator).item()]
                pairs.append(Pair(first, away, 1))
        return pairs
    """,
}
