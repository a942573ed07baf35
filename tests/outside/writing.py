"""Choosing words, caches, GPT-2 in NumPy, dialogues and prompts, as an outsider wrote them."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["top_k"] = {
    "fails beyond the vocabulary": """
        kth = scores.topk(k, -1).values[:, -1:]
        return scores.masked_fill(scores < kth, -torch.inf)
    """,
    "the best are dropped": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores >= kth, -torch.inf)
    """,
    "one fewer": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores <= kth, -torch.inf)
    """,
    "one more": """
        kth = scores.topk(min(k + 1, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores < kth, -torch.inf)
    """,
    "the k worst": """
        kth = scores.topk(min(k, scores.size(-1)), -1, largest=False).values[:, -1:]
        return scores.masked_fill(scores > kth, -torch.inf)
    """,
    "0, not minus infinity": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores < kth, 0.0)
    """,
    "-1e9, not minus infinity": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores < kth, -1e9)
    """,
    "the lowest number there is": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return scores.masked_fill(scores < kth, torch.finfo(scores.dtype).min)
    """,
    "the best of all rows together": """
        kth = scores.flatten().topk(min(k, scores.numel())).values[-1]
        return scores.masked_fill(scores < kth, -torch.inf)
    """,
    "over the rows": """
        kth = scores.topk(min(k, scores.size(0)), 0).values[-1:]
        return scores.masked_fill(scores < kth, -torch.inf)
    """,
    "the first row's words for all": """
        keep = scores[0].topk(min(k, scores.size(-1))).indices
        y = torch.full_like(scores, -torch.inf)
        y[:, keep] = scores[:, keep]
        return y
    """,
    "sorted": """
        y = scores.sort(dim=-1, descending=True).values
        y[:, k:] = -torch.inf
        return y
    """,
    "only the k scores": "return scores.topk(min(k, scores.size(-1)), -1).values",
    "probabilities": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return torch.softmax(scores.masked_fill(scores < kth, -torch.inf), -1)
    """,
    "scores are changed": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        scores[scores < kth] = -torch.inf
        return scores
    """,
    "the first k words": """
        y = scores.clone()
        y[:, k:] = -torch.inf
        return y
    """,
    "a single row": """
        keep = scores.squeeze(0).topk(min(k, scores.size(-1)), -1).indices
        y = torch.full_like(scores, -torch.inf)
        return y.scatter(-1, keep[None] if keep.dim() == 1 else keep[:1].expand(len(y), -1), scores)
    """,
    "the best by size": """
        keep = scores.abs().topk(min(k, scores.size(-1)), -1).indices
        y = torch.full_like(scores, -torch.inf)
        return y.scatter(-1, keep, scores.gather(-1, keep))
    """,
    "scattered without being gathered": """
        keep = scores.topk(min(k, scores.size(-1)), -1).indices
        return torch.full_like(scores, -torch.inf).scatter(-1, keep, scores)
    """,
    "float32": """
        keep = scores.topk(min(k, scores.size(-1)), -1).indices
        return torch.full(scores.shape, -torch.inf).scatter(-1, keep, scores.gather(-1, keep).float())
    """,
}
RIGHT["top_k"] = {
    "equal scores all stay": """
        kth = scores.topk(min(k, scores.size(-1)), -1).values[:, -1:]
        return torch.where(scores >= kth, scores, -torch.inf)
    """,
    "topk and scatter": """
        best, where = scores.topk(min(k, scores.shape[-1]), dim=-1)
        return torch.full_like(scores, float("-inf")).scatter(-1, where, best)
    """,
    "ranks": """
        rank = scores.argsort(dim=-1, descending=True, stable=True).argsort(-1)
        return torch.where(rank < k, scores, -torch.inf)
    """,
    "row by row": """
        y = torch.full_like(scores, -math.inf)
        for row, out in zip(scores, y):
            keep = row.sort(descending=True, stable=True).indices[:k]
            out[keep] = row[keep]
        return y
    """,
}

