"""The tables of names: read in one direction and back they change nothing, and they leave nothing out."""

import re
from collections.abc import Mapping
from math import prod

import pytest
import torch
import zoo
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_hub import refused
from torch import Tensor

from minitransformer.core.config import GPTConfig, ModelConfig
from minitransformer.core.families import MarianConfig
from minitransformer.weights import FAMILIES, Architecture, Family, Row
from minitransformer.weights.table import expand

KNOWN = [(family, architecture) for family in FAMILIES.values() for architecture in family.architectures]
LAYOUTS = sorted({row.layout for _, a in KNOWN for row in a.rows})
every_architecture = pytest.mark.parametrize(
    ("family", "architecture"), KNOWN, ids=[architecture.name for _, architecture in KNOWN]
)
every_draw = pytest.mark.parametrize("seed", zoo.DRAWS)


def shape_of(side: str, sizes: Mapping[str, int]) -> list[int]:
    """The shape that one side of an einops pattern describes."""
    groups = re.findall(r"\(([^)]*)\)|(\S+)", side)
    return [prod(sizes[axis] for axis in (inside or alone).split()) for inside, alone in groups]


@given(st.data(), st.integers(1, 5), st.integers(1, 6), st.integers(1, 4), st.integers(0, 999))
@settings(deadline=None)
def test_a_layout_read_there_and_back_changes_nothing(
    data: st.DataObject, rows: int, columns: int, n_heads: int, seed: int
) -> None:
    layout = data.draw(st.sampled_from(LAYOUTS))
    sizes = {"qkv": 3, "h": n_heads, "m": rows, "out": columns, "d": columns, "v": columns, "1": 1}
    theirs, _, ours_side = layout.partition("->")
    x = torch.randn(shape_of(theirs.strip() or "m out", sizes), generator=torch.Generator().manual_seed(seed))
    row = Row("q k v" if "qkv" in layout else "w", "theirs", layout)
    known = {"qkv": 3, "h": n_heads}
    ours = row.to_ours(x, known)
    assert list(ours) == row.ours.split()
    whole = torch.stack(list(ours.values())) if "qkv" in layout else ours["w"]
    assert list(whole.shape) == shape_of(ours_side.strip() or "m out", sizes)
    back = row.to_theirs(ours, known)
    assert back.is_contiguous()
    assert torch.equal(back, x)
    again = row.to_ours(back, known)
    assert all(torch.equal(again[name], ours[name]) for name in ours)


def left_out(architecture: Architecture) -> set[str]:
    """A body knows no bias of the scores: it is 0 there."""
    return {"final_logits_bias"} if architecture.name == "BartModel" else set()


@every_draw
@every_architecture
def test_the_table_names_every_parameter_of_ours_and_of_theirs_once(
    family: Family, architecture: Architecture, seed: int
) -> None:
    cfg = family.configure(zoo.config(architecture.name, seed))
    rows = family.names(cfg, architecture)
    ours = [name for row in rows for name in row.ours.split()]
    assert sorted(ours) == sorted(dict(architecture.model(cfg).named_parameters()))
    assert len(set(ours)) == len(ours)
    on_disk = set(map(family.canonical, zoo.stored(zoo.reference(architecture.name, seed))))
    assert sorted(row.theirs for row in rows) == sorted(on_disk | left_out(architecture))


@every_draw
@every_architecture
def test_import_and_export_are_inverse_for_every_tensor(
    family: Family, architecture: Architecture, seed: int
) -> None:
    theirs = zoo.stored(zoo.reference(architecture.name, seed))
    cfg = family.configure(zoo.config(architecture.name, seed))
    tensors = {family.canonical(name): x for name, x in theirs.items()}
    imported = family.import_(tensors, cfg, architecture)
    assert imported.missing == imported.aside == ()
    assert imported.zero == (("unembed.bias",) if left_out(architecture) else ())
    shapes = {name: p.shape for name, p in architecture.model(cfg).named_parameters()}
    assert {name: x.shape for name, x in imported.tensors.items()} == {
        name: shape for name, shape in shapes.items() if name not in imported.zero
    }
    zeros = {name: torch.zeros(shapes[name]) for name in imported.zero}
    exported = family.export({**imported.tensors, **zeros}, cfg, architecture)
    same({name: x for name, x in exported.items() if name not in left_out(architecture)}, tensors)


