"""The menu follows a person's work: an entry shows only where the person may open it."""

from dataclasses import dataclass

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.web.shell.person import Person


@dataclass(frozen=True)
class Entry:
    title: str
    route: str
    permission: Permission | None = None


ENTRIES = (
    Entry("工作台", "home"),
    Entry("监测预警", "alerts", Permission.ALERT_VIEW),
    Entry("指标与数据", "indicators", Permission.INDICATOR_VIEW),
)


@dataclass(frozen=True)
class MenuItem:
    title: str
    address: str
    current: bool


def menu_for(person: Person, path: str) -> list[MenuItem]:
    """The longest address that begins `path` is the current one; the home page only matches itself."""
    shown = [
        (entry, reverse(entry.route))
        for entry in ENTRIES
        if entry.permission is None or person.may(entry.permission)
    ]
    return [
        MenuItem(entry.title, address, path == address or (address != "/" and path.startswith(address)))
        for entry, address in shown
    ]