_SORTED = """
        best, order = scores.sort(dim=-1, descending=True, stable=True)
        probs = torch.softmax(best, -1)
        total = probs.cumsum(-1)
"""
_BACK = """
        gone = torch.zeros_like(drop).scatter(-1, order, drop)
        return scores.masked_fill(gone, -torch.inf)
"""
WRONG["top_p"] = {
    "the word that crosses p is dropped": _SORTED + "        drop = total > p" + _BACK,
    "the same, but one word always stays": _SORTED
    + "        drop = total > p\n        drop[..., 0] = False"
    + _BACK,
    "one word too many": _SORTED
    + """
        drop = total > p
        drop = torch.cat([torch.zeros_like(drop[..., :2]), drop[..., :-2]], -1)
    """
    + _BACK,
    "the rarest words": """
        best, order = scores.sort(dim=-1, stable=True)
        total = torch.softmax(best, -1).cumsum(-1)
        drop = total - torch.softmax(best, -1) >= p
    """
    + _BACK,
    "not sorted": """
        probs = torch.softmax(scores, -1)
        drop = probs.cumsum(-1) - probs >= p
        return scores.masked_fill(drop, -torch.inf)
    """,
    "not laid back": _SORTED
    + """
        drop = total - probs >= p
        return scores.masked_fill(drop, -torch.inf)
    """,
    "gathered, not scattered": _SORTED
    + """
        drop = total - probs >= p
        return scores.masked_fill(drop.gather(-1, order), -torch.inf)
    """,
    "returned in order": _SORTED
    + """
        drop = total - probs >= p
        return best.masked_fill(drop, -torch.inf)
    """,
    "scores are summed, not probabilities": """
        best, order = scores.sort(dim=-1, descending=True, stable=True)
        drop = best.cumsum(-1) - best >= p
    """
    + _BACK,
    "words with probability p each": """
        return scores.masked_fill(torch.softmax(scores, -1) < p, -torch.inf)
    """,
    "words with probability 1 - p each": """
        return scores.masked_fill(torch.softmax(scores, -1) < 1 - p, -torch.inf)
    """,
    "0, not minus infinity": _SORTED
    + """
        drop = total - probs >= p
        gone = torch.zeros_like(drop).scatter(-1, order, drop)
        return scores.masked_fill(gone, 0.0)
    """,
    "-1e9, not minus infinity": _SORTED
    + """
        drop = total - probs >= p
        gone = torch.zeros_like(drop).scatter(-1, order, drop)
        return scores.masked_fill(gone, -1e9)
    """,
    "softmax over the rows": """
        best, order = scores.sort(dim=-1, descending=True, stable=True)
        probs = torch.softmax(best, 0)
        drop = probs.cumsum(-1) - probs >= p
    """
    + _BACK,
    "the first row's order for all": _SORTED
    + """
        order = order[:1].expand_as(order)
        drop = total - probs >= p
    """
    + _BACK,
    "exp overflows": """
        best, order = scores.sort(dim=-1, descending=True, stable=True)
        probs = best.exp() / best.exp().sum(-1, keepdim=True)
        drop = probs.cumsum(-1) - probs >= p
    """
    + _BACK,
    "1 - p": _SORTED + "        drop = total - probs >= 1 - p" + _BACK,
    "scores are changed": _SORTED
    + """
        drop = total - probs >= p
        gone = torch.zeros_like(drop).scatter(-1, order, drop)
        scores[gone] = -torch.inf
        return scores
    """,
    "probabilities": _SORTED
    + """
        drop = total - probs >= p
        gone = torch.zeros_like(drop).scatter(-1, order, drop)
        return torch.softmax(scores.masked_fill(gone, -torch.inf), -1)
    """,
    "two words at least": _SORTED
    + "        drop = total - probs >= p\n        drop[..., :2] = False"
    + _BACK,
    "as many words in all rows": _SORTED
    + """
        n = int((total - probs < p).sum(-1).max())
        drop = torch.zeros_like(scores, dtype=torch.bool)
        drop[..., n:] = True
    """
    + _BACK,
}
RIGHT["top_p"] = {
    "equal scores all stay": _SORTED
    + """
        last = best.masked_fill(total - probs >= p, torch.inf).amin(-1, keepdim=True)
        return scores.masked_fill(scores < last, -torch.inf)
    """,
    "the probability of all better words": _SORTED + "        drop = total - probs >= p" + _BACK,
    "as others do it: shifted by one": """
        best, order = torch.sort(scores, descending=True, stable=True)
        before = F.pad(torch.softmax(best, -1).cumsum(-1)[..., :-1], (1, 0))
        best = best.masked_fill(before >= p, -torch.inf)
        return torch.empty_like(scores).scatter(-1, order, best)
    """,
    "word by word": """
        result = torch.full_like(scores, -torch.inf)
        for row, probs, out in zip(scores, torch.softmax(scores, -1), result):
            total = 0.0
            for i in torch.argsort(row, descending=True, stable=True).tolist():
                out[i] = row[i]
                total += probs[i].item()
                if total >= p:
                    break
        return result
    """,
}

