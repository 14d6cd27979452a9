"""What a notice, a proof or an exemption is about, as an address: "alert:12" → the page of alert 12."""

from django.urls import NoReverseMatch, reverse

# kind → route, name of its argument
_ROUTES = {
    "alert": ("alert", "number"),
    "control_rule": ("standard", "code"),
    "standard": ("library-standard", "number"),
    "training_scheme": ("training-scheme", "number"),
    "regulation": ("regulation", "number"),
    "campaign": ("campaign", "number"),
    "workflow_run": ("workflow-run", "number"),
    "exemption": ("exemption", "number"),
    "goal": ("goal", "number"),
    "plan": ("plan", "number"),
    "task": ("task", "number"),
    "round": ("round", "number"),
    "record": ("record", "number"),
    "improvement": ("improvement", "number"),
    "dependence": ("dependence", "number"),
    "report": ("report", "code"),
    "publication": ("publication", "number"),
    "report_zip": ("report-batch-zip", "number"),  # the job that made it
    "batch": ("batch", "code"),
    "source": ("source", "code"),
    "suspect": ("suspect", "number"),
    "submission": ("submission", "number"),
    "suspects": ("suspects-of", "owner"),
    "body": ("body", "code"),
    "post_campaign": ("post-campaign", "number"),
    "schedule": ("schedule-item", "number"),
    "meeting": ("meeting", "number"),
    "follow_up": ("follow-up", "number"),
    "suggestion": ("suggestion", "number"),
    "inspection": ("inspection", "number"),
    "activity": ("activity", "number"),
    "indicator": ("indicator", "code"),
    "indicator_proposal": ("proposal", "number"),
    "job": ("job", "number"),
    "handout": ("handout", "number"),
}


def address_of(about: str) -> str:
    """Empty where there is no page for it."""
    kind, _, key = about.partition(":")
    if kind not in _ROUTES or not key:
        return ""
    route, argument = _ROUTES[kind]
    try:
        return reverse(route, kwargs={argument: int(key) if argument == "number" else key})
    except (NoReverseMatch, ValueError):
        return ""
