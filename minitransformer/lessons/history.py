"""The models that the lessons speak of, with the month in which each was published."""

from ..plots.timeline import Event

HISTORY = (
    Event(1997 + 10 / 12, "LSTM (Hochreiter, Schmidhuber)", "recurrent"),
    Event(2014 + 5 / 12, "GRU encoder-decoder (Cho et al.), arXiv 1406.1078", "recurrent"),
    Event(2014 + 8 / 12, "Attention (Bahdanau et al.), arXiv 1409.0473", "recurrent"),
    Event(2017 + 5 / 12, "Transformer (Vaswani et al.), arXiv 1706.03762", "encoder-decoder"),
    Event(2018 + 1 / 12, "ELMo, arXiv 1802.05365", "recurrent"),
    Event(2018 + 5.5 / 12, "GPT", "decoder"),
    Event(2018 + 9 / 12, "BERT, arXiv 1810.04805", "encoder"),
    Event(2019 + 0.2 / 12, "Transformer-XL, arXiv 1901.02860", "decoder"),
    Event(2019 + 1.5 / 12, "GPT-2", "decoder"),
    Event(2019 + 5.5 / 12, "XLNet, arXiv 1906.08237", "decoder"),
    Event(2019 + 6.8 / 12, "RoBERTa, arXiv 1907.11692", "encoder"),
    Event(2019 + 9 / 12, "DistilBERT, arXiv 1910.01108", "encoder"),
    Event(2019 + 9.8 / 12, "BART, T5, arXiv 1910.13461, 1910.10683", "encoder-decoder"),
    Event(2020 + 4.9 / 12, "GPT-3, arXiv 2005.14165", "decoder"),
    Event(2022 + 3.5 / 12, "GPT-NeoX-20B, arXiv 2204.06745", "decoder"),
    Event(2023 + 1.9 / 12, "Llama, arXiv 2302.13971", "decoder"),
)
