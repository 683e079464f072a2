"""A figure of matplotlib goes in; an SVG that stands in a page comes out: in the page's own colours, light and dark, and with no inline style.

matplotlib writes every style as a `style` attribute, which the site's content security policy forbids in a page. Each becomes the
attribute of the same name, the stand-in colours below become the page's variables, and ids get the picture's name in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from threading import Lock
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK, SOFT, LINE, GREEN, CLAY, SHEET = "#010101", "#020202", "#030303", "#040404", "#050505", "#060606"
COLOURS = {INK: "ink", SOFT: "soft", LINE: "line", GREEN: "green", CLAY: "clay", SHEET: "sheet"}
SETTINGS = {
    "svg.fonttype": "none",  # words stay words
    "svg.hashsalt": "dyad",  # the same picture has the same ids
    "font.size": 12,
    "hatch.linewidth": 1.2,
    "text.color": INK,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "grid.color": LINE,
    "legend.frameon": False,
}
DRAWING = Lock()  # matplotlib's settings belong to the whole process
_SVG, _XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
_SIZE = re.compile(r"([\d.]+)px")
_REFERENCE = re.compile(r"url\(#([^)]+)\)")


def inline(figure: Figure, name: str, title: str, text: str) -> SafeString:
    """Return the figure as markup for a page, named and described for those who do not see it."""
    out = StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(out.getvalue())  # noqa: S314 (our own)
    _leave_out(root)
    for element in root.iter():
        _restyle(element)
    _rename(root, name)
    _describe(root, name, title, text)
    ElementTree.register_namespace("", _SVG.strip("{}"))
    return mark_safe(ElementTree.tostring(root, encoding="unicode"))  # noqa: S308 (every text went through ElementTree)


def _leave_out(root: ElementTree.Element) -> None:
    """Take out metadata and style sheets."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag.endswith("}metadata") or child.tag.endswith("}style"):
                parent.remove(child)


def _restyle(element: ElementTree.Element) -> None:
    """Turn a style into attributes, and stand-in colours into the page's."""
    for name, value in _styles(element.attrib.pop("style", "")):
        if name == "font" and (size := _SIZE.search(value)):
            element.set("font-size", size[1])
        elif name != "font":
            element.set(name, value)
    for name in ("fill", "stroke"):
        if colour := COLOURS.get(element.get(name, "")):
            element.set(name, f"var(--{colour})")
    if link := element.attrib.pop(f"{_XLINK}href", ""):
        element.set("href", link)


def _styles(style: str) -> Iterator[tuple[str, str]]:
    for part in style.split(";"):
        name, _, value = part.partition(":")
        if value.strip():
            yield name.strip(), value.strip()


def _rename(root: ElementTree.Element, name: str) -> None:
    """Give ids that something points to the picture's name, and take the others away: several pictures stand in one page."""
    used: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found = [value[1:]] if key == "href" and value.startswith("#") else _REFERENCE.findall(value)
            used.update(found)
            if key == "href" and found:
                element.set(key, f"#{name}-{found[0]}")
            elif found:
                element.set(key, _REFERENCE.sub(rf"url(#{name}-\1)", value))
    for element in root.iter():
        own = element.attrib.pop("id", None)
        if own in used:
            element.set("id", f"{name}-{own}")


def _describe(root: ElementTree.Element, name: str, title: str, text: str) -> None:
    for key in ("width", "height", "version"):
        root.attrib.pop(key, None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-text")
    for place, (tag, words) in enumerate((("title", title), ("desc", text))):
        child = ElementTree.Element(f"{_SVG}{tag}", {"id": f"{name}-{'title' if tag == 'title' else 'text'}"})
        child.text = words
        root.insert(place, child)
