"""The catalog of the demo's shop."""

from __future__ import annotations

from collections.abc import Mapping

_ORDER_ID = {"order_id": "string"}
_ITEM = {"item": "string", "category": "string"}


def _event(name: str, properties: Mapping[str, object], **more: str) -> dict[str, object]:
    return {
        "table": "events",
        "customer": "customer_id",
        "time": "ts",
        "where": {"event": name},
        **more,
        **({"properties": properties} if properties else {}),
    }


CATALOG: Mapping[str, object] = {
    "timezone": "Asia/Seoul",
    "customers": {
        "table": "customers",
        "key": "customer_id",
        "attributes": {
            "country": "string",
            "gender": {"type": "enum", "values": ["female", "male", "other"]},
            "birthday": "date",
            "occupation": "string",
            "signup_at": "datetime",
            "tags": "list[string]",
            "predicted_tier": {"type": "enum", "values": ["high", "medium", "low"]},
            "home": {"type": "point", "latitude": "lat", "longitude": "lon"},
        },
    },
    "events": {
        "signed_up": _event("Signed Up", {}),
        "visited": _event("Visited", {}),
        "viewed_product": _event("Viewed Product", _ITEM, subject="item"),
        "added_to_cart": _event("Added to Cart", _ITEM, subject="item"),
        "placed_order": _event(
            "Placed Order",
            {**_ITEM, **_ORDER_ID, "total": {"type": "decimal(2)", "column": "amount"}, "gift": "boolean"},
            id="order_id",
            subject="item",
        ),
        "returned_item": _event(
            "Returned Item",
            {**_ITEM, **_ORDER_ID, "total": {"type": "decimal(2)", "column": "amount"}},
            subject="item",
        ),
        "opened_email": _event("Opened Email", {"campaign": "string"}, subject="campaign"),
    },
    "lists": {"newsletter": {"table": "newsletter", "customer": "customer_id"}},
}
"""As a catalog file holds it."""
