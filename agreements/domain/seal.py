"""The hash that a receipt carries: anybody with the same content can compute it again (docs/formats.md)."""

import hashlib
import json
from collections.abc import Iterable, Mapping

from agreements.domain.report_key import ReportKey


def canonical(data: object) -> str:
    """Return JSON-able data as one text: sorted keys, no spaces, letters as they are."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def submission_sha256(
    key: ReportKey, version: int, answers: Mapping[str, object], comments: Mapping[str, object]
) -> str:
    """Return the hash (hex) of what a report said when it was handed in; `version`: of the agreement."""
    content = {**key._asdict(), "version": version, "answers": dict(answers), "comments": dict(comments)}
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def hand_in_sha256(submissions: Iterable[tuple[str, str]]) -> str:
    """Return the hash (hex) of a hand-in, given the requirement's code and the hash of each of its submissions."""
    return hashlib.sha256(canonical(sorted(submissions)).encode()).hexdigest()