_OLD = """
        t = x.shape[1]
        s = 0 if past is None else past[0].shape[1]
        y = x + positions[s : s + t]
        ks, vs = k(y), v(y)
        if past is not None:
            ks, vs = torch.cat([past[0], ks], 1), torch.cat([past[1], vs], 1)
"""
_SEE = """
        a = q(y) @ ks.mT / math.sqrt(y.shape[-1])
        a = a.masked_fill(~torch.ones(t, s + t, dtype=torch.bool).tril(s), -torch.inf)
        return torch.softmax(a, -1) @ vs, (ks, vs)
"""
WRONG["kv_cache"] = {
    "positions begin anew": _OLD.replace("positions[s : s + t]", "positions[:t]") + _SEE,
    "positions are one too far": _OLD.replace("positions[s : s + t]", "positions[s + 1 : s + t + 1]") + _SEE,
    "no positions": _OLD.replace("x + positions[s : s + t]", "x") + _SEE,
    "the next position for all new words": _OLD.replace("positions[s : s + t]", "positions[s]") + _SEE,
    "positions for the queries only": _OLD.replace("k(y), v(y)", "k(x), v(x)") + _SEE,
    "positions not for the values": _OLD.replace("v(y)", "v(x)") + _SEE,
    "the values come without positions, the queries too": _OLD.replace("v(y)", "v(x)")
    + _SEE.replace("q(y)", "q(x)"),
    "the future is seen": _OLD
    + """
        a = q(y) @ ks.mT / math.sqrt(y.shape[-1])
        return torch.softmax(a, -1) @ vs, (ks, vs)
    """,
    "the mask begins at the first word": _OLD + _SEE.replace("tril(s)", "tril()"),
    "the mask hides the word itself": _OLD + _SEE.replace("tril(s)", "tril(s - 1 if s else 0)"),
    "only the new keys are returned": _OLD + _SEE.replace("(ks, vs)\n", "(ks[:, s:], vs[:, s:])\n"),
    "the new words come first": _OLD.replace("[past[0], ks]", "[ks, past[0]]").replace(
        "[past[1], vs]", "[vs, past[1]]"
    )
    + _SEE,
    "joined along the batch": _OLD.replace(", ks], 1)", ", ks], 0)").replace(", vs], 1)", ", vs], 0)") + _SEE,
    "joined along the channels": _OLD.replace(", ks], 1)", ", ks], -1)").replace(", vs], 1)", ", vs], -1)")
    + _SEE,
    "not scaled": _OLD + _SEE.replace(" / math.sqrt(y.shape[-1])", ""),
    "the past is forgotten": _OLD.replace("s = 0 if past is None else past[0].shape[1]", "s = 0").replace(
        "past is not None", "False"
    )
    + _SEE,
    "there always is a past": _OLD.replace(
        "s = 0 if past is None else past[0].shape[1]", "s = past[0].shape[1]"
    )
    + _SEE,
    "the past's keys go through k again": _OLD.replace("past[0], ks]", "k(past[0]), ks]") + _SEE,
    "past keys and values change places": _OLD.replace("past[0], ks]", "past[1], ks]").replace(
        "past[1], vs]", "past[0], vs]"
    )
    + _SEE,
    "values and keys change places in the return": _OLD + _SEE.replace("(ks, vs)\n", "(vs, ks)\n"),
    "x is changed": _OLD.replace("y = x + positions[s : s + t]", "x += positions[s : s + t]\n        y = x")
    + _SEE,
    "one new word at a time only": _OLD
    + """
        a = q(y) @ ks.mT / math.sqrt(y.shape[-1])
        if t > 1 and past is None:
            a = a.masked_fill(~torch.ones(t, t, dtype=torch.bool).tril(), -torch.inf)
        return torch.softmax(a, -1) @ vs, (ks, vs)
    """,
    "a list of keys and values": _OLD + _SEE.replace("(ks, vs)\n", "[ks, vs]\n"),
    "the last word only": _OLD
    + _SEE.replace("return torch.softmax(a, -1) @ vs,", "return (torch.softmax(a, -1) @ vs)[:, -1:],"),
    "results for all words": _OLD
    + """
        a = F.pad(q(y), (0, 0, s, 0)) @ ks.mT / math.sqrt(y.shape[-1])
        a = a.masked_fill(~torch.ones(s + t, s + t, dtype=torch.bool).tril(), -torch.inf)
        return torch.softmax(a, -1) @ vs, (ks, vs)
    """,
    "a window of the last words": _OLD
    + """
        ks, vs = ks[:, -max(t, 4) :], vs[:, -max(t, 4) :]
        m = torch.ones(t, s + t, dtype=torch.bool).tril(s)[:, -ks.shape[1] :]
        a = (q(y) @ ks.mT / math.sqrt(y.shape[-1])).masked_fill(~m, -torch.inf)
        return torch.softmax(a, -1) @ vs, (ks, vs)
    """,
    "values without a bias": _OLD.replace("v(y)", "y @ v.weight.T") + _SEE,
}
RIGHT["kv_cache"] = {
    "the library's attention": _OLD
    + """
        seen = torch.arange(s + t) <= torch.arange(s, s + t)[:, None]
        return mf.scaled_dot_product_attention(q(y), ks, vs, seen)[0], (ks, vs)
    """,
    "word by word": """
        keys, values = (x[:, :0], x[:, :0]) if past is None else past
        outs = []
        for i in range(x.shape[1]):
            word = x[:, i : i + 1] + positions[keys.shape[1]]
            keys, values = torch.cat([keys, k(word)], 1), torch.cat([values, v(word)], 1)
            weights = torch.softmax((q(word) * keys).sum(-1) / x.shape[-1] ** 0.5, -1)
            outs.append((weights[..., None] * values).sum(1, keepdim=True))
        return torch.cat(outs, 1), (keys, values)
    """,
    "einsum": """
        new = x.shape[1]
        old = past[0].size(1) if past else 0
        x = x + positions[torch.arange(old, old + new)]
        keys = torch.cat([past[0], k(x)], dim=1) if past else k(x)
        values = torch.cat([past[1], v(x)], dim=1) if past else v(x)
        scores = torch.einsum("btd,bsd->bts", q(x), keys) * x.shape[-1] ** -0.5
        future = torch.triu(torch.ones(new, old + new), old + 1) > 0
        weights = scores.masked_fill(future, -torch.inf).softmax(2)
        return torch.einsum("bts,bsd->btd", weights, values), (keys, values)
    """,
}

