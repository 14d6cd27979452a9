"""Where the things of the graph have their own pages, for who may open them."""

from urllib.parse import urlencode

from django.urls import reverse

from zhengai.accounts.rules import Permission
from zhengai.reports.rules.lineage import Node, NodeKind
from zhengai.web.shell.request import Request

_NEEDS = {
    NodeKind.INDICATOR: Permission.INDICATOR_VIEW,
    NodeKind.CONTROL: Permission.STANDARD_VIEW,
    NodeKind.GOAL: Permission.GOAL_VIEW,
    NodeKind.ELEMENT: Permission.STANDARD_VIEW,
    NodeKind.MEASURE: Permission.INDICATOR_VIEW,
    NodeKind.REPORT: Permission.REPORT_VIEW,
}
_BY_CODE = {
    NodeKind.DATASET: "dataset",
    NodeKind.INDICATOR: "indicator",
    NodeKind.CONTROL: "standard",
    NodeKind.MEASURE: "measure",
}


def lineage_address(node: Node) -> str:
    return reverse("lineage-of", args=[node.kind.value, node.code])


def own_address(request: Request, node: Node) -> str:
    """Empty where there is no page, or none for this reader."""
    needed = _NEEDS.get(node.kind)
    if needed is not None and not request.person.may(needed):
        return ""
    if node.kind in _BY_CODE:
        return reverse(_BY_CODE[node.kind], args=[node.code])
    return _listed(node)


def _listed(node: Node) -> str:
    """The list in which it stands."""
    match node.kind:
        case NodeKind.SOURCE if node.registered:
            return reverse("source", args=[node.code])
        case NodeKind.FIELD:
            dataset, _, field = node.code.partition(".")
            return f"{reverse('data-dictionary')}?{urlencode({'dataset': dataset, 'q': field})}"
        case NodeKind.ELEMENT:
            return f"{reverse('library')}?{urlencode({'q': node.note})}"
        case NodeKind.TABLE:
            return f"{reverse('coverage')}?{urlencode({'of': 'tables', 'q': node.name})}"
        case NodeKind.REPORT:
            return f"{reverse('reports')}?{urlencode({'level': node.code.rpartition('.')[2]})}"
        case NodeKind.GOAL if not node.code.startswith("plan."):
            return f"{reverse('goals')}?{urlencode({'level': node.code.partition('@')[2]})}"
        case _:
            return ""
