"""The test of the test: a comparison that a planted mistake can pass proves nothing."""

from pathlib import Path
from typing import Any

import pytest
from faults.catalogue import CATALOGUE, SAME_AFTER_ALL
from faults.fault import ALL, Fault
from faults.references import REFERENCES, chosen, write
from faults.run import Found, run

import minitransformer

PACKAGE = Path(minitransformer.__file__).parent
PLANTED = [(family, fault) for fault in CATALOGUE for family in fault.families]
families = pytest.mark.parametrize("family", ALL)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What was seen, fault by fault: one process for each family, all with one copy of the references."""
    folder = tmp_path_factory.mktemp("references")
    for name in REFERENCES:
        write(name, folder / name)
    return run(PACKAGE, folder)


def of(found: Found, family: str, name: str) -> dict[str, Any]:
    (row,) = [row for row in found[family] if row["name"] == name]
    return row


@families
def test_no_witness_sees_a_fault_where_there_is_none(found: Found, family: str) -> None:
    clean = [row for row in found[family] if not row["name"]]
    assert {row["witness"] for row in clean} >= {"parity", "train"}
    assert [row for row in clean if row["seen"]] == []


@pytest.mark.parametrize(("family", "fault"), PLANTED, ids=[f"{family}-{f.name}" for family, f in PLANTED])
def test_the_fault_is_seen(found: Found, family: str, fault: Fault, record_property) -> None:
    row = of(found, family, fault.name)
    record_property("first disagreement", row["first"])
    assert row["seen"]


@families
def test_nearly_every_fault_is_named_by_the_row_where_it_begins(found: Found, family: str) -> None:
    """To raise is to see, but says less: only what cannot be loaded, placed or differentiated may raise."""
    raised = {row["name"] for row in found[family] if row["raised"]}
    assert raised <= {
        "key without a bias",
        "positions from 1",
        "positions from 1 (not padded)",
        "every parameter frozen",
        "the head is not tied after loading",
        "the inner size is always four times",
        "one table whatever the config says",
        "tied whatever the config says",
    }


@families
def test_a_change_that_leaves_the_function_alone_is_no_fault(found: Found, family: str) -> None:
    seen = {f.name: of(found, family, f.name)["seen"] for f in SAME_AFTER_ALL if family in f.families}
    assert seen == dict.fromkeys(seen, False)
    assert len(seen) >= 4


@families
def test_the_smallest_fault_is_far_above_the_limit(found: Found, family: str) -> None:
    """So that the limit of 1e-10 is no matter of taste."""
    planted = {fault.name for fault in CATALOGUE}
    effects = [row["effect"] for row in found[family] if row["name"] in planted and not row["raised"]]
    assert min(effects) > 100


@families
def test_the_catalogue_is_large_and_mostly_blind(family: str) -> None:
    mine = [fault for fault in CATALOGUE if family in fault.families]
    assert len(mine) >= 90
    assert sum(not fault.seen_parity for fault in mine) >= len(mine) / 2
    assert len({fault.name for fault in mine}) == len(mine)


def test_every_variant_is_known_to_a_family_that_it_is_looked_for_in() -> None:
    for fault in CATALOGUE:
        if fault.variant not in ("", "tied"):  # GPT-2's own is tied
            assert {chosen(family, fault.variant) for family in fault.families} - set(ALL), fault.name


@pytest.mark.parametrize("fault", [*CATALOGUE, *SAME_AFTER_ALL], ids=lambda fault: fault.name)
def test_the_place_of_the_fault_is_still_there(fault: Fault) -> None:
    assert fault.planted(PACKAGE) != (PACKAGE / fault.file).read_text(encoding="utf-8")


def test_a_fault_whose_place_is_gone_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 times"):
        Fault("gone", "functional.py", "no such line", "").planted(PACKAGE)
    with pytest.raises(LookupError, match="times 'return'"):
        Fault("ambiguous", "functional.py", "return", "").planted(PACKAGE)
