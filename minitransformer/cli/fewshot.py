"""`minitransformer fewshot`: a few examples, a question, and how often the answer is right."""

from pathlib import Path
from typing import Annotated, Any

import typer

from ..errors import Problem
from .columns import LabelColumn, Map, TextColumn, mapping_of
from .fewshot_told import tell_comparison, tell_result, tell_setting
from .origin import named_in
from .voice import MAX_SEED, Json, Lang, Voice

NAME = "fewshot"


def command(
    data: Annotated[
        str, typer.Option(help="nsmc, chatbot_ko, dialogues, emotions, arithmetic, or a file.")
    ] = "emotions",
    template: Annotated[
        str | None,
        typer.Option(
            help="emotion, question, koalpaca, arithmetic, or your own with {text} and {label}; by default the data's."
        ),
    ] = None,
    shots: Annotated[int, typer.Option(min=0, help="How many examples stand before the question.")] = 4,
    model: Annotated[str | None, typer.Option(help="A directory or a hub name.")] = None,
    n: Annotated[int, typer.Option(min=1, help="How many questions.")] = 200,
    bundles: Annotated[int, typer.Option(min=1, help="How often the examples are drawn anew.")] = 1,
    max_tokens: Annotated[int, typer.Option(min=1, help="Of an example: longer ones are not drawn.")] = 25,
    max_text_tokens: Annotated[
        int, typer.Option(min=1, help="Of a text that is asked about: the rest is cut off.")
    ] = 64,
    text_column: TextColumn = "text",
    label_column: LabelColumn = "label",
    mapping: Map = None,
    slip: Annotated[
        list[str] | None, typer.Option(help="newline, leak or hangul-only: make this mistake on purpose.")
    ] = None,
    compare_slips: Annotated[
        bool, typer.Option("--compare-slips", help="The honest accuracy beside that of every slip.")
    ] = False,
    show_prompt: Annotated[bool, typer.Option("--show-prompt", help="Print the first prompt.")] = False,
    histogram: Annotated[
        Path | None, typer.Option(help="Draw the lengths of the texts into this PNG file.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MAX_SEED, help="Of the examples and the questions.")] = 1234,
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Ask a language model with a few examples in the prompt, and tell whether that beats guessing.

    Example: minitransformer fewshot --data nsmc --template emotion --shots 8 --model skt/kogpt2-base-v2
    """
    voice = Voice(lang, as_json)
    if slip and compare_slips:
        raise Problem(
            "--compare-slips makes every slip in turn: leave --slip out",
            "--compare-slips는 실수를 하나씩 모두 해 봅니다. --slip은 빼 주세요.",
        )
    with voice.starting():
        from ..apps.fewshot.experiment import prepare
        from ..apps.fewshot.lengths import statistics, token_lengths
        from ..apps.fewshot.model import load_decoder
        from ..apps.fewshot.sets import asked_of
        from ..apps.fewshot.slips import checked
        from ..apps.fewshot.templates import template_for, template_of
        from ..apps.pipelines.choosing import model_for

    worded, slips = template_of(template or template_for(data)), checked(slip or ())
    source, train, heldout = asked_of(data, text_column, label_column, mapping_of(mapping), seed)
    with named_in(model):
        name = model_for("text-generation", model)
        with voice.busy("reading the model …", "모델을 읽는 중 …"):
            loaded, tokenizer = load_decoder(name)
    voice.note(f"model: {name}", f"모델: {name}")
    with voice.busy("counting tokens …", "토큰을 세는 중 …"):
        lengths = token_lengths(tokenizer, [e.text for e in train])
    experiment = prepare(
        loaded,
        tokenizer,
        worded,
        train,
        heldout,
        lengths,
        shots=shots,
        n=n,
        seed=seed,
        bundles=bundles,
        longest_example=max_tokens,
        longest_text=max_text_tokens,
    )
    if histogram:
        _draw(histogram, lengths, max_tokens, voice)
    with voice.busy("asking …", "묻는 중 …") as show:

        def told(share: float) -> None:
            show(voice.pick(f"asking: {share:.0%}", f"묻는 중: {share:.0%}"))

        results = experiment.compare_slips(told) if compare_slips else {"": experiment.run(slips, told)}
    first, summed = next(iter(results.values())), statistics(lengths)
    if show_prompt:
        voice.tell(first.prompt + "\n", markup=False)
    tell_setting(voice, source, experiment, first, summed)
    if compare_slips:
        tell_comparison(voice, results)
    else:
        tell_result(voice, first)
    more: dict[str, Any] = {"prompt": first.prompt} if show_prompt else {}
    if compare_slips:
        more["compared"] = {name: result.to_json() for name, result in results.items()}
    voice.result(
        {
            **first.to_json(),
            "n": len(experiment.tests),
            "shots": shots,
            "template": worded.pattern,
            "model": name,
            "data": source,
            "labels": list(experiment.labels),
            "seed": seed,
            "verdict": first.scores["likelihood"].verdict,
            "lengths": vars(summed),
            **more,
        }
    )
    return 0


def _draw(path: Path, lengths: list[int], limit: int, voice: Voice) -> None:
    from ..plots.canvas import save
    from ..plots.lengths import token_lengths

    save(token_lengths(lengths, limit, language=voice.language), path)
