"""Reads HTML back the way a browser does, so that tests ask what is there and not how it is spelt."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"})


@dataclass
class Tag:
    """An element: its name, its attributes and all text inside it."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    inside: tuple[str, ...] = ()  # the names of the elements around it

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()


@dataclass
class Html:
    """Everything that a piece of HTML holds, in order. `unbalanced` names what was not closed."""

    tags: list[Tag] = field(default_factory=list)
    text: str = ""
    unbalanced: list[str] = field(default_factory=list)

    def all(self, name: str, **attributes: str) -> list[Tag]:
        """The elements of that name with these attributes; _ stands for - in their names."""
        wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
        return [
            tag
            for tag in self.tags
            if tag.name == name and wanted.items() <= tag.attributes.items()
        ]

    def one(self, name: str, **attributes: str) -> Tag:
        """The only such element."""
        (found,) = self.all(name, **attributes)
        return found

    def of_class(self, name: str) -> list[Tag]:
        return [tag for tag in self.tags if tag.has_class(name)]

    def by_id(self, wanted: str) -> Tag:
        (found,) = [tag for tag in self.tags if tag.attributes.get("id") == wanted]
        return found


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html = Html()
        self._open: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = tuple(one.name for one in self._open)
        found = Tag(tag, {key: value or "" for key, value in attrs}, inside=inside)
        self.html.tags.append(found)
        if tag not in _VOID:
            self._open.append(found)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._open and self._open[-1].name == tag:
            self._open.pop()
        else:
            self.html.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.html.text += data
        for tag in self._open:
            tag.text += data


def read(markup: str) -> Html:
    """Read a piece of HTML."""
    parser = _Parser()
    parser.feed(str(markup))  # a Markup would escape what it is added to
    parser.close()
    parser.html.unbalanced += [tag.name for tag in parser._open]
    return parser.html
