"""A receipt as data: the JSON file from which its checksums can be computed again."""

import json

from agreements.selectors.receipts import Receipt, ReceiptItem

Plain = dict[str, object]


def receipt_bytes(receipt: Receipt) -> bytes:
    """Return the file: UTF-8, keys in order, two blanks of indentation. The same receipt gives the same bytes."""
    text = json.dumps(receipt_data(receipt), ensure_ascii=False, indent=2, sort_keys=True)
    return f"{text}\n".encode()


def file_name(receipt: Receipt) -> str:
    """Return what the file is called: `kvitto-2026-00012-3.json`."""
    return f"kvitto-{receipt.hand_in.reference}.json"


def receipt_data(receipt: Receipt) -> Plain:
    """Return what a receipt says, as JSON-able data (docs/formats.md)."""
    hand_in = receipt.hand_in
    return {
        "agreement": hand_in.agreement.code,
        "party": receipt.party.code,
        "case": hand_in.case.reference,
        "number": hand_in.number,
        "reference": hand_in.reference,
        "received_at": hand_in.at.isoformat(),
        "signed_as": hand_in.signed_as,
        "late": hand_in.late,
        "sha256": hand_in.sha256,
        "submissions": [_submission(receipt, item) for item in receipt.items],
    }


def _submission(receipt: Receipt, item: ReceiptItem) -> Plain:
    """A submission: `content` is exactly what its checksum is of (agreements.domain.seal)."""
    submission = item.submission
    return {
        "requirement": item.requirement.code,
        "number": submission.number,
        "late": submission.late,
        "content": {
            "agreement": receipt.hand_in.agreement.code,
            "requirement": item.requirement.code,
            "party": receipt.party.code,
            "version": item.version.number,
            "answers": submission.answers,
            "comments": submission.comments,
        },
        "sha256": submission.sha256,
        "version_sha256": item.version.sha256,
    }
