"""What names give away: the words by which columns and tables are known, in English and Korean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from segql.ast import Name, Reference, State
from segql.diagnostics import SegqlError, Source
from segql.limits import DEFAULT_LIMITS
from segql.syntax import parse

_CUSTOMER = (
    "customer|client|user|member|subscriber|contact|buyer|shopper|person|people|profile|account"
    "|고객|회원|사용자"
)
_ID = "id|key|no|nr|num|number|code|uuid|번호|아이디"

_CUSTOMER_TABLE = re.compile(rf"({_CUSTOMER})s?")
_CUSTOMER_KEY = re.compile(rf"(?:{_CUSTOMER})(?:{_ID})?")
_KEY = re.compile(rf".*(?:{_ID})")
_BOOLEAN = re.compile(r"(is|has|can|did|was|accepts)_.*|(.*_)?(flag|opt_?in|yn)|gift|active|여부|.*여부")
_MONEY = re.compile(
    r".*(amount|total|price|cost|revenue|spent|spend|fee|tax|discount|balance|paid|payment|value|sales|credit|refund"
    r"|금액|가격|매출|결제|할인|포인트).*"
)
_EVENT_TABLE = re.compile(r".*(event|activit|action|log|interaction|이벤트|행동|로그).*")
_EVENT_NAME = re.compile(r"(event|action|activity|metric|이벤트|행동)(_?(name|type|kind|명|유형))?")
_EVENT_NAME_IN_EVENTS = re.compile(r"type|kind|name|verb|유형|종류|구분")
_ORDER = re.compile(rf"(order|transaction|invoice|receipt|purchase|booking|checkout|주문|거래)_?({_ID})?")
_ORDERS = re.compile(
    r".*(order|purchase|transaction|bought|buy|checkout|invoice|booking|sale|주문|구매|거래).*"
)
_LATITUDE = re.compile(r"(?:(.+?)_?)?(?:lat|latitude|위도)")
_LONGITUDE = re.compile(r"(?:(.+?)_?)?(?:lon|lng|long|longitude|경도)")

_TIMES = (
    "ts",
    "time",
    "timestamp",
    "event_time",
    "occurred_at",
    "created_at",
    "datetime",
    "date",
    "at",
    "일시",
    "시각",
    "시간",
    "날짜",
)
_SUBJECTS = (
    "item", "item_name", "product", "product_name", "product_title", "상품", "상품명", "제품",
    "sku", "item_id", "product_id", "title", "name", "page", "url", "path", "campaign",
    "campaign_name", "subject", "category", "카테고리",
)  # fmt: skip


def is_customer_table(name: str) -> bool:
    """Whether a table's name says that it holds customers."""
    return any(_CUSTOMER_TABLE.fullmatch(word) for word in identifier(name).split("_"))


def is_customer_key(column: str, key: str) -> bool:
    """Whether a column's name says that it refers to the customers' `key`."""
    bare = identifier(column).replace("_", "")
    return column == key or _CUSTOMER_KEY.fullmatch(bare) is not None


def is_key(column: str) -> bool:
    """Whether a column's name says that it identifies something."""
    return _KEY.fullmatch(identifier(column)) is not None


def is_boolean(column: str) -> bool:
    """Whether 0 and 1 in a column are likely to mean no and yes."""
    return _BOOLEAN.fullmatch(identifier(column)) is not None


def is_money(column: str) -> bool:
    """Whether a column is likely to hold amounts of money."""
    return _MONEY.fullmatch(identifier(column)) is not None


def names_events(column: str, table: str) -> bool:
    """Whether a column is likely to say what kind of event a row is."""
    name = identifier(column)
    if _EVENT_NAME.fullmatch(name):
        return True
    return _EVENT_TABLE.fullmatch(identifier(table)) is not None and bool(
        _EVENT_NAME_IN_EVENTS.fullmatch(name)
    )


def is_order_id(column: str) -> bool:
    """Whether rows with one value of a column are likely to be one order."""
    return _ORDER.fullmatch(identifier(column)) is not None


def is_order(event: str) -> bool:
    """Whether an event is likely to be an order."""
    return _ORDERS.fullmatch(identifier(event)) is not None


def time_rank(column: str) -> int:
    """How likely a column is when something happened: less is likelier."""
    name = identifier(column)
    endings = [rank for rank, word in enumerate(_TIMES) if name.endswith(word)]
    return _TIMES.index(name) if name in _TIMES else len(_TIMES) + min(endings, default=len(_TIMES))


def subject_rank(column: str) -> int | None:
    """How likely a property is what an event is about: less is likelier, None is not at all."""
    name = identifier(column)
    return _SUBJECTS.index(name) if name in _SUBJECTS else None


def coordinate(column: str) -> tuple[str, str] | None:
    """`("latitude", PREFIX)` or `("longitude", PREFIX)` of a column that is called so."""
    name = identifier(column)
    if found := _LATITUDE.fullmatch(name):
        return "latitude", found[1] or ""
    if found := _LONGITUDE.fullmatch(name):
        return "longitude", found[1] or ""
    return None


def identifier(name: str) -> str:
    """A name that is written without backticks: `Placed Order`, `PlacedOrder` are `placed_order`."""
    text = unicodedata.normalize("NFC", name)
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    text = unicodedata.normalize("NFC", re.sub(r"\W+", "_", text).strip("_").lower())
    return f"_{text}" if not text or text[0].isdigit() else text


def free_name(name: str, taken: Container[str]) -> str:
    """The name itself where it can be written plainly and is not taken, else one made from it."""
    made = name if _is_plain(name) else identifier(name)
    if not _is_plain(made):
        made += "_"
    number = 2
    free = made
    while free in taken:
        free, number = f"{made}_{number}", number + 1
    return free


def _is_plain(name: str) -> bool:
    """Whether a text may write the name as it is: no keyword, no blanks."""
    try:
        condition = parse(Source(f"{name} is set"), DEFAULT_LIMITS).condition
    except SegqlError:
        return False
    return condition == State("set", Reference((Name(name),)))
