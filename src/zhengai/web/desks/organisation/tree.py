"""组织机构: the bodies as a tree, how far their duties are proven this year, whose term ends soon."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhengai.accounts.rules import Permission
from zhengai.college.queries import today
from zhengai.framework.models import BodyMember
from zhengai.framework.queries.organisation import (
    body_tree,
    ending_soon,
    fulfilments,
    members,
    office_holders,
    serving,
)
from zhengai.framework.rules.organisation import BodyEntry, BodyTree, problems_of_bodies
from zhengai.framework.rules.terms import read_office
from zhengai.web.desks.organisation.years import chosen_year
from zhengai.web.shell.marks import needs
from zhengai.web.shell.request import Request


@dataclass(frozen=True)
class Node:
    body: BodyEntry
    heads: list[str]  # people who are its head by office
    members: int
    proven: int
    children: list["Node"]

    @property
    def share(self) -> float:
        return 100 * self.proven / len(self.body.duties) if self.body.duties else 0

    def walk(self) -> list["Node"]:
        return [self, *(each for child in self.children for each in child.walk())]


@needs(Permission.ORGANISATION_VIEW)
def bodies(request: Request) -> HttpResponse:
    year, switch = chosen_year(request)
    tree, day = body_tree(request.college), today(request.college)
    roots = _nodes(request, tree, year.code)
    nodes = [node for root in roots for node in root.walk()]
    context = {
        "roots": roots,
        "nodes": nodes,
        "tiers": tree.tiers(),
        "duties": sum(len(node.body.duties) for node in nodes),
        "proven": sum(node.proven for node in nodes),
        "year": year,
        "switch": switch,
        "ending": _ending(request, tree),
        "problems": problems_of_bodies(list(tree.bodies.values())),
        "may_edit": request.person.may(Permission.ORGANISATION_EDIT),
        "today": day,
    }
    return render(request, "desks/organisation/bodies.html", context)


def _nodes(request: Request, tree: BodyTree, year: str) -> list[Node]:
    """In four questions, however many bodies there are."""
    day = today(request.college)
    counts = Counter(serving(members(request.college), day).values_list("body", flat=True))
    proven = defaultdict[str, set[str]](set)
    for body, duty in fulfilments(request.college, year).values_list("body", "duty").distinct():
        proven[body].add(duty)
    offices = [o for each in tree.bodies.values() if (o := read_office(each.head_rule))]
    held = office_holders(request.college, offices, day)
    heads = {text: [name for _, name in people] for text, people in held.items()}
    return [_node(each, tree, heads, counts, proven) for each in tree.roots()]


def _node(
    body: BodyEntry,
    tree: BodyTree,
    heads: Mapping[str, list[str]],
    counts: Mapping[str, int],
    proven: Mapping[str, set[str]],
) -> Node:
    return Node(
        body,
        heads.get(body.head_rule, []),
        counts.get(body.code, 0),
        len(proven.get(body.code, set()) & set(body.duties)),
        [_node(each, tree, heads, counts, proven) for each in tree.children(body.code)],
    )


def _ending(request: Request, tree: BodyTree) -> list[tuple[BodyMember, str]]:
    rows = ending_soon(request.college, today(request.college))
    return [(each, tree.bodies[each.body].name if each.body in tree.bodies else each.body) for each in rows]
