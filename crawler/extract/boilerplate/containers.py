"""Containers that hold no part of an article, known by their element, role, class and id."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from crawler.extract.boilerplate.spellings import spellings

try:
    from crawler.extract.boilerplate import _names
except ImportError:  # no compiler was there
    COMPILED = False
else:
    COMPILED = True

NO_KIND = ("", "")
_TAGS = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "aside",
    "button": "control",
    "menu": "navigation",
    "form": "form",
}
_ROLES = {
    "navigation": "navigation", "banner": "navigation", "contentinfo": "footer", "complementary": "aside", "search": "control",
    "dialog": "dialog", "alertdialog": "dialog", "menu": "navigation", "menubar": "navigation", "toolbar": "share", "tablist": "navigation",
    "button": "control", "doc-footnotes": "footer", "alert": "dialog",
}  # fmt: skip
# What a name may begin with ("related-articles", "article__related"): tried in this order.
_NAMES = (
    ("comments", r"comments?(?!able)|disqus|livefyre|fb-comments|coral|respond|commentlist|reader-comments|komentar|viafoura|spot-im|openweb|hyvor"),
    ("related", r"related|relacionad|recommend|recirc|read-?(?:also|next)|read-?more-?(?:box|links?|articles|list|stories)|more-?(?:stories|news|from|articles|posts|on|in|like|links)|also-?(?:read|like)|you-?may|next-?(?:article|story|post|up)|prev(?:ious)?-?(?:article|post|story)|post-?nav|nav-?(?:links|previous|next|below|above)|up-?next|baca-?juga|terkait|teasers?(?!-(?:\w+-)?(?:text|intro|lead|body|content|copy))(?:$|[-_ ])|outbrain|taboola|zergnet|revcontent|mgid|jp-relatedposts|yarpp|crp_related|linkbox|link-?list|topic-?links|in-?other-?news|infinite(?!-?(?:article|scroll))|suggest|similar|further-?reading|lire-?aussi|see-?also|promo(?:$|[-_ ]|box|tion)|latest-?(?:news|stories|posts)|onward|story-?package|rel-?(?:content|stories|articles)"),
    ("most-read", r"most-?(?:read|popular|viewed|shared|commented|recent)|trending|popular|terpopuler|top-?(?:stories|news|read)|meistgelesen|mas-?leid|mais-?lid"),
    ("share", r"shar(?:e|ing)(?!d|holder|point)|social(?!ist|ism|ly)|addthis|addtoany|a2a_kit|sharedaddy|ssba|follow(?:-us|-btn|-button|$|[-_ ])|bagikan|print-?(?:button|link|mail)|tool-?(?:bar|box|s(?:$|[-_ ]))|article-?tools|post-?tools|story-?tools|sticky-?bar|socials?(?:$|[-_ ])"),
    ("consent", r"cookie|consent|content-?blocker|gdpr|ccpa|onetrust|privacy(?:$|[-_ ])|didomi|sp_message|cmp(?:$|[-_ ])|truste"),
    ("advert", r"ad(?:s|vert|vertisement|vertorial|unit|slot|box|zone|container|wrapper|sense|-?banner|-?label|-?block|-?break|-?inline|-?placeholder)?(?:$|[-_ 0-9])|advert|adsbygoogle|dfp|gpt-|google-?ad|sponsor|banner(?!-?image)|iklan|anzeige|publicidad|publicidade|werbung|commercial(?:-?unit|$|[-_ ])|affiliate|native-?ad|paid-?(?:post|content)|buy-?box"),
    ("newsletter", r"newsletter|mailing-?list|mc4wp|mailchimp|buletin"),
    ("signup", r"subscri(?:be|ption)(?!-?content)|sign-?up|signin|sign-in|login|regist(?:er|ration)|donat|paywall-?(?:prompt|message|cta|banner|box|overlay|promo)|opt-?in|app-?(?:promo|download|banner|box)|membership|piano(?:$|[-_ ])|tp-modal|call-?to-?action|cta(?:$|[-_ ])|reg-?wall|langganan|abo-?(?:box|teaser|angebot)"),
    ("tags", r"tags?(?:$|[-_ ]|list|cloud|links)|tagcloud|topics?(?:$|-?list|-?tags|[_ ])|keywords|article-?categories|cat-?links|post-?categor|etiquetas|post-?meta-?data|hashtags?|entry-?(?:meta-?tags|categories|tags)"),
    ("breadcrumbs", r"bread-?crumbs?|crumbs?(?:$|[-_ ])|rootline"),
    ("author-bio", r"(?:about-?(?:the-?)?)?author-?(?:bio|box|info|about|card|profile|description|details|desc|block|end|footer|blurb|section|wrap)|about-?(?:the-?)?author|bio(?:$|[-_ ]|graphy)|contributor-?bio|writer-?bio|post-?author|gravatar"),
    ("player", r"(?:video|audio|media|jw|vjs|bc|brightcove)-?(?:player|js|controls?|carousel|playlist|overlay|modal)|jwplayer|vjs-|plyr|mejs|player(?:$|[-_ ])|podcast-?(?:player|box|embed)"),
    ("gallery", r"gallery(?!-?item-?caption)|slide-?show|carousel|slick-|swiper|lightbox|photo-?(?:set|stream)|galeri|diaporama|bilderstrecke|fotostrecke|image-?slider"),
    ("sidebar", r"side-?bar|right-?(?:rail|col|column)|left-?rail|rail(?:$|[-_ ])|secondary(?:$|[-_ ]|-?(?:col|column|content))|(?<![-_])widget(?!-?(?:text|content)$)|aside(?:$|[-_ ])|marginal"),
    ("navigation", r"nav(?:$|[-_ ]|bar|igation)|menu(?:$|[-_ ])|mega-?menu|site-?header|page-?header-?nav|masthead|skip-?(?:link|to|nav)|pagination|pager|paging|page-?(?:numbers|links)|top-?bar|hamburger|toc(?:$|[-_ ])|table-?of-?contents|jump-?links|search-?(?:form|box|bar)|searchform|language-?(?:switch|select)|lang-?switch|off-?canvas"),
    ("footer", r"(?:site-?|page-?|global-?|main-?)?footer(?!-?note)|colophon|copyright|legal(?:$|[-_ ])|disclaimer|imprint|sitemap|foot(?:$|[-_ ])|bottom-?(?:bar|nav|links)"),
    ("dialog", r"modal|pop-?up|pop-?over|overlay(?:$|[-_ ])|tool-?tip|hover-?card|toast|lightbox|dropdown|interstitial|flyout|pum(?:$|[-_ ])"),
    ("reactions", r"reactions?(?:$|[-_ ])|reaksi(?:$|[-_ ])|emoji|rating(?:s|$|[-_ ])|vote(?:s|$|[-_ ])|votes?-?|like-?(?:button|box|count)|was-?this-?helpful|feedback|poll(?:$|[-_ ])"),
    ("ticker", r"ticker|stock-?(?:quote|price|ticker|widget)|market-?(?:data|summary|ticker|time)|quotes?-?(?:list|strip|bar)|weather|live-?score|scoreboard|score-?(?:strip|bar)|kurs(?:$|[-_ ])"),
    ("timeline", r"hashtag-?box"),
)  # fmt: skip
# "with-sidebar", "has-ads": the layout of something else, which is no sidebar and no advert itself.
_LAYOUT = re.compile(
    r"^(?:with|has|have|no|not|without|is|js|show|hide|single(?!-(?:\w+-)?author)|page|post-?type|postid|category|tag|author(?!-(?:bio|box|info|about|card|profile|desc|blurb))|template|theme|layout|body|html|wp(?!-block)|"
    r"format|status|type|hentry|content-?with|article-?with|col|row|grid|lg|md|sm|xl|elementor|vc|et|fl|td)[-_]|[-_](?:with|has|no|padding|margin|radius|spacing|color)(?:[-_]|$)"
)
# "author__about" and "author--about" name what "author-about" does.
_JOINTS = re.compile(r"[-_]+")
_MOST = 16
"""Classes; an element with more has them for its looks."""
_LONGEST = 60
"""Characters; longer ones are no names that anybody wrote."""
_NEVER = frozenset(
    {
        "html",
        "body",
        "main",
        "article",
        "p",
        "h1",
        "h2",
        "h3",
        "blockquote",
        "table",
        "tbody",
        "tr",
        "td",
        "th",
        "pre",
    }
)


def kind_of(tag: str, role: str, names: str) -> tuple[str, str]:
    """The rule that would cut a container of this element, ``role`` and class names and id (in lower case), and what it saw.

    Two empty strings for one that may hold the article.
    """
    if rule := _TAGS.get(tag):
        return rule, f"<{tag}>"
    if role and (rule := _ROLES.get(role)):
        return rule, f"role={role}"
    return _by_names(names) if names and tag not in _NEVER else NO_KIND


def kind_by_names(tag: str, names: str) -> tuple[str, str]:
    """The same by its classes and its id alone."""
    return _by_names(names) if names and tag not in _NEVER else NO_KIND


@lru_cache(maxsize=20_000)
def _by_names(names: str) -> tuple[str, str]:
    speaking = _names.find(names) if COMPILED else in_python(names)
    if not speaking:
        return NO_KIND
    first = NO_KIND
    for seen in speaking:
        found = _named(*seen)
        if found is None:
            continue
        if found[0] == "advert":  # "cc-banner consent-banner": the other name says what kind
            first = first if first[0] else found
        else:
            return found if found[0] == "consent" or not first[0] else first
    return first


@lru_cache(maxsize=20_000)
def _named(name: str, kind: int, said: str) -> tuple[str, str] | None:
    """The rule that a single class or id speaks of, and what it saw; None for one that tells of a layout."""
    if _LAYOUT.search(name):
        return None
    return _NAMES[kind][0], f"class or id {name!r} ({said.strip('-_ ')})"


def in_python(names: str) -> Sequence[tuple[str, int, str]]:
    """Those of the classes and the id that may speak of a kind: each with the place of the kind in the list, and what was seen."""
    found = (_seen(token) for token in names.split()[:_MOST])
    return [seen for seen in found if seen is not None]


@lru_cache(maxsize=50_000)
def _seen(token: str) -> tuple[str, int, str] | None:
    """The same of a single class: sites share more of these than of whole lists."""
    name = _JOINTS.sub("-", token)
    if len(name) > _LONGEST or (found := _any().search(name)) is None:
        return None
    first = found
    while (found := _any().search(name, found.start() + 1)) is not None:
        if (found.lastindex or 0) < (first.lastindex or 0):
            first = found
    return name, (first.lastindex or 0) - 1, first.group().strip("-")


@cache
def _any() -> re.Pattern[str]:
    """A group for each kind, in their order; so a pattern has no groups of its own."""
    return re.compile("(?:^|-)(?:" + "|".join(f"({pattern})" for _, pattern in _NAMES) + ")")


def _learn() -> None:
    """Give the patterns to ``_names.c``, written out, and sorted as it wants them."""
    spelled = [
        (
            spelling.text,
            spelling.first,
            spelling.following,
            re.compile(spelling.rest).match if spelling.rest else None,
            kind,
        )
        for kind, (_, pattern) in enumerate(_NAMES)
        for spelling in spellings(pattern)
    ]
    _names.learn(sorted(spelled, key=lambda s: [(char.isdigit(), char) for char in s[0][:2]]))


if COMPILED:
    _learn()
