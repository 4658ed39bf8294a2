"""The JSON-LD node that describes the article: which of several it is, and its dates, people and picture."""

from __future__ import annotations

from crawler.extract.structured import jsonld
from crawler.extract.structured.jsonld import ARTICLE_TYPES, Node
from crawler.extract.structured.stated import Draft, Stated


def main(nodes: list[Node], addresses: tuple[str, ...]) -> Node | None:
    """The node that describes this article: of several, the one with this page's address, else the fullest, the first on a tie."""
    articles = [n for n in nodes if jsonld.types_of(n) & ARTICLE_TYPES]
    if not articles:
        articles = [n for n in nodes if "headline" in n and ("datePublished" in n or "author" in n)]
    if len(articles) < 2:
        return articles[0] if articles else None
    own = {a.split("#")[0].rstrip("/") for a in addresses if a}

    def rank(node: Node) -> tuple[bool, int]:
        named = [
            node.get("url"),
            node.get("@id"),
            jsonld.text_of(node.get("mainEntityOfPage"), "@id", "url"),
        ]
        here = any(isinstance(n, str) and n.split("#")[0].rstrip("/") in own for n in named)
        return here, sum(
            k in node for k in ("headline", "datePublished", "author", "articleBody", "image")
        )

    return max(articles, key=rank)


def dates(draft: Draft, node: Node) -> None:
    for keys, into in (
        (("datePublished", "dateCreated", "uploadDate"), draft.published),
        (("dateModified",), draft.modified),
    ):
        for key in keys:
            if text := jsonld.text_of(node.get(key)):
                into.append(Stated(text, "json-ld"))
                break


def authors(draft: Draft, node: Node, nodes: list[Node]) -> None:
    """Persons among the authors; a reference (``@id``) is looked up among the other nodes."""
    value = node.get("author") or node.get("creator")
    items = value if isinstance(value, list) else [value]
    for item in items[:20]:
        person = item
        if isinstance(item, dict) and "name" not in item and isinstance(item.get("@id"), str):
            person = next((n for n in nodes if n.get("@id") == item["@id"] and "name" in n), item)
        organization = isinstance(person, dict) and jsonld.types_of(person) & {
            "Organization",
            "NewsMediaOrganization",
            "Corporation",
        }
        for name in jsonld.strings(person.get("name") if isinstance(person, dict) else person):
            if organization:
                draft.organizations.append(name)
            elif not name.startswith(("http://", "https://")):
                draft.authors.append(Stated(name, "json-ld"))


def publishers(node: Node, nodes: list[Node]) -> list[str]:
    names = jsonld.strings(node.get("publisher"), "name")
    for other in nodes:
        if jsonld.types_of(other) & {"WebSite", "NewsMediaOrganization", "Organization"}:
            names.extend(n for k in ("name", "alternateName") for n in jsonld.strings(other.get(k)))
    return [n for n in names if len(n) <= 60 and not n.startswith("http")]


def image(node: Node, nodes: list[Node]) -> str | None:
    """The address of the article's picture; a reference (``@id``) is looked up among the other nodes."""
    value = node.get("image")
    if address := jsonld.text_of(value, "url", "contentUrl"):
        return address
    named = jsonld.text_of(value, "@id")
    if named is None or "#" not in named:
        return named
    other = next(
        (n for n in nodes if n.get("@id") == named and ("url" in n or "contentUrl" in n)), {}
    )
    return jsonld.text_of(other.get("url")) or jsonld.text_of(other.get("contentUrl"))
