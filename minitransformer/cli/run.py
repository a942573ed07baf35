"""`minitransformer run`: the classic tasks, one text or many."""

from pathlib import Path
from typing import Annotated, Any

import typer

from .origin import named_in
from .task_input import keywords, refuse_beside, texts_for
from .task_output import answers, progress, show
from .voice import MAX_SEED, Device, Dtype, Json, Lang, Voice

NAME = "run"


def command(
    task: Annotated[
        str,
        typer.Argument(
            help="text-classification, token-classification, question-answering, summarization, translation, "
            "text-generation, fill-mask or feature-extraction."
        ),
    ],
    texts: Annotated[
        list[str] | None,
        typer.Argument(metavar="TEXT", help="One or several; text-generation does without."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="UTF-8, a text a line; for question-answering one whole context.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="A directory or a hub name.")] = None,
    count: Annotated[
        int | None, typer.Option(min=0, help="How many labels (0: all), words, answers or texts.")
    ] = None,
    pair: Annotated[str | None, typer.Option(help="The second sentence of every text.")] = None,
    question: Annotated[str | None, typer.Option(help="What question-answering is asked.")] = None,
    context: Annotated[
        str | None, typer.Option(help="Where question-answering looks for the answer.")
    ] = None,
    aggregation: Annotated[
        str | None, typer.Option(help="Tokens to entities: none, simple, first, max or average.")
    ] = None,
    stride: Annotated[
        int | None, typer.Option(min=0, help="Read long texts in windows that overlap by so many tokens.")
    ] = None,
    no_answer: Annotated[
        bool, typer.Option("--no-answer", help="Question-answering may find that there is no answer.")
    ] = False,
    beams: Annotated[
        int | None, typer.Option(min=1, max=20, help="Write the likeliest text that so many beams find.")
    ] = None,
    max_length: Annotated[
        int | None, typer.Option(min=1, help="Write at most so many tokens, those of the prompt included.")
    ] = None,
    min_length: Annotated[int | None, typer.Option(min=0, help="Write at least so many tokens.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0.0, help="0: always the best word.")] = None,
    top_k: Annotated[
        int | None, typer.Option(min=0, help="Choose among the k best words; 0: among all.")
    ] = None,
    top_p: Annotated[
        float | None,
        typer.Option(min=0.01, max=1.0, help="Choose among the likeliest words that have p together."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, max=MAX_SEED, help="The same seed writes the same texts.")
    ] = None,
    batch_size: Annotated[
        int | None, typer.Option(min=1, help="How many texts are read at a time, if not 8.")
    ] = None,
    truncate: Annotated[
        bool, typer.Option("--truncate", help="Cut what is too long for the model, rather than refuse it.")
    ] = False,
    study: Annotated[
        bool, typer.Option("--study", help="feature-extraction: which layers make the best features?")
    ] = False,
    data: Annotated[
        str | None,
        typer.Option(help="Of --study: emotions (if nothing is said), nsmc, chatbot_ko or a table."),
    ] = None,
    picture: Annotated[
        Path | None, typer.Option(help="Of --study and --word: where to put the picture, a .png.")
    ] = None,
    word: Annotated[
        str | None, typer.Option(help="feature-extraction: one word (배, 눈) in two of its senses.")
    ] = None,
    probe: Annotated[
        str | None, typer.Option(help="fill-mask: bias (or bias-ko, bias-en) compares two groups.")
    ] = None,
    device: Device = "cpu",
    dtype: Dtype = "float32",
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Run a classic task: classify, tag, answer, summarize, translate, write on, fill masks, extract features.

    Example: minitransformer run fill-mask "축구는 정말 재미있는 [MASK]다." --model klue/bert-base
    """
    voice = Voice(lang, as_json)
    options: dict[str, Any] = dict(
        count=count, pair=pair, question=question, context=context, aggregation=aggregation, stride=stride,
        no_answer=no_answer or None, beams=beams, max_length=max_length, min_length=min_length, data=data,
        temperature=temperature, top_k=top_k, top_p=top_p, seed=seed, picture=picture,
    )  # fmt: skip
    given = {name: value for name, value in options.items() if value is not None}
    apart = {"study": study or None, "word": word, "probe": probe}
    others = {"texts": texts or None, "file": file, "batch_size": batch_size, "truncate": truncate or None}
    refuse_beside({**apart, **others, **given})
    with voice.starting():
        from ..apps.pipelines import pipeline
        from ..apps.pipelines.choosing import model_for, task_named

    task = task_named(task)
    if study or word is not None:
        from .features import about_features

        return about_features(
            voice, task, model, texts or [], study, data or "emotions", picture, word, device, dtype
        )
    if probe is not None:
        from .bias import tell_bias

        return tell_bias(voice, task, model, texts or [], probe, device, dtype)
    asked = keywords(task, given)
    sources = texts_for(task, texts or [], file, asked.pop("context", None))
    with named_in(model):
        name = model_for(task, model)
        voice.note(f"model: {name}", f"모델: {name}")
        with voice.busy("reading the model …", "모델을 읽는 중 …"):
            pipe = pipeline(
                task, name, batch_size=batch_size or 8, truncate=truncate, device=device, dtype=dtype
            )
    pipe.say = voice.note
    with voice.busy("working …", "계산하는 중 …") as status:
        pipe.done = progress(voice, status)
        results = answers(pipe, task, sources, asked)
    show(voice, pipe, task, sources, results)
    voice.result({"task": task, "model": name, "results": results})
    return 0
