"""The tokenizers of GPT-2, koGPT2, BERT and KoBERT, written out: an algorithm a file, the same ids as the
libraries give."""
