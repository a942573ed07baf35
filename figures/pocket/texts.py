"""What the pocket models read, and what is kept from them because they are going to be scored on it."""

import hashlib

from minitransformer.apps.size import Size
from minitransformer.apps.sources import dialogues_of
from minitransformer.data import catalogue, embedded
from minitransformer.data.corpus import read_corpus, without
from minitransformer.data.emotion_sets import read_kote
from minitransformer.data.rows import clean
from minitransformer.data.split import split_dialogues
from minitransformer.data.tables import read_nsmc

SIZE = Size(d_model=240, n_layers=4, n_heads=6, vocab_size=8000, max_len=512, dropout=0.1)

READ = ("nsmc_unlabelled", "nsmc", "kote", "chatbot_ko")


def chatbot_dialogues():
    """ChatbotData, cut such that no held-out question or answer stands in the training part; to that the
    package's own dialogues are added, but for those that share a text with what is held out."""
    train, held = split_dialogues(dialogues_of("chatbot_ko")[1], 0.1, seed=0)
    barred = {clean(text) for d in held for text in (d.question, d.answer)}
    ours = [d for d in embedded.dialogues() if not {clean(d.question), clean(d.answer)} & barred]
    return train + ours, held


def kote_emotions():
    """KOTE's comments that have one of the five emotions."""
    return read_kote(catalogue.find("kote") / "val.tsv")


def nsmc_scored():
    """The reviews on which a classifier is scored."""
    return read_nsmc(catalogue.find("nsmc") / "ratings_test.txt")


def scored():
    """Every text on which a score is reported, as readers clean it."""
    texts = {e.text for e in (*nsmc_scored(), *kote_emotions())}
    texts |= {text for d in chatbot_dialogues()[1] for text in (d.question, d.answer)}
    return set(map(clean, texts))


def documents():
    """What is read. No document holds a scored text: their SHA-256 sums are compared once more at the end."""
    barred = scored()
    read = read_corpus(*READ)
    kept = without(read, barred)
    assert not fingerprints(barred) & fingerprints(clean(text) for document in kept for text in document)
    print(
        f"{len(kept):,} documents to read; {len(read) - len(kept):,} with one of {len(barred):,} scored texts left out"
    )
    return kept


def fingerprints(texts):
    """The SHA-256 sum of each text."""
    return {hashlib.sha256(text.encode()).hexdigest() for text in texts}