_BEAM = """
        beams, finished = [([], 0.0)], []
        for _ in range(max_new_tokens):
            found = []
            for ids, score in beams:
                for word, lp in enumerate(next_log_p(ids).tolist()):
                    found.append((ids + [word], score + lp))
            found.sort(key=lambda c: -c[1])
            for ids, score in found[:n_beams]:
                if ids[-1] == eos_id or len(ids) == max_new_tokens:
                    finished.append((ids, score / len(ids) ** length_penalty))
            beams = [c for c in found if c[0][-1] != eos_id][:n_beams]
"""
_BEST = """
        ids, score = max(finished, key=lambda c: c[1])
        return ids, torch.tensor(score, dtype=torch.float64)
"""
WRONG["beam_search"] = {
    "greedy": """
        ids, score = [], 0.0
        for _ in range(max_new_tokens):
            lp = next_log_p(ids)
            word = int(lp.argmax())
            ids, score = ids + [word], score + lp[word].item()
            if word == eos_id:
                break
        return ids, torch.tensor(score / len(ids) ** length_penalty, dtype=torch.float64)
    """,
    "no length penalty": _BEAM.replace(" / len(ids) ** length_penalty", "") + _BEST,
    "multiplied by the length": _BEAM.replace("score / len(ids)", "score * len(ids)") + _BEST,
    "divided by the length, whatever the penalty": _BEAM.replace(" ** length_penalty", "") + _BEST,
    "Wu's penalty": _BEAM.replace("len(ids) ** length_penalty", "((5 + len(ids)) / 6) ** length_penalty")
    + _BEST,
    "the length without the end word": _BEAM.replace(
        "len(ids) ** length_penalty", "max(1, len(ids) - (ids[-1] == eos_id)) ** length_penalty"
    )
    + _BEST,
    "the length and one": _BEAM.replace("len(ids) ** length_penalty", "(len(ids) + 1) ** length_penalty")
    + _BEST,
    "finished texts take up beams": _BEAM.replace(
        "beams = [c for c in found if c[0][-1] != eos_id][:n_beams]",
        "beams = [c for c in found[:n_beams] if c[0][-1] != eos_id]",
    )
    + _BEST,
    "finished texts go on": _BEAM.replace(
        "beams = [c for c in found if c[0][-1] != eos_id][:n_beams]", "beams = found[:n_beams]"
    )
    + _BEST,
    "stops at the first finished text": _BEAM
    + """
            if finished:
                break
    """
    + _BEST,
    "stops when n_beams are finished": _BEAM
    + """
            if len(finished) >= n_beams:
                break
    """
    + _BEST,
    "only texts with an end word": _BEAM.replace(" or len(ids) == max_new_tokens", "")
    + """
        finished = finished or [(beams[0][0], beams[0][1] / len(beams[0][0]) ** length_penalty)]
    """
    + _BEST,
    "every candidate that ends is finished": _BEAM.replace("in found[:n_beams]:", "in found:") + _BEST,
    "a score that is a plain number": _BEAM
    + """
        return max(finished, key=lambda c: c[1])
    """,
    "the score comes first": _BEAM
    + """
        ids, score = max(finished, key=lambda c: c[1])
        return torch.tensor(score, dtype=torch.float64), ids
    """,
    "without the end word": _BEAM
    + """
        ids, score = max(finished, key=lambda c: c[1])
        return [i for i in ids if i != eos_id], torch.tensor(score, dtype=torch.float64)
    """,
    "the most probable, then the penalty": _BEAM.replace(
        "finished.append((ids, score / len(ids) ** length_penalty))", "finished.append((ids, score))"
    )
    + """
        ids, score = max(finished, key=lambda c: c[1])
        return ids, torch.tensor(score / len(ids) ** length_penalty, dtype=torch.float64)
    """,
    "the last finished text": _BEAM
    + """
        ids, score = finished[-1]
        return ids, torch.tensor(score, dtype=torch.float64)
    """,
    "the worst": _BEAM
    + """
        ids, score = min(finished, key=lambda c: c[1])
        return ids, torch.tensor(score, dtype=torch.float64)
    """,
    "one step too few": _BEAM.replace("range(max_new_tokens)", "range(max(1, max_new_tokens - 1))").replace(
        "len(ids) == max_new_tokens", "len(ids) == max(1, max_new_tokens - 1)"
    )
    + _BEST,
    "probabilities are added": _BEAM.replace("score + lp)", "score + math.exp(lp))") + _BEST,
    "a word's own probability only": _BEAM.replace("score + lp)", "lp)") + _BEST,
    "beams are ranked by the penalised score": _BEAM.replace(
        "key=lambda c: -c[1])", "key=lambda c: -c[1] / len(c[0]) ** length_penalty)"
    ).replace("[:n_beams]\n", "[: n_beams + 1]\n", 1)
    + _BEST,
    "a beam has the best n_beams words only": _BEAM.replace(
        "for word, lp in enumerate(next_log_p(ids).tolist()):",
        "for lp, word in zip(*(y.tolist() for y in next_log_p(ids).topk(min(n_beams, len(next_log_p(ids)))))):",
    )
    + _BEST,
    "two beams, always": "        n_beams = 2\n" + _BEAM + _BEST,
    "float32": _BEAM
    + """
        ids, score = max(finished, key=lambda c: c[1])
        return ids, torch.tensor(score)
    """,
    "one beam ends, all end": _BEAM.replace(
        "in found[:n_beams]:", "in found[:n_beams]:\n                if finished: break"
    )
    + _BEST,
    "the best beam that did not end is finished too": _BEAM
    + """
            if beams:
                finished.append((beams[0][0], beams[0][1] / len(beams[0][0]) ** length_penalty))
    """
    + _BEST,
    "the score of the end word is left out": _BEAM.replace(
        "score + lp)", "score + (0.0 if word == eos_id else lp))"
    )
    + _BEST,
}
RIGHT["beam_search"] = {
    "with tuples and a dictionary": _BEAM + _BEST,
    "with topk": """
        beams = [[]]
        scores = torch.zeros(1, dtype=torch.float64)
        best = None
        for step in range(1, max_new_tokens + 1):
            table = torch.stack([s + next_log_p(ids).double() for s, ids in zip(scores, beams)])
            words = table.shape[1]
            flat = table.flatten()
            order = flat.argsort(descending=True, stable=True)
            for number in order[:n_beams].tolist():
                row, word = divmod(number, words)
                if word == eos_id or step == max_new_tokens:
                    value = flat[number] / step**length_penalty
                    if best is None or value > best[1]:
                        best = [*beams[row], word], value
            going = [number for number in order.tolist() if number % words != eos_id][:n_beams]
            beams = [[*beams[number // words], number % words] for number in going]
            scores = flat[going]
        return best
    """,
    "two n_beams are enough": """
        import heapq

        alive, done = [(0.0, ())], []
        for step in range(max_new_tokens):
            candidates = [
                (score + lp, (*ids, word))
                for score, ids in alive
                for word, lp in enumerate(next_log_p(list(ids)).tolist())
            ]
            top = heapq.nlargest(2 * n_beams, candidates, key=lambda c: c[0])
            alive = []
            for rank, (score, ids) in enumerate(top):
                ended = ids[-1] == eos_id
                if rank < n_beams and (ended or step == max_new_tokens - 1):
                    done.append((score / (step + 1) ** length_penalty, ids))
                if not ended and len(alive) < n_beams:
                    alive.append((score, ids))
        score, ids = max(done)
        return list(ids), torch.tensor(score, dtype=torch.float64)
    """,
}

