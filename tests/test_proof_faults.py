"""The test of the test: a comparison that a planted mistake can pass proves nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from faults.catalogue import CATALOGUE, IDENTITIES
from faults.fault import BOTH, Fault
from faults.references import REFERENCES, write

import minitransformer

PACKAGE = Path(minitransformer.__file__).parent
PLANTED = [(family, fault) for fault in CATALOGUE for family in fault.families]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """What was seen, fault by fault: one process for each family, both on one copy of the references."""
    folder = tmp_path_factory.mktemp("references")
    for name in REFERENCES:
        write(name, folder / name)

    def seen(family: str) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "faults.worker", str(PACKAGE), str(folder), family]
        done = subprocess.run(
            command, cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE, text=True
        )
        return [json.loads(line) for line in done.stdout.splitlines()]

    return {family: seen(family) for family in BOTH}


def of(found: dict[str, list[dict[str, Any]]], family: str, name: str) -> dict[str, Any]:
    (row,) = [row for row in found[family] if row["name"] == name]
    return row


@pytest.mark.parametrize("family", BOTH)
def test_no_witness_sees_a_fault_where_there_is_none(found, family: str) -> None:
    clean = [row for row in found[family] if not row["name"]]
    assert {row["witness"] for row in clean} >= {"parity", "train"}
    assert [row for row in clean if row["seen"]] == []


@pytest.mark.parametrize(("family", "fault"), PLANTED, ids=[f"{family}-{f.name}" for family, f in PLANTED])
def test_the_fault_is_seen(found, family: str, fault: Fault, record_property) -> None:
    row = of(found, family, fault.name)
    record_property("first disagreement", row["first"])
    assert row["seen"]


@pytest.mark.parametrize("family", BOTH)
def test_nearly_every_fault_is_named_by_the_row_where_it_begins(found, family: str) -> None:
    """To raise is to see, but says less: only what cannot be loaded, placed or differentiated may raise."""
    raised = {row["name"] for row in found[family] if row["raised"]}
    assert raised <= {
        "key without a bias",
        "positions from 1",
        "positions from 1 (not padded)",
        "every parameter frozen",
        "the head is not tied after loading",
        "the inner size is always four times",
    }


@pytest.mark.parametrize("family", BOTH)
def test_a_change_that_leaves_the_function_alone_is_no_fault(found, family: str) -> None:
    seen = {
        fault.name: of(found, family, fault.name)["seen"] for fault in IDENTITIES if family in fault.families
    }
    assert seen == dict.fromkeys(seen, False)
    assert seen


@pytest.mark.parametrize("family", BOTH)
def test_the_smallest_fault_is_far_above_the_limit(found, family: str) -> None:
    """So that the limit of 1e-10 is no matter of taste."""
    errors = [row["error"] for row in found[family] if row["name"] and "error" in row]
    assert min(errors) > 1e-8


@pytest.mark.parametrize("family", BOTH)
def test_the_catalogue_is_large_and_mostly_blind(family: str) -> None:
    mine = [fault for fault in CATALOGUE if family in fault.families]
    assert len(mine) >= 20
    assert sum(not fault.seen_parity for fault in mine) >= len(mine) / 2
    assert len({fault.name for fault in mine}) == len(mine)


@pytest.mark.parametrize("fault", [*CATALOGUE, *IDENTITIES], ids=lambda fault: fault.name)
def test_the_place_of_the_fault_is_still_there(fault: Fault) -> None:
    assert fault.planted(PACKAGE) != (PACKAGE / fault.file).read_text(encoding="utf-8")


def test_a_fault_whose_place_is_gone_is_an_error() -> None:
    with pytest.raises(LookupError, match="0 times"):
        Fault("gone", "functional.py", "no such line", "").planted(PACKAGE)
    with pytest.raises(LookupError, match="times 'return'"):
        Fault("ambiguous", "functional.py", "return", "").planted(PACKAGE)
