"""A small picture of a mechanism between those who give to it and those who read from it."""

from __future__ import annotations

from html import escape

WIDTH, ROW, BOX, GAP = 700, 30, 200, 8


def picture(own: str, before: list[tuple[str, str]], after: list[tuple[str, str]]) -> str:
    """Return an SVG of three columns; neighbours are pairs of title and address."""
    rows = max(len(before), len(after), 1)
    height = rows * ROW + GAP
    middle = height / 2
    left, centre, right = 0, (WIDTH - BOX) / 2, WIDTH - BOX
    parts = [_box(own, "", centre, middle, "own")]
    for column, neighbours, (begin, end) in (
        (left, before, (BOX, centre)),
        (right, after, (centre + BOX, right)),
    ):
        offset = (height - len(neighbours) * ROW) / 2 + ROW / 2
        for i, (title, address) in enumerate(neighbours):
            y = offset + i * ROW
            start, stop = (y, middle) if column == left else (middle, y)
            parts.append(_line(begin, start, end, stop))
            parts.append(_box(title, address, column, y, "neighbour"))
    label = escape(f"{own}: reads from {len(before)} mechanisms, is read by {len(after)}")
    return (
        f'<svg class="wiring" viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )


def _box(title: str, address: str, x: float, y: float, kind: str) -> str:
    drawn = (
        f'<rect class="{kind}" x="{x + 1:g}" y="{y - ROW / 2 + 3:g}" width="{BOX - 2}" height="{ROW - 6}" rx="4"/>'
        f'<text x="{x + BOX / 2:g}" y="{y + 4:g}" text-anchor="middle">{escape(title)}</text>'
    )
    return f'<a href="{escape(address)}">{drawn}</a>' if address else drawn


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    bend = (x2 - x1) / 2
    tip = f"{x2 - 6:g},{y2 - 3:g} {x2:g},{y2:g} {x2 - 6:g},{y2 + 3:g}"
    return (
        f'<path d="M{x1:g},{y1:g} C{x1 + bend:g},{y1:g} {x2 - bend:g},{y2:g} {x2 - 3:g},{y2:g}"/>'
        f'<polygon points="{tip}"/>'
    )