def same(a: Mapping[str, Tensor], b: Mapping[str, Tensor]) -> None:
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)


@every_architecture
def test_a_parameter_without_a_counterpart_is_never_dropped_on_export(
    family: Family, architecture: Architecture
) -> None:
    cfg = family.configure(zoo.config(architecture.name))
    ours = dict(architecture.model(cfg).named_parameters())
    with pytest.raises(KeyError, match="a_new_layer"):
        family.export(ours | {"a_new_layer.weight": torch.ones(2)}, cfg, architecture)


@every_architecture
def test_modules_that_are_compared_exist_in_our_model_and_in_theirs(
    family: Family, architecture: Architecture
) -> None:
    cfg = family.configure(zoo.config(architecture.name))
    known = dict(architecture.model(cfg).named_modules())
    their_known = dict(zoo.reference(architecture.name).named_modules())
    for row in expand([Row(ours, theirs) for ours, theirs in architecture.modules], cfg):
        assert row.ours in known
        name = row.theirs.partition(":")[0]
        assert name in their_known or name.removeprefix(architecture.prefix) in their_known


# how rows are written out


GPT = GPTConfig(d_model=8, n_heads=2, d_ff=8, vocab_size=9, n_layers=3, max_len=4)
TWO_STACKS = MarianConfig(
    d_model=8,
    n_heads=2,
    d_ff=8,
    vocab_size=9,
    n_layers=3,
    n_decoder_layers=2,
    max_len=4,
    start_id=1,
    eos_id=0,
)


def test_a_row_of_a_block_is_written_out_for_each_block_of_its_stack() -> None:
    rows = [Row("top", "Top"), Row("a.{i}.w", "A.{i}.W"), Row("b.{j}.w c.{j}.w", "B.{j}.W")]
    written = [(row.ours, row.theirs) for row in expand(rows, TWO_STACKS)]
    assert sorted(written) == [
        *[(f"a.{i}.w", f"A.{i}.W") for i in range(3)],
        *[(f"b.{j}.w c.{j}.w", f"B.{j}.W") for j in range(2)],
        ("top", "Top"),
    ]


@pytest.mark.parametrize(
    ("when", "tied", "shared", "held"),
    [
        ("", True, True, True),
        ("tied", True, True, True),
        ("tied", False, True, False),
        ("not tied", False, True, True),
        ("not tied", True, True, False),
        ("shared, tied", True, True, True),
        ("shared, tied", True, False, False),
        ("not shared, tied", True, False, True),
        ("not shared, tied", False, False, False),
        ("shared, not tied", False, True, True),
        ("shared, not tied", True, True, False),
    ],
)
def test_a_row_holds_where_all_is_true_that_it_asks_for(
    when: str, tied: bool, shared: bool, held: bool
) -> None:
    words = vars(TWO_STACKS) | {"tied": tied, "shared": shared}
    assert bool(expand([Row("a", "b", when=when)], MarianConfig(**words))) is held


def test_a_condition_that_no_config_knows_is_an_error() -> None:
    with pytest.raises(AttributeError, match="tyed"):
        expand([Row("a", "b", when="tyed")], GPT)


# one tensor under two names


def test_two_spellings_of_one_tensor_must_agree() -> None:
    """`canonical` makes them one; the second must not replace the first in silence."""
    family = FAMILIES["gpt_neox"]
    cfg: ModelConfig = family.configure(zoo.config("GPTNeoXForCausalLM"))
    tensors = zoo.stored(zoo.reference("GPTNeoXForCausalLM"))
    twice = tensors | {"lm_head.weight": tensors["embed_out.weight"].clone()}
    imported = family.import_(twice, cfg, family.architectures[0])
    assert torch.equal(imported.tensors["unembed.weight"], tensors["embed_out.weight"])
    twice["lm_head.weight"][3, 2] += 1e-3
    with refused("embed_out.weight under two names"):
        family.import_(twice, cfg, family.architectures[0])
