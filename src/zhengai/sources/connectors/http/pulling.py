"""Pulls a list of records page by page. All pages or none: a page that comes twice means that one is missing."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from zhengai.sources.connectors.contract import Fetched, Order
from zhengai.sources.connectors.http.client import Client
from zhengai.sources.connectors.http.records import flattened, text_of, write_records
from zhengai.sources.rules import SourceRefused, SourceTrouble

_MOST_PAGES = 20_000


class Pulled:
    def parts(self, order: Order) -> list[str]:
        return [""]

    def fetch(self, order: Order, part: str) -> Fetched:
        records = [record for page in _pages(order) for record in page]
        path = order.folder / f"{order.name}.csv"
        count, kinds = write_records(path, records, order.dates)
        column = str(order.wanted.get("cursor", ""))
        seen = (text_of(flattened(each).get(column)) for each in records) if column else ()
        marks = [order.cursor, *seen] if column else [""]
        return Fetched(path, count, kinds, max(marks, key=_later))

    def settle(self, order: Order, note: str) -> None:
        for path in order.folder.iterdir():
            path.unlink()

    def give_back(self, order: Order) -> None:
        self.settle(order, "")

    def check(self, order: Order) -> str:
        page = next(_pages(order), [])
        if not page:
            return "接口有回答，第一页没有记录"
        return f"接口有回答，第一页 {len(page)} 条记录，字段：{'、'.join(flattened(page[0]))}"


def _pages(order: Order) -> Iterator[list[dict[str, Any]]]:
    """`paging`: none, page (numbers from `first`), offset (of records), next (the answer names the next page's mark)."""
    client = Client(order.settings, order.secret, order.say)
    wanted = order.wanted
    paging, size = str(wanted.get("paging", "none")), int(wanted.get("size", 100) or 100)
    seen: dict[str, int] = {}
    read, mark, total = 0, "", None
    for number in range(_MOST_PAGES):
        answer = client.get(str(wanted.get("url", "")), _parameters(order, paging, size, number, read, mark))
        page = _records(answer, str(wanted.get("records", "")))
        if total is None:
            total = _total(answer, str(wanted.get("total", "")))
        if page:
            _refuse_repeated(seen, page, number + 1)
            yield page
        read += len(page)
        mark = str(_at(answer, str(wanted.get("next", ""))) or "") if paging == "next" else ""
        if (
            paging == "none"
            or not page
            or (paging == "next" and not mark)
            or (total is not None and read >= total)
        ):
            break
        if paging != "next" and total is None and len(page) < size:
            break
    if total is not None and read != total:
        raise SourceTrouble(f"接口说共有 {total:,} 条，只取到 {read:,} 条，没有导入任何数据，稍后会再试")
    order.say(f"取完 {len(seen)} 页，{read:,} 条")


def _parameters(order: Order, paging: str, size: int, number: int, read: int, mark: str) -> dict[str, str]:
    wanted = order.wanted
    found: dict[str, str] = {}
    if order.cursor and wanted.get("since"):
        found[str(wanted["since"])] = order.cursor
    if paging in ("page", "offset"):
        value = number + int(wanted.get("first", 1)) if paging == "page" else read
        found[str(wanted.get("page_name") or paging)] = str(value)
        found[str(wanted.get("size_name") or "size")] = str(size)
    if paging == "next" and mark:
        found[str(wanted.get("page_name") or "cursor")] = mark
    return found


def _refuse_repeated(seen: dict[str, int], page: list[dict[str, Any]], number: int) -> None:
    digest = hashlib.sha256(json.dumps(page, sort_keys=True, default=str).encode()).hexdigest()
    if digest in seen:
        raise SourceTrouble(
            f"第 {number} 页和第 {seen[digest]} 页完全相同，中间可能少了一页，没有导入任何数据，稍后会再试；"
            "一直这样时，请核对翻页参数的名字，或填写“总数在哪里”"
        )
    seen[digest] = number


def _records(answer: Any, path: str) -> list[dict[str, Any]]:
    found = _at(answer, path)
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        where = f"“{path}”" if path else "最外层"
        raise SourceRefused(
            f"接口的回答里{where}不是记录的列表，没有导入任何数据；请在数据源页面上核对“记录在哪里”"
        )
    return found


def _later(mark: str) -> tuple[bool, int, str]:
    """Numbers by their size, everything else as it is written (dates in ISO 8601)."""
    return (bool(mark), len(mark) if mark.isdigit() else 0, mark)


def _total(answer: Any, path: str) -> int | None:
    found = _at(answer, path) if path else None
    return int(found) if isinstance(found, int | str) and str(found).isdigit() else None


def _at(answer: Any, path: str) -> Any:
    for name in filter(None, path.split(".")):
        answer = answer.get(name) if isinstance(answer, dict) else None
    return answer
