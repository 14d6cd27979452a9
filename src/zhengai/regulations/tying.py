"""By which regulations and workflows a post works: read off the control items and the steps of workflows (ORG-12)."""

from collections import defaultdict

from zhengai.college.models import College
from zhengai.regulations.models import ControlItem
from zhengai.regulations.running import workflows

Post = tuple[str, str]  # names of department and post


def tied_to_posts(college: College) -> dict[Post, dict[str, list[str]]]:
    """Post → "regulations" and "workflows", names in order, each once. A workflow without a department is everybody's who
    holds a post of that name."""
    rules: dict[Post, set[str]] = defaultdict(set)
    found = ControlItem.objects.filter(college=college, regulation__isnull=False).exclude(post="").order_by()
    for department, post, name in found.values_list("department", "post", "regulation__name"):
        rules[department, post].add(name)
    runs: dict[Post, set[str]] = defaultdict(set)
    for each in workflows(college):
        for step in each.steps:
            runs[each.department, step.role].add(each.name)
    return {
        post: {"regulations": sorted(rules.get(post, ())), "workflows": sorted(runs.get(post, ()))}
        for post in {*rules, *runs}
    }
