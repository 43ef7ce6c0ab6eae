"""What the description of the API says beyond what its views do by themselves."""

from typing import Any


def close_bodies(result: dict[str, Any], generator: object, request: object, public: bool) -> dict[str, Any]:
    """Say of every body that is sent as JSON that a field it does not have is refused."""
    shapes = result["components"]["schemas"]
    for operations in result["paths"].values():
        for operation in operations.values():
            content = operation.get("requestBody", {}).get("content", {})
            reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
            if reference:
                shapes[reference.rpartition("/")[2]]["additionalProperties"] = False
    return result
