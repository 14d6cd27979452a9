"""The clean tables as a PDF: Word's own table turned to HTML and printed by the browser."""

from html import escape
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.chromium import CHROMIUM, FLAGS
from zhengai.intake.rules.document import Grid, Line
from zhengai.intake.rules.reading.word import read_word

_STYLE = (
    "<meta charset=utf-8><style>body{font:11px 'Noto Sans CJK SC'}table{border-collapse:collapse}"
    "td{border:1px solid #000;padding:3px}</style>"
)


def as_pdf(word: bytes) -> bytes:
    document = read_word("a.docx", word)
    parts = [_grid(block) if isinstance(block, Grid) else _line(block) for block in document.blocks]
    return printed(_STYLE + "".join(parts))


def printed(html: str, **options: Any) -> bytes:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = browser.new_page()
        page.set_content(html)
        content = page.pdf(**options)
        browser.close()
    return content


def _line(line: Line) -> str:
    return f"<p>{escape(line.text)}</p>"


def _grid(grid: Grid) -> str:
    rows = []
    for row in range(grid.height):
        cells = sorted((cell for cell in grid.cells if cell.row == row), key=lambda cell: cell.column)
        rows.append("".join(
            f"<td rowspan={c.rows} colspan={c.columns}>{escape(c.text).replace(chr(10), '<br>')}</td>" for c in cells
        ))  # fmt: skip
    return f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"