_GPT = """
        def norm(y, g, c, eps=1e-5):
            m = y.mean(-1, keepdims=True)
            return (y - m) / np.sqrt(((y - m) ** 2).mean(-1, keepdims=True) + eps) * g + c

        def gelu(y):
            return 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3)))

        def softmax(y):
            e = np.exp(y - y.max(-1, keepdims=True))
            return e / e.sum(-1, keepdims=True)

        def split(y):
            return y.reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3)

        w = weights
        b, t = ids.shape
        layers = 0
        while f"h.{layers}.ln_1.weight" in w:
            layers += 1
        x = w["wte.weight"][ids] + w["wpe.weight"][:t]
        hidden = np.triu(np.ones((t, t), dtype=bool), 1)
        for i in range(layers):
            p = f"h.{i}."
            y = norm(x, w[p + "ln_1.weight"], w[p + "ln_1.bias"])
            y = y @ w[p + "attn.c_attn.weight"] + w[p + "attn.c_attn.bias"]
            q, k, v = (split(z) for z in np.split(y, 3, -1))
            a = q @ k.transpose(0, 1, 3, 2) / np.sqrt(q.shape[-1])
            a = softmax(np.where(hidden, -np.inf, a))
            y = (a @ v).transpose(0, 2, 1, 3).reshape(b, t, -1)
            x = x + y @ w[p + "attn.c_proj.weight"] + w[p + "attn.c_proj.bias"]
            y = norm(x, w[p + "ln_2.weight"], w[p + "ln_2.bias"])
            y = gelu(y @ w[p + "mlp.c_fc.weight"] + w[p + "mlp.c_fc.bias"])
            x = x + y @ w[p + "mlp.c_proj.weight"] + w[p + "mlp.c_proj.bias"]
        x = norm(x, w["ln_f.weight"], w["ln_f.bias"])
        return x @ w["wte.weight"].T
"""
WRONG["numpy_gpt"] = {
    "no final norm": _GPT.replace('x = norm(x, w["ln_f.weight"], w["ln_f.bias"])', "x = x * 1"),
    "no positions": _GPT.replace(' + w["wpe.weight"][:t]', ""),
    "positions count from 1": _GPT.replace('w["wpe.weight"][:t]', 'w["wpe.weight"][1 : t + 1]'),
    "the future is seen": _GPT.replace("np.where(hidden, -np.inf, a)", "a"),
    "the word itself is hidden": _GPT.replace(
        "np.triu(np.ones((t, t), dtype=bool), 1)",
        "np.eye(t, k=0) * (np.arange(t) > 0)[:, None] + np.triu(np.ones((t, t)), 1) > 0",
    ),
    "masked with -10": _GPT.replace("np.where(hidden, -np.inf, a)", "np.where(hidden, -10.0, a)"),
    "masked with 0": _GPT.replace("np.where(hidden, -np.inf, a)", "np.where(hidden, 0.0, a)"),
    "not scaled": _GPT.replace(" / np.sqrt(q.shape[-1])", ""),
    "scaled by the whole width": _GPT.replace("np.sqrt(q.shape[-1])", "np.sqrt(x.shape[-1])"),
    "eps is 1e-12": _GPT.replace("eps=1e-5", "eps=1e-12"),
    "the variance divides by d - 1": _GPT.replace(
        "((y - m) ** 2).mean(-1, keepdims=True)", "y.var(-1, keepdims=True, ddof=1)"
    ),
    "exact GELU": _GPT.replace(
        "return 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3)))",
        "return 0.5 * y * (1 + np.vectorize(math.erf)(y / math.sqrt(2)))",
    ),
    "relu": _GPT.replace(
        "return 0.5 * y * (1 + np.tanh(np.sqrt(2 / np.pi) * (y + 0.044715 * y**3)))",
        "return np.maximum(y, 0)",
    ),
    "softmax over the queries": _GPT.replace(
        "e = np.exp(y - y.max(-1, keepdims=True))\n            return e / e.sum(-1, keepdims=True)",
        "e = np.exp(y - y.max(-1, keepdims=True))\n            return e / e.sum(-2, keepdims=True)",
    ),
    "exp overflows": _GPT.replace("np.exp(y - y.max(-1, keepdims=True))", "np.exp(y)"),
    "heads by a plain view": _GPT.replace(
        "y.reshape(b, t, n_heads, -1).transpose(0, 2, 1, 3)", "y.reshape(b, n_heads, t, -1)"
    ),
    "merged by a plain view": _GPT.replace(
        "(a @ v).transpose(0, 2, 1, 3).reshape(b, t, -1)", "(a @ v).reshape(b, t, -1)"
    ),
    "one head": _GPT.replace("y.reshape(b, t, n_heads, -1)", "y.reshape(b, t, 1, -1)"),
    "the order k, q, v": _GPT.replace("q, k, v = (", "k, q, v = ("),
    "the order q, v, k": _GPT.replace("q, k, v = (", "q, v, k = ("),
    "matrices are transposed": _GPT.replace('w[p + "attn.c_proj.weight"]', 'w[p + "attn.c_proj.weight"].T'),
    "one layer": _GPT.replace("range(layers)", "range(1)"),
    "the last layer is left out": _GPT.replace("range(layers)", "range(layers - 1)"),
    "the layers backwards": _GPT.replace("range(layers)", "reversed(range(layers))"),
    "layers in the order of their names": _GPT.replace("range(layers)", "sorted(range(layers), key=str)"),
    "two layers at most": _GPT.replace("range(layers)", "range(min(layers, 2))"),
    "post-norm": _GPT.replace(
        'y = norm(x, w[p + "ln_1.weight"], w[p + "ln_1.bias"])\n            y = y @', "y = x @"
    ),
    "no residual around attention": _GPT.replace('x = x + y @ w[p + "attn', 'x = y @ w[p + "attn'),
    "no residual around feed-forward": _GPT.replace('x = x + y @ w[p + "mlp', 'x = y @ w[p + "mlp'),
    "the two norms change places": _GPT.replace("ln_1.", "ln_9.")
    .replace("ln_2.", "ln_1.")
    .replace("ln_9.", "ln_2.")
    .replace('f"h.{layers}.ln_2.weight"', 'f"h.{layers}.ln_1.weight"'),
    "no bias at the end of feed-forward": _GPT.replace(' + w[p + "mlp.c_proj.bias"]', ""),
    "the last word only": _GPT.replace('return x @ w["wte.weight"].T', 'return x[:, -1] @ w["wte.weight"].T'),
    "probabilities": _GPT.replace('return x @ w["wte.weight"].T', 'return softmax(x @ w["wte.weight"].T)'),
    "a tensor": _GPT.replace(
        'return x @ w["wte.weight"].T', 'return torch.from_numpy(x @ w["wte.weight"].T)'
    ),
    "float32 throughout": _GPT.replace(
        'x = w["wte.weight"][ids] +', 'x = w["wte.weight"][ids].astype(np.float32) +'
    ).replace('w["wpe.weight"][:t]', 'w["wpe.weight"][:t].astype(np.float32)'),
    "scaled words": _GPT.replace(
        'w["wte.weight"][ids] +', 'w["wte.weight"][ids] * np.sqrt(w["wte.weight"].shape[1]) +'
    ),
    "the output adds the positions": _GPT.replace(
        'return x @ w["wte.weight"].T', 'return (x + w["wpe.weight"][:t]) @ w["wte.weight"].T'
    ),
    "the weights are changed": _GPT.replace(
        'x = w["wte.weight"][ids] + w["wpe.weight"][:t]',
        'x = w["wte.weight"][ids]\n        w["wpe.weight"][:] += 1e-3\n        x += w["wpe.weight"][:t] - 1e-3',
    ),
}
RIGHT["numpy_gpt"] = {
    "with functions of its own": _GPT,
    "einsum, text by text": """
        def norm(y, name):
            c = y - y.mean(axis=-1, keepdims=True)
            scale = np.sqrt(np.square(c).mean(axis=-1, keepdims=True) + 1e-5)
            return weights[name + ".weight"] * c / scale + weights[name + ".bias"]

        def linear(y, name):
            return np.einsum("...i,io->...o", y, weights[name + ".weight"]) + weights[name + ".bias"]

        layers = 1 + max(int(name.split(".")[1]) for name in weights if name.startswith("h."))
        table = weights["wte.weight"]
        rows = []
        for text in ids:
            t = len(text)
            x = np.stack([table[word] + weights["wpe.weight"][place] for place, word in enumerate(text)])
            for i in range(layers):
                q, k, v = np.array_split(linear(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn.c_attn"), 3, axis=-1)
                size = q.shape[-1] // n_heads
                heads = []
                for h in range(n_heads):
                    part = slice(h * size, (h + 1) * size)
                    scores = q[:, part] @ k[:, part].T / size**0.5
                    scores[np.triu_indices(t, 1)] = -np.inf
                    e = np.exp(scores - scores.max(axis=-1, keepdims=True))
                    heads.append(e / e.sum(axis=-1, keepdims=True) @ v[:, part])
                x = x + linear(np.concatenate(heads, axis=-1), f"h.{i}.attn.c_proj")
                u = linear(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")
                u = u / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * u * (1 + 0.044715 * u * u)))
                x = x + linear(u, f"h.{i}.mlp.c_proj")
            rows.append(norm(x, "ln_f") @ table.T)
        return np.stack(rows)
    """,
}

