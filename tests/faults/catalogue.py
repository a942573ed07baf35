"""Every planted fault. More than half of them were written without having read the parity code."""

from faults.blind import BLIND
from faults.blind_decoders import DECODERS
from faults.blind_encoders import ON_ENCODERS
from faults.blind_seq2seq import SEQ2SEQ
from faults.sighted import IDENTITIES, SIGHTED
from faults.sighted_families import SAME, YOUNGER

__all__ = ["CATALOGUE", "SAME_AFTER_ALL"]

CATALOGUE = (*BLIND, *DECODERS, *ON_ENCODERS, *SEQ2SEQ, *SIGHTED, *YOUNGER)
SAME_AFTER_ALL = (*IDENTITIES, *SAME)
