"""Every planted fault. More than half of them were written without having read the parity code."""

from faults.blind import BLIND
from faults.sighted import IDENTITIES, SIGHTED

__all__ = ["CATALOGUE", "IDENTITIES"]

CATALOGUE = (*BLIND, *SIGHTED)
