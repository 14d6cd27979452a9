"""What was typed into a form that was refused: kept for the next look at the page, so that nothing is lost."""

from collections.abc import Iterable

from zhengai.web.shell.request import Request

_KEY = "typed"
Typed = dict[str, str]


def keep_typed(request: Request, form: str, fields: Iterable[str], error: str = "") -> None:
    """`error` is shown in the form, beside the button that was pressed."""
    values = {name: request.POST.get(name, "") for name in fields}
    request.session[_KEY] = {"form": form, "values": values, "error": error}


def take_typed(request: Request, form: str, fields: Iterable[str]) -> tuple[Typed, str]:
    """Field → what was typed, and the error of this form; all empty when it was not refused just now."""
    kept = request.session.get(_KEY)
    if not kept or kept["form"] != form:
        return dict.fromkeys(fields, ""), ""
    del request.session[_KEY]
    return {name: kept["values"].get(name, "") for name in fields}, str(kept["error"])
