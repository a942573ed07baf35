"""The tables of names: read in one direction and back they change nothing, and they leave nothing out."""

import json
from collections.abc import Mapping

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback_hub import stored, tiny
from torch import Tensor

from minitransformer.core.config import ModelConfig
from minitransformer.weights import FAMILIES, Architecture, Family, Row

KNOWN = [(family, architecture) for family in FAMILIES.values() for architecture in family.architectures]
LAYOUTS = sorted({row.layout for _, a in KNOWN for row in a.rows})
every_architecture = pytest.mark.parametrize(
    ("family", "architecture"), KNOWN, ids=[architecture.name for _, architecture in KNOWN]
)


def config_of(theirs: object, family: Family) -> ModelConfig:
    return family.configure(json.loads(theirs.config.to_json_string()))


@given(st.data(), st.integers(1, 5), st.integers(1, 6), st.integers(0, 999))
@settings(deadline=None)
def test_a_layout_read_there_and_back_changes_nothing(
    data: st.DataObject, rows: int, columns: int, seed: int
) -> None:
    layout = data.draw(st.sampled_from(LAYOUTS))
    sides = {"qkv": 3, "m": rows, "out": columns, "": columns}
    theirs_side = layout.split("->")[0].replace("(qkv out)", "both").split() or ["m", "out"]
    shape = [3 * columns if axis == "both" else sides[axis] for axis in theirs_side]
    x = torch.randn(shape, generator=torch.Generator().manual_seed(seed))
    row = Row("q k v" if "qkv" in layout else "w", "theirs", layout)
    known = {"qkv": 3, "h": 7}
    ours = row.to_ours(x, known)
    assert list(ours) == row.ours.split()
    back = row.to_theirs(ours, known)
    assert back.is_contiguous()
    assert torch.equal(back, x)
    again = row.to_ours(back, known)
    assert all(torch.equal(again[name], ours[name]) for name in ours)


@every_architecture
def test_the_table_names_every_parameter_of_ours_and_of_theirs_once(
    family: Family, architecture: Architecture
) -> None:
    theirs = tiny(architecture.name)
    cfg = config_of(theirs, family)
    rows = family.names(cfg, architecture)
    ours = [name for row in rows for name in row.ours.split()]
    assert sorted(ours) == sorted(dict(architecture.model(cfg).named_parameters()))
    assert len(set(ours)) == len(ours)
    assert sorted(row.theirs for row in rows) == sorted(map(family.canonical, stored(theirs)))


@every_architecture
def test_import_and_export_are_inverse_for_every_tensor(family: Family, architecture: Architecture) -> None:
    theirs = tiny(architecture.name)
    cfg = config_of(theirs, family)
    tensors = {family.canonical(name): x for name, x in stored(theirs).items()}
    imported = family.import_(tensors, cfg, architecture)
    assert imported.missing == imported.aside == ()
    shapes = {name: p.shape for name, p in architecture.model(cfg).named_parameters()}
    assert {name: x.shape for name, x in imported.tensors.items()} == shapes
    same(family.export(imported.tensors, cfg, architecture), tensors)


def same(a: Mapping[str, Tensor], b: Mapping[str, Tensor]) -> None:
    assert a.keys() == b.keys()
    assert all(torch.equal(a[name], b[name]) for name in a)


@every_architecture
def test_a_parameter_without_a_counterpart_is_never_dropped_on_export(
    family: Family, architecture: Architecture
) -> None:
    cfg = config_of(tiny(architecture.name), family)
    ours = dict(architecture.model(cfg).named_parameters())
    with pytest.raises(KeyError, match="a_new_layer"):
        family.export(ours | {"a_new_layer.weight": torch.ones(2)}, cfg, architecture)


@every_architecture
def test_modules_that_are_compared_exist_in_our_model(family: Family, architecture: Architecture) -> None:
    cfg = config_of(tiny(architecture.name), family)
    known = dict(architecture.model(cfg).named_modules())
    for ours, _theirs in architecture.modules:
        for i in range(cfg.n_layers):
            assert ours.replace("{i}", str(i)).partition(":")[0] in known
