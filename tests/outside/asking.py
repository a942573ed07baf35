"""What a prompted model prefers, and where an answer stands, as an outsider wrote them."""

WRONG: dict[str, dict[str, str]] = {}
RIGHT: dict[str, dict[str, str]] = {}

WRONG["calibrated"] = {
    "subtracts the mean of the logarithms": """
        return log_likelihoods.log_softmax(-1) - content_free.log_softmax(-1).mean(0)
    """,
    "forgets to normalise the answers": """
        return log_likelihoods - content_free.log_softmax(-1).exp().mean(0).log()
    """,
    "averages before the softmax": """
        return log_likelihoods.log_softmax(-1) - content_free.mean(0).log_softmax(-1)
    """,
    "adds instead of subtracting": """
        return log_likelihoods.log_softmax(-1) + content_free.log_softmax(-1).exp().mean(0).log()
    """,
    "probabilities, not logarithms": """
        return log_likelihoods.softmax(-1) / content_free.softmax(-1).mean(0)
    """,
    "only the first text without content": """
        return log_likelihoods.log_softmax(-1) - content_free[0].log_softmax(-1)
    """,
    "normalises over the prompts": """
        return log_likelihoods.log_softmax(0) - content_free.softmax(-1).mean(0).log()
    """,
    "subtracts the chance itself": """
        return log_likelihoods.log_softmax(-1) - content_free.softmax(-1).mean(0)
    """,
    "exp without a softmax": """
        return log_likelihoods.log_softmax(-1) - content_free.exp().mean(0).log()
    """,
}
RIGHT["calibrated"] = {
    "a quotient of probabilities": """
        return (log_likelihoods.softmax(-1) / content_free.softmax(-1).mean(dim=0, keepdim=True)).log()
    """,
    "with logsumexp": """
        bare = content_free - content_free.logsumexp(-1, keepdim=True)
        mean = bare.logsumexp(0) - torch.tensor(float(len(bare)), dtype=bare.dtype).log()
        return log_likelihoods - log_likelihoods.logsumexp(-1, keepdim=True) - mean
    """,
}

WRONG["best_span"] = {
    "each end on its own": """
        return int(begin.argmax()), int(end.argmax())
    """,
    "the end from the beginning on, whatever came before": """
        first = int(begin.argmax())
        return first, first + int(end[first : first + longest].argmax())
    """,
    "one token too many": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(i, min(i + longest + 1, len(end)))]
        return max(pairs, key=lambda p: float(begin[p[0]] * end[p[1]]))
    """,
    "one token too few": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(i, min(i + max(longest - 1, 1), len(end)))]
        return max(pairs, key=lambda p: float(begin[p[0]] * end[p[1]]))
    """,
    "no answers of one token": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(i + 1, min(i + longest, len(end)))]
        return max(pairs, key=lambda p: float(begin[p[0]] * end[p[1]]))
    """,
    "sums for products": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(i, min(i + longest, len(end)))]
        return max(pairs, key=lambda p: float(begin[p[0]] + end[p[1]]))
    """,
    "any order": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(len(end)) if abs(i - j) < longest]
        return max(pairs, key=lambda p: float(begin[p[0]] * end[p[1]]))
    """,
    "the end exclusive": """
        pairs = [(i, j) for i in range(len(begin)) for j in range(i, min(i + longest, len(end)))]
        first, last = max(pairs, key=lambda p: float(begin[p[0]] * end[p[1]]))
        return first, last + 1
    """,
    "masked with zero, and the worst": """
        chances = torch.outer(begin, end).triu().tril(longest - 1)
        return divmod(int(chances.argmin()), len(end))
    """,
    "the length forgotten": """
        return divmod(int(torch.outer(begin, end).triu().argmax()), len(end))
    """,
}
RIGHT["best_span"] = {
    "an outer product, cut on both sides": """
        chances = torch.outer(begin, end).triu().tril(longest - 1)
        first, last = divmod(int(chances.argmax()), len(end))
        return first, last
    """,
    "the best end for each beginning": """
        best = (-1.0, 0, 0)
        for first in range(len(begin)):
            ends = end[first : first + longest]
            last = first + int(ends.argmax())
            best = max(best, (float(begin[first] * end[last]), first, last), key=lambda x: x[0])
        return best[1], best[2]
    """,
}
