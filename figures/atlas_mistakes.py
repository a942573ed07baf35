"""All mistakes of the symptom atlas: what of the right recipe each one replaces."""

from dataclasses import dataclass, replace
from functools import partial

import atlas_wrong as wrong
from atlas_task import Recipe

from minitransformer import GPT, initialise
from minitransformer.core.parts import Parts
from minitransformer.training.schedule import adamw

RIGHT = Recipe()


@dataclass(frozen=True)
class Mistake:
    """A recipe; and, for a function that an exercise asks for, which one, so that the check can be asked."""

    recipe: Recipe
    exercise: str = ""
    function: object = None


def recipe(**replaced):
    """The right recipe, but for this."""
    return Mistake(replace(RIGHT, **replaced))


def function(name, written):
    """A function of `functional`, written wrongly."""
    return Mistake(replace(RIGHT, functions={name: written}), name, written)


def attention(written):
    """The attention function, written wrongly."""
    return Mistake(replace(RIGHT, parts=Parts(attend=written)), "scaled_dot_product_attention", written)


def loss(written):
    """The loss, written wrongly."""
    return Mistake(replace(RIGHT, loss=written), "causal_lm_loss", written)


MISTAKES = {
    "no_causal_mask": function("causal_mask", wrong.everyone),
    "mask_one_too_far": function("causal_mask", wrong.one_too_far),
    "mask_too_strict": function("causal_mask", wrong.never_oneself),
    "pad_mask_inverted": function("padding_mask", wrong.only_padding),
    "pad_mask_on_queries": function("padding_mask", wrong.queries_masked),
    "minus_a_billion": attention(wrong.minus_a_billion),
    "unscaled": attention(wrong.unscaled),
    "scaled_by_d_model": attention(wrong.scaled_by_all_channels),
    "softmax_over_queries": attention(wrong.softmax_over_queries),
    "view_split": function("split_heads", wrong.view_split),
    "view_split_and_merge": recipe(
        functions={"split_heads": wrong.view_split, "merge_heads": wrong.view_merge}
    ),
    "feature_major": function("split_heads", wrong.feature_major),
    "norm_over_places": function("layer_norm", wrong.norm_over_places),
    "no_residual": recipe(alter=wrong.drop_residuals),
    "no_positions": recipe(alter=wrong.forget_positions),
    "no_bias": recipe(cfg={"bias": False}),
    "std_one": recipe(initial=partial(initialise, std=1.0)),
    "post_norm_no_warmup": recipe(cfg={"wiring": "post"}, warmup=0.0),
    "lr_ten_times": recipe(optimiser=partial(adamw, lr=5e-2)),
    "lr_hundred_times": recipe(optimiser=partial(adamw, lr=0.5)),
    "decay_ten": recipe(optimiser=partial(adamw, lr=5e-3, weight_decay=10.0)),
    "gradients_kept": recipe(take_step=wrong.keep_gradients),
    "gradients_kept_unclipped": recipe(take_step=wrong.keep_gradients_unclipped),
    "other_models_optimiser": recipe(optimiser=wrong.optimiser_of_another),
    "same_batch": recipe(next_words=wrong.always_the_first),
    "not_shifted": loss(wrong.not_shifted),
    "shifted_twice": loss(wrong.shifted_twice),
    "softmax_twice": loss(wrong.softmax_twice),
    "pushed_down": loss(wrong.pushed_down),
    "averaged_over_all": loss(wrong.averaged_over_all),
    "padding_counts": recipe(batch=wrong.padding_counts),
    "question_counts": recipe(batch=wrong.question_counts),
    "no_end": recipe(batch=wrong.without_end),
    "dropout_left_on": recipe(cfg={"dropout": 0.2, "embedding_dropout": 0.2}, settle=GPT.train),
    "start_left_out": recipe(prompt=wrong.only_the_letters),
}
