"""The tasks: what each is called, which class does it, and which checkpoints hold the head that it needs."""

from dataclasses import dataclass

from .base import Pipeline
from .feature_extraction import FeatureExtraction
from .fill_mask import FillMask
from .question_answering import QuestionAnswering
from .seq2seq import Summarization, Translation
from .text_classification import TextClassification
from .text_generation import TextGeneration
from .token_classification import TokenClassification

DECODERS = ("GPT2LMHeadModel", "GPT2Model", "GPTNeoXForCausalLM", "LlamaForCausalLM")
ENCODER_DECODERS = ("MarianMTModel", "BartForConditionalGeneration", "BartModel")


def on(head: str, *bodies: str) -> tuple[str, ...]:
    """The names of one head on several bodies."""
    return tuple(f"{body}For{head}" for body in bodies)


CLASSIFIERS = on("SequenceClassification", "Bert", "DistilBert", "GPT2")
TAGGERS = on("TokenClassification", "Bert", "DistilBert")
READERS = on("QuestionAnswering", "Bert", "DistilBert")
FILLERS = (*on("MaskedLM", "Bert", "DistilBert"), "BertForPreTraining")
BODIES = ("BertModel", "DistilBertModel", "BertForNextSentencePrediction")


@dataclass(frozen=True)
class Task:
    """One task. `heads` are the architectures, as a config.json names them, that hold what it needs; `such_as`
    checkpoints to try; `kinds` the models that training keeps for it; `taught_by` the command that does."""

    pipeline: type[Pipeline]
    heads: tuple[str, ...]
    such_as: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    taught_by: str = ""


TASKS = {
    "text-classification": Task(
        TextClassification,
        CLASSIFIERS,
        ("distilbert/distilbert-base-uncased-finetuned-sst-2-english",),
        ("classify", "emotion"),
        "train classify",
    ),
    "token-classification": Task(
        TokenClassification,
        TAGGERS,
        ("dbmdz/bert-large-cased-finetuned-conll03-english",),
        ("tag",),
        "train tag",
    ),
    "question-answering": Task(
        QuestionAnswering,
        READERS,
        ("distilbert/distilbert-base-cased-distilled-squad",),
        ("qa",),
        "train qa",
    ),
    "summarization": Task(Summarization, ENCODER_DECODERS, ("sshleifer/distilbart-cnn-12-6",)),
    "translation": Task(
        Translation,
        ENCODER_DECODERS,
        ("Helsinki-NLP/opus-mt-en-de", "Helsinki-NLP/opus-mt-ko-en"),
        ("translate",),
        "train translate",
    ),
    "text-generation": Task(
        TextGeneration,
        DECODERS,
        ("skt/kogpt2-base-v2", "openai-community/gpt2"),
        ("clm", "chatbot"),
        "train clm",
    ),
    "fill-mask": Task(
        FillMask,
        FILLERS,
        ("klue/bert-base", "google-bert/bert-base-uncased"),
        ("mlm",),
        "train mlm",
    ),
    "feature-extraction": Task(
        FeatureExtraction,
        (*BODIES, *FILLERS, *CLASSIFIERS, *TAGGERS, *READERS, *DECODERS),
        ("klue/bert-base", "google-bert/bert-base-uncased"),
        ("mlm", "emotion", "classify"),
        "train mlm",
    ),
}

ALIASES = {"sentiment-analysis": "text-classification", "ner": "token-classification"}
"""What the same tasks are called elsewhere; so is translation_en_to_de, with any two languages."""