_TALK = """
        user, system = tokenizer.special("user"), tokenizer.special("system")
        marks = tokenizer.control_ids - {tokenizer.roles.get("unk")}

        def words(text):
            return [i for i in tokenizer.encode(text) if i not in marks]

        before = [tokenizer.bos_id, user, *words(question), system]
        said = [*words(answer), tokenizer.eos_id]
"""
_DONE = "        return DialogueIds(before + said, len(before))"
WRONG["encode_dialogue"] = {
    "the answer starts at <sys>": _TALK + "        return DialogueIds(before + said, len(before) - 1)",
    "the answer starts one late": _TALK + "        return DialogueIds(before + said, len(before) + 1)",
    "the answer starts at the question": _TALK + "        return DialogueIds(before + said, 2)",
    "counted in letters": _TALK + "        return DialogueIds(before + said, len(question) + 3)",
    "no <s>": _TALK.replace("[tokenizer.bos_id, user,", "[user,") + _DONE,
    "no </s>": _TALK.replace(", tokenizer.eos_id]", "]") + _DONE,
    "no <usr>": _TALK.replace("tokenizer.bos_id, user,", "tokenizer.bos_id,") + _DONE,
    "no <sys>": _TALK.replace("*words(question), system]", "*words(question)]") + _DONE,
    "the marks change places": _TALK.replace(
        '"user"), tokenizer.special("system")', '"system"), tokenizer.special("user")'
    )
    + _DONE,
    "typed marks stay": _TALK.replace(" if i not in marks", "") + _DONE,
    "typed marks stay in the answer": _TALK.replace("*words(answer)", "*tokenizer.encode(answer)") + _DONE,
    "typed marks stay in the question": _TALK.replace("*words(question)", "*tokenizer.encode(question)")
    + _DONE,
    "the unknown is left out too": _TALK.replace(' - {tokenizer.roles.get("unk")}', "") + _DONE,
    "only </s> is left out": _TALK.replace(
        'tokenizer.control_ids - {tokenizer.roles.get("unk")}', "{tokenizer.eos_id}"
    )
    + _DONE,
    "only the four marks are left out": _TALK.replace(
        'tokenizer.control_ids - {tokenizer.roles.get("unk")}',
        "{tokenizer.eos_id, tokenizer.bos_id, user, system}",
    )
    + _DONE,
    "marks written as text": """
        ids = tokenizer.encode(f"<s><usr>{question}<sys>{answer}</s>")
        return DialogueIds(ids, ids.index(tokenizer.special("system")) + 1)
    """,
    "the answer first": _TALK + "        return DialogueIds(said + before, 0)",
    "a tuple": _TALK + "        return before + said, len(before)",
    "a tensor": _TALK + "        return DialogueIds(torch.tensor(before + said), len(before))",
    "an end behind the question": _TALK + "        before.insert(-1, tokenizer.eos_id)\n" + _DONE,
    "the question is cut at a typed mark": _TALK.replace(
        "[i for i in tokenizer.encode(text) if i not in marks]",
        "list(itertools.takewhile(lambda i: i not in marks, tokenizer.encode(text)))",
    )
    + _DONE,
    "padded": _TALK
    + '        return DialogueIds(before + said + [tokenizer.roles.get("pad", 0)], len(before))',
    "a space before the answer": _TALK.replace("words(answer)", 'words(" " + answer)') + _DONE,
    "the filter takes the own marks too": _TALK
    + "        ids = [i for i in before + said if i not in marks]\n        return DialogueIds(ids, len(words(question)))",
    "the marks' spellings are taken from the text": """
        for mark in ("<s>", "</s>", "<usr>", "<sys>"):
            question, answer = question.replace(mark, ""), answer.replace(mark, "")
        before = [tokenizer.bos_id, tokenizer.special("user"), *tokenizer.encode(question), tokenizer.special("system")]
        return DialogueIds([*before, *tokenizer.encode(answer), tokenizer.eos_id], len(before))
    """,
}
RIGHT["encode_dialogue"] = {
    "in pieces": _TALK + _DONE,
    "a loop": """
        unknown = tokenizer.roles.get("unk")

        def typed(text):
            kept = []
            for i in tokenizer.encode(text):
                if i in tokenizer.control_ids and i != unknown:
                    continue
                kept.append(i)
            return kept

        ids = [tokenizer.bos_id]
        ids.append(tokenizer.special("user"))
        ids.extend(typed(question))
        ids.append(tokenizer.special("system"))
        start = len(ids)
        ids.extend(typed(answer))
        ids.append(tokenizer.eos_id)
        return DialogueIds(ids=ids, answer_start=start)
    """,
}

