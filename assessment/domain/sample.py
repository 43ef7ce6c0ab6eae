"""The random sample: which verdicts a second assessor looks at although nothing else asks for it.

Who is in it follows from the round's seed alone, so it can be drawn again, and nobody can choose it: the seed is made
when the round opens, before anything is judged.
"""

import hashlib

_HUNDRED = 100


def is_sampled(seed: str, requirement: str, party: str, percent: int) -> bool:
    """Say whether the verdict on a requirement (code) for a party (code) is in the sample of `percent` of 100.

    An empty seed is no sample: the round never opened.
    """
    if not seed:
        return False
    drawn = hashlib.sha256(f"{seed}:{requirement}:{party}".encode()).digest()
    whole = 1 << (8 * len(drawn))
    return int.from_bytes(drawn) * _HUNDRED < percent * whole