_ROWS = """
        width = max(len(d.ids) for d in encoded) - 1
        rows, labels = [], []
        for d in encoded:
            read = list(d.ids[:-1])
            told = [i if n >= d.answer_start else -100 for n, i in enumerate(d.ids)][1:]
            rows.append(read + [pad_id] * (width - len(read)))
            labels.append(told + [-100] * (width - len(told)))
        return CausalBatch(torch.tensor(rows), torch.tensor(labels))
"""
WRONG["dialogue_batch"] = {
    "not shifted": _ROWS.replace("enumerate(d.ids)][1:]", "enumerate(d.ids)][:-1]"),
    "shifted twice": _ROWS.replace("enumerate(d.ids)][1:]", "enumerate(d.ids)][2:] + [-100]"),
    "the question is learnt too": _ROWS.replace("n >= d.answer_start", "True"),
    "the answer begins one late": _ROWS.replace("n >= d.answer_start", "n > d.answer_start"),
    "the answer begins one early": _ROWS.replace("n >= d.answer_start", "n >= d.answer_start - 1"),
    "the end is not learnt": _ROWS.replace("n >= d.answer_start", "d.answer_start <= n < len(d.ids) - 1"),
    "the answer is not learnt, the question is": _ROWS.replace("n >= d.answer_start", "n < d.answer_start"),
    "padding is learnt": _ROWS.replace("[-100] * (width - len(told))", "[pad_id] * (width - len(told))"),
    "labels are padded with 0": _ROWS.replace("[-100] * (width - len(told))", "[0] * (width - len(told))"),
    "labels elsewhere are -1": _ROWS.replace("-100", "-1"),
    "ids are padded with 0": _ROWS.replace("[pad_id] *", "[0] *"),
    "ids are padded with IGNORE": _ROWS.replace("[pad_id] *", "[-100] *"),
    "the last token takes a position": _ROWS.replace(" - 1\n", "\n", 1)
    .replace("d.ids[:-1]", "d.ids")
    .replace("enumerate(d.ids)][1:]", "enumerate(d.ids)][1:]"),
    "padded in front": _ROWS.replace(
        "read + [pad_id] * (width - len(read))", "[pad_id] * (width - len(read)) + read"
    ).replace("told + [-100] * (width - len(told))", "[-100] * (width - len(told)) + told"),
    "ids padded in front, labels behind": _ROWS.replace(
        "read + [pad_id] * (width - len(read))", "[pad_id] * (width - len(read)) + read"
    ),
    "whatever has the number of padding is not learnt": _ROWS.replace(
        "return CausalBatch(torch.tensor(rows), torch.tensor(labels))",
        "y = torch.tensor(labels)\n        return CausalBatch(torch.tensor(rows), y.masked_fill(y == pad_id, -100))",
    ),
    "whatever follows padding's number is not learnt": _ROWS.replace(
        "return CausalBatch(torch.tensor(rows), torch.tensor(labels))",
        "x, y = map(torch.tensor, (rows, labels))\n        return CausalBatch(x, y.masked_fill(x == pad_id, -100))",
    ),
    "cut to the shortest": """
        width = min(len(d.ids) for d in encoded) - 1
        ids = torch.tensor([d.ids[:width] for d in encoded])
        told = [[i if n >= d.answer_start else -100 for n, i in enumerate(d.ids)][1 : width + 1] for d in encoded]
        return CausalBatch(ids, torch.tensor(told))
    """,
    "a tuple": _ROWS.replace(
        "CausalBatch(torch.tensor(rows), torch.tensor(labels))", "torch.tensor(rows), torch.tensor(labels)"
    ),
    "lists": _ROWS.replace(
        "CausalBatch(torch.tensor(rows), torch.tensor(labels))", "CausalBatch(rows, labels)"
    ),
    "floats": _ROWS.replace("torch.tensor(labels))", "torch.tensor(labels).float())"),
    "int32": _ROWS.replace("torch.tensor(rows)", "torch.tensor(rows, dtype=torch.int32)"),
    "the first dialogue's answer for all": _ROWS.replace("d.answer_start", "encoded[0].answer_start"),
    "sorted by length": _ROWS.replace(
        "for d in encoded:", "for d in sorted(encoded, key=lambda d: len(d.ids)):"
    ),
    "the dialogue's own list grows": _ROWS.replace(
        "read = list(d.ids[:-1])", "d.ids.append(pad_id)\n            read = list(d.ids[:-2])"
    ).replace("enumerate(d.ids)][1:]", "enumerate(d.ids[:-1])][1:]"),
    "a width of 8 at least": _ROWS.replace(
        "- 1\n        rows", "- 1\n        width = max(width, 8)\n        rows"
    ),
    "ids and labels change places": _ROWS.replace(
        "CausalBatch(torch.tensor(rows), torch.tensor(labels))",
        "CausalBatch(torch.tensor(labels), torch.tensor(rows))",
    ),
}
RIGHT["dialogue_batch"] = {
    "lists": _ROWS,
    "pad_sequence": """
        from torch.nn.utils.rnn import pad_sequence

        whole = [torch.tensor(d.ids) for d in encoded]
        told = [torch.where(torch.arange(len(x)) < d.answer_start, -100, x)[1:] for x, d in zip(whole, encoded)]
        return CausalBatch(
            pad_sequence([x[:-1] for x in whole], batch_first=True, padding_value=pad_id),
            pad_sequence(told, batch_first=True, padding_value=IGNORE),
        )
    """,
    "number by number": """
        width = max(len(d.ids) - 1 for d in encoded)
        ids = torch.full((len(encoded), width), pad_id, dtype=torch.long)
        labels = torch.full((len(encoded), width), -100, dtype=torch.long)
        for b, d in enumerate(encoded):
            for t in range(len(d.ids) - 1):
                ids[b, t] = d.ids[t]
                if t + 1 >= d.answer_start:
                    labels[b, t] = d.ids[t + 1]
        return CausalBatch(ids=ids, labels=labels)
    """,
}

WRONG["few_shot_prompt"] = {
    "nothing between the last shot and the question": """
        shown = template.between.join(template.example(s.text, s.label) for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "between only among shots, and nothing is lost": """
        before, rest = template.pattern.split("{text}")
        middle, after = rest.split("{label}")
        shown = [before + s.text + middle + s.label + after for s in shots]
        return template.between.join([*shown[:-1], "".join(shown[-1:]) + before + asked.text + middle]).rstrip(" ")
    """,
    "all white space goes": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.question(asked.text)).rstrip()
    """,
    "white space goes in front too": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.question(asked.text)).strip(" ")
    """,
    "one space at most": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.question(asked.text)).removesuffix(" ")
    """,
    "the space stays": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return shown + template.question(asked.text)
    """,
    "the label is told": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in [*shots, asked])
        return shown.rstrip(" ")
    """,
    "an empty label": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.example(asked.text, "")).rstrip(" ")
    """,
    "format": """
        shown = "".join(template.pattern.format(text=s.text, label=s.label) + template.between for s in shots)
        question = template.pattern[: template.pattern.index("{label}")].format(text=asked.text)
        return (shown + question).rstrip(" ")
    """,
    "replaced one after the other": """
        def word(e):
            return template.pattern.replace("{text}", e.text).replace("{label}", e.label)

        shown = "".join(word(s) + template.between for s in shots)
        return (shown + template.pattern.split("{label}")[0].replace("{text}", asked.text)).rstrip(" ")
    """,
    "the text is put in first, and cut at {label} then": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.pattern.replace("{text}", asked.text).split("{label}")[0]).rstrip(" ")
    """,
    "a line break, always": """
        shown = "".join(template.example(s.text, s.label) + "\\n" for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "what follows the label is forgotten": """
        shown = "".join(template.question(s.text) + s.label + template.between for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "shots backwards": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots[::-1])
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "no shots": "return template.question(asked.text).rstrip(' ')",
    "the question first": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (template.question(asked.text) + template.between + shown).rstrip(" ")
    """,
    "the question alone, where there are no shots, keeps its space": """
        if not shots:
            return template.question(asked.text)
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "between comes before": """
        shown = "".join(template.between + template.example(s.text, s.label) for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "between at the end too": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.question(asked.text) + template.between).rstrip(" ")
    """,
    "spaces of shots go too": """
        shown = "".join((template.example(s.text, s.label) + template.between).rstrip(" ") for s in shots)
        return (shown + template.question(asked.text)).rstrip(" ")
    """,
    "texts are stripped": """
        shown = "".join(template.example(s.text.strip(), s.label) + template.between for s in shots)
        return (shown + template.question(asked.text.strip())).rstrip(" ")
    """,
    "the label's place is left standing": """
        shown = "".join(template.example(s.text, s.label) + template.between for s in shots)
        return (shown + template.pattern.replace("{text}", asked.text)).rstrip(" ")
    """,
    "a list": """
        return [template.example(s.text, s.label) for s in shots] + [template.question(asked.text)]
    """,
    "the same shot is shown once": """
        seen = dict.fromkeys(template.example(s.text, s.label) + template.between for s in shots)
        return ("".join(seen) + template.question(asked.text)).rstrip(" ")
    """,
    "cut at the first {label} of the whole": """
        def word(e, label):
            return template.pattern.replace("{text}", e.text).replace("{label}", label)

        whole = "".join(word(s, s.label) + template.between for s in shots) + word(asked, "{label}")
        return whole[: whole.index("{label}")].rstrip(" ")
    """,
}
RIGHT["few_shot_prompt"] = {
    "the template's own words": """
        shown = [template.example(shot.text, shot.label) + template.between for shot in shots]
        return ("".join(shown) + template.question(asked.text)).rstrip(" ")
    """,
    "split, and a loop": """
        head, rest = template.pattern.split("{text}", 1)
        middle, tail = rest.split("{label}", 1)
        prompt = ""
        for shot in shots:
            prompt += head + shot.text + middle + shot.label + tail + template.between
        prompt += head + asked.text + middle
        while prompt.endswith(" "):
            prompt = prompt[:-1]
        return prompt
    """,
}
