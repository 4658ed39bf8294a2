"""What a page is when it is no plain article, and what an ordinary page is not taken for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.model import ARTICLE_KINDS, Extracted

Understand = Callable[..., Extracted]

PARAGRAPH = "<p>The lanterns went up over the sound at nine, a thousand of them, and came down on the far bank by ten.</p>"
BANNER = (
    '<div role="dialog"><h2>We value your privacy</h2><p>We and our 214 partners use cookies.</p>'
    "<button>Accept all</button></div>"
)
VIDEO = '<script type="application/ld+json">{"@type": "VideoObject", "name": "Lanterns"}</script>'
NEWS = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Lanterns", "datePublished": "2026-11-19T06:00:00Z"}</script>'
MENU = "<nav><ul>" + "".join(f"<li><a href='/{s}/'>{s}</a></li>" for s in ("Home", "Harbour", "Town", "Sport")) + "</ul></nav>"  # fmt: skip
FOOTER = "<footer><p>© Ambrel Courier</p><a href='/privacy'>Privacy</a></footer>"


def page(body: str, title: str = "A thousand lanterns", head: str = "", names: str = "") -> str:
    return (
        f"<!doctype html><html><head><title>{title} | Ambrel Courier</title>{head}</head>"
        f"<body class='{names}'>{body}</body></html>"
    )


def story(title: str, *paragraphs: str, head: str = "") -> str:
    told = "".join(f"<p>{text}</p>" for text in paragraphs)
    return page(
        f"{MENU}<main><article><h1>{title}</h1>{told}</article></main>{FOOTER}", title, head
    )


def linked(n: int, text: str = "") -> str:
    return (
        f"<div class='teaser'><h3><a href='/harbour/{n}'>The {n} boats of the harbour are sold again</a></h3>"
        f"<p>{text or f'What pier {n} earns, who pays for it, and why nobody has asked in forty years.'}</p><span>19 November 2026</span></div>"
    )


CHALLENGES = {
    "Cloudflare": "<div class='main-wrapper'><h1>courier.example</h1><h2>Checking if the site connection is secure</h2></div>"
    "<script>window._cf_chl_opt={cvId:'3',cType:'managed'};var a=document.createElement('script');"
    "a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8';</script><noscript>Enable JavaScript and cookies to continue</noscript>",
    "Cloudflare, blocked": "<div id='cf-wrapper'><div id=\"cf-error-details\"><h1>Sorry, you have been blocked</h1><h2>You are unable to access courier.example</h2></div></div>",
    "DataDome": "<p id='cmsg'>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c','cid':'A','hsh':'B'}</script>"
    "<script src='https://ct.captcha-delivery.com/c.js'></script>",
    "PerimeterX": "<div class='px-captcha-container'><div class='px-captcha-header'>Before we continue...</div>"
    "<div id='px-captcha'></div><div>Press and hold to confirm you are a human (and not a bot).</div><div>Reference ID 8f</div></div>",
    "Akamai": "<div id='sec-if-cpt-container'></div><div class='behavioral-content'>Powered and protected by</div>",
    "Akamai, denied": "<h1>Access Denied</h1>You don't have permission to access this page on this server.<p>Reference #18.4f"
    "<p>https://errors.edgesuite.net/18.4f</p>",
    "Imperva": "<iframe src='/_Incapsula_Resource?CWUDNSAI=23&incident_id=1'>Request unsuccessful. Incapsula incident ID: 1-2</iframe>",
    "in words": "<h1>Just a moment...</h1><p>Checking your browser before you go on. This may take up to five seconds.</p>",
    "a picture puzzle": "<h1>Please verify you are a human</h1><form><div class='g-recaptcha'></div><button>Continue</button></form>",
    "without text": "<script src='https://geo.captcha-delivery.com/captcha/?cid=1'></script>",
}


@pytest.mark.parametrize("name", CHALLENGES)
def test_a_test_for_robots_is_a_challenge(understand: Understand, name: str) -> None:
    found = understand(page(CHALLENGES[name], title="courier.example"))

    assert (found.article.kind, bool(found.kind_evidence)) == ("challenge", True)


NOT_FOUND = {
    "en": "Page not found",
    "id": "Halaman tidak ditemukan",
    "ms": "Halaman tidak dijumpai",
    "de": "Seite nicht gefunden",
    "fr": "Page introuvable",
    "es": "Página no encontrada",
    "pt": "Página não encontrada",
    "it": "Pagina non trovata",
    "nl": "Pagina niet gevonden",
    "pl": "Nie znaleziono strony",
    "ru": "Страница не найдена",
    "tr": "Sayfa bulunamadı",
    "ar": "الصفحة غير موجودة",
    "zh": "页面不存在",
    "ja": "ページが見つかりません",
    "ko": "페이지를 찾을 수 없습니다",
    "vi": "Không tìm thấy trang",
    "hi": "पृष्ठ नहीं मिला",
}


@pytest.mark.parametrize("language", NOT_FOUND)
def test_a_headline_that_says_so_is_a_page_that_is_not_there(
    understand: Understand, language: str
) -> None:
    """With the site's menu, its latest stories and its footer around it, and status 200."""
    said = NOT_FOUND[language]
    latest = "".join(f"<li><a href='/{n}'>The {n} boats of the harbour</a></li>" for n in range(30))
    body = f"{MENU}<main><h1>{said}</h1><p>Try the search.</p></main><aside><ul>{latest}</ul></aside>{FOOTER}"

    assert understand(page(body, said)).article.kind == "soft-404"


def test_what_a_missing_page_is_built_of_says_so_in_any_language(understand: Understand) -> None:
    body = f"{MENU}<main><h1>Hoppla</h1><p>Hier ist die Flut schneller gewesen als wir. Versuchen Sie es von vorn.</p></main>{FOOTER}"

    assert understand(page(body, "Hoppla", names="error404 wp-theme")).article.kind == "soft-404"
    elsewhere = understand(page(body, "Hoppla"), url="https://paper.example/fehler/404.html")
    assert elsewhere.article.kind == "soft-404"
    assert understand(page(body.replace("Hoppla", "404"), "404")).article.kind == "soft-404"


def test_a_page_of_nothing_but_the_banner_is_a_consent_wall(understand: Understand) -> None:
    assert understand(f"<body>{BANNER}").article.kind == "consent-wall"


@pytest.mark.parametrize(
    "body",
    [
        "<main><h1>Before you continue</h1><p>We and our 214 partners use cookies and similar technologies to keep and read information on your device.</p>"
        "<p>If you agree, cookies are used for advertising that fits you, for measuring it, and for research on who reads us, as our partners need.</p>"
        "<p>You may change your mind at any time under Privacy settings; some partners set cookies without asking.</p><button>Accept all</button></main>",
        "<main><h1>Mit Werbung weiterlesen</h1><p>Besuchen Sie uns wie gewohnt mit Werbung und Cookies. Zustimmung jederzeit widerrufbar.</p>"
        "<p>Wir und unsere Partner verarbeiten Daten mit Hilfe von Cookies, um Anzeigen auszuspielen und deren Leistung zu messen.</p>"
        "<h2>Oder im Pur-Abo</h2><p>Ab 4,99 Euro im Monat ohne Tracking und Cookies von Dritten lesen.</p><button>Zustimmen und weiter</button></main>",
    ],
)
def test_a_page_about_cookies_and_nothing_else_is_a_consent_wall(
    understand: Understand, body: str
) -> None:
    assert understand(page(body, "Ambrel Courier")).article.kind == "consent-wall"


def test_the_address_that_asks_for_consent_says_so(understand: Understand) -> None:
    body = f"<main><h1>Din integritet</h1>{PARAGRAPH}</main>"
    url = "https://consent.paper.example/collectConsent?sessionId=3"

    assert understand(page(body, "Din integritet"), url=url).article.kind == "consent-wall"


def test_a_consent_banner_over_a_short_page_makes_it_no_consent_wall(
    understand: Understand,
) -> None:
    found = understand(
        f"<body>{BANNER}{VIDEO}<article><h1>A thousand lanterns</h1>{PARAGRAPH}</article>"
    )
    assert found.article.kind == "video"


@pytest.mark.parametrize(
    "teaser",
    [
        '<div class="card"><a href="/{n}"><h2>The {n} boats of the harbour are sold</h2></a><p>What they earn, and who pays for it.</p></div>',
        '<div class="item"><a href="/{n}">The {n} boats of the harbour are sold again</a><span>19 November 2026, 06:{n} WIB</span></div>',
    ],
)
def test_a_page_of_linked_headlines_is_an_index(understand: Understand, teaser: str) -> None:
    teasers = "".join(teaser.format(n=n) for n in range(10, 14))
    listed = f"<body><h1>Harbour</h1>{teasers}</body>"
    assert understand(listed, url="https://paper.example/harbour/").article.kind == "index"


def test_many_teasers_are_an_index_however_much_text_they_hold(understand: Understand) -> None:
    told = "What the pier earns, who pays for it, and why nobody has asked in forty years: the harbour board does not know, its books do not say, and the one who kept them has gone to sea."
    teasers = "".join(
        f"<div class='row'><p><a href='/harbour/{n}'>The {n} boats of the harbour are sold</a></p><p>{told} Pier {n}.</p></div>"
        for n in range(10, 24)
    )
    found = understand(page(f"{MENU}<main><h1>Harbour</h1><div>{teasers}</div></main>{FOOTER}", "Harbour"))  # fmt: skip

    assert found.article.kind == "index"
    assert "14 teasers" in found.kind_evidence


def test_a_declared_collection_without_text_is_an_index(understand: Understand) -> None:
    head = (
        '<script type="application/ld+json">{"@type": "CollectionPage", "name": "Harbour"}</script>'
    )
    body = f"{MENU}<main><h1>Harbour</h1><p>Stories of the sea.</p>{linked(1)}</main>"

    assert understand(page(body, "Harbour", head)).article.kind == "index"


def test_a_front_page_is_an_index(understand: Understand) -> None:
    body = f"{MENU}<main>{linked(1)}{linked(2)}</main>"

    assert understand(page(body), url="https://paper.example/").article.kind == "index"


def test_a_player_at_an_address_of_videos_is_a_video(understand: Understand) -> None:
    body = f"{MENU}<main><h1>Lanterns over the sound</h1><iframe src='https://www.youtube.com/embed/x1'></iframe>{PARAGRAPH}</main>"

    assert understand(page(body), url="https://paper.example/video/x1").article.kind == "video"


def test_a_page_of_pictures_is_a_gallery(understand: Understand) -> None:
    figures = "".join(
        f"<figure><img src='{n}.jpg'><figcaption>Boat {n} of the harbour comes in with the evening tide, all sails set (Ada Lem)</figcaption></figure>"
        for n in range(9)
    )
    body = (
        f"{MENU}<main><article><h1>The boats in pictures</h1>{PARAGRAPH}{figures}</article></main>"
    )

    assert understand(page(body)).article.kind == "gallery"


STUB = [
    "On a shelf in the basement of the Custom House stand eleven grey folders that nobody was meant to open.",
    "They hold the letters of the board with two banks, and one of them has been opened since.",
]
BOX = "<div class='offer'><h2>This story is for subscribers</h2><p>Pay two puffins a week to go on.</p><p>All our stories, every day.</p></div>"


def test_the_box_of_a_paywall_is_cut_from_the_stub(understand: Understand) -> None:
    told = "".join(f"<p>{line}</p>" for line in STUB)
    found = understand(f"<article><h1>What the board did not say</h1><div>{told}{BOX}</div>")
    assert found.article.kind == "paywall-stub"
    assert found.article.text.split("\n\n") == STUB
    assert "paywall" in {cut.rule for cut in found.removed}


def test_what_asks_for_a_subscription_is_cut_from_a_text(understand: Understand) -> None:
    lines = [
        "What the board did not say",
        *STUB,
        "This story is for subscribers",
        "Pay two puffins.",
    ]
    found = understand("\n\n".join(lines), "text/plain")
    assert found.article.text.split("\n\n") == STUB


FOR_SUBSCRIBERS = {
    "en": "Subscribe to continue",
    "id": "Berlangganan untuk membaca artikel ini",
    "de": "Dieser Artikel ist exklusiv für Abonnenten",
    "fr": "Cet article est réservé aux abonnés",
    "es": "Contenido exclusivo para suscriptores",
    "pt": "Conteúdo exclusivo para assinantes",
    "it": "Contenuto riservato agli abbonati",
    "nl": "Dit artikel is exclusief voor abonnees",
}


@pytest.mark.parametrize("language", FOR_SUBSCRIBERS)
def test_a_stub_is_a_stub_in_many_languages(understand: Understand, language: str) -> None:
    box = f"<div class='box'><h2>{FOR_SUBSCRIBERS[language]}</h2><p>2 €</p></div>"
    told = "".join(f"<p>{line}</p>" for line in STUB)

    found = understand(page(f"<article><h1>What the board did not say</h1>{told}{box}</article>"))

    assert found.article.kind == "paywall-stub"


def test_an_article_that_declares_itself_not_free_is_a_stub_only_when_it_is_short(
    understand: Understand,
) -> None:
    declared = NEWS.replace('"headline"', '"isAccessibleForFree": false, "headline"')
    told = [f"{line} Folder {n} stayed shut." for n in range(8) for line in STUB]

    assert understand(story("The folders", *STUB, head=declared)).article.kind == "paywall-stub"
    assert understand(story("The folders", *told, head=declared)).article.kind == "article"


SENTENCES = [
    "The harbour board said on Thursday that the lanterns will go up again next year, and that nobody will have to pay for them.",
    "A thousand people stood on the far bank by nine, most of them with children, and waited for the first one to come down.",
    "The last lantern was found in a field near Dunmarrow on Friday morning by a farmer who wants to keep it.",
    "Next year there are to be two thousand, if the wind allows it and the parish council agrees in March.",
]
ARTICLES = {
    "about a page that is not found": story("Page not found: how a missing website cost the harbour a million", *SENTENCES),
    "headed by the very words": story("Access denied", *SENTENCES),
    "headed by the very words, declared": story("Page not found", *SENTENCES[:2], head=NEWS),
    "about robots": story("Are you a robot? What the puzzles know about you", "Please verify you are human: few sentences are hated more.", *SENTENCES),
    "about error 404": story("Error 404, the band, plays the harbour", *SENTENCES),
    "about paywalls": story("Courier puts up a paywall", "The Courier will be for subscribers only from March, its publisher said on Thursday.", *SENTENCES),
    "about consent": story("Half of all banners break the law", "Most sites make it easier to accept all than to refuse, a study of cookies found.", *SENTENCES),
    "short, under a menu that offers subscriptions": page(f"{MENU}<header><a href='/login'>Already a subscriber? Log in</a></header><main><article><h1>Lanterns</h1>{PARAGRAPH * 3}</article></main>{FOOTER}"),
    "short, with comments that speak of it": page(f"<main><article><h1>Lanterns</h1><p>{SENTENCES[0]}</p><p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p></article><section id='comments'><p>I got a captcha, then page not found.</p></section></main>"),
    "with one video": story("Lanterns over the sound", *SENTENCES, head=VIDEO + NEWS),
    "with one player": story("Lanterns over the sound", "<iframe src='https://www.youtube.com/embed/x1'></iframe>", *SENTENCES),
    "with two pictures": story("Lanterns", *SENTENCES, "<figure><img src=a.jpg><figcaption>A lantern on its way (Ada Lem)</figcaption></figure><figure><img src=b.jpg><figcaption>Another one (Ada Lem)</figcaption></figure>"),
    "of a site that a guard watches": story("Lanterns", *SENTENCES, head="<script src='/cdn-cgi/challenge-platform/h/b/scripts/jsd/main.js'></script><script src='https://js.datadome.co/tags.js'></script>"),
    "with many links below": page(f"<main><article><h1>Lanterns</h1>{''.join(f'<p>{s}</p>' for s in SENTENCES)}</article></main><section class='more'>{''.join(linked(n) for n in range(12))}</section>"),
    "a list of things with links": story("Ten boats to see", *SENTENCES, *(f"<a href='/boat/{n}'>The good ship number {n}</a>. {SENTENCES[n % 4]} {SENTENCES[(n + 1) % 4]}" for n in range(10))),
    "in few words": story("Lanterns come down in Dunmarrow", SENTENCES[0]),
    "of a paper at an odd address": story("Consent decree for the harbour board", *SENTENCES),
}  # fmt: skip


@pytest.mark.parametrize("name", ARTICLES)
def test_articles_stay_articles(understand: Understand, name: str) -> None:
    found = understand(ARTICLES[name])

    assert (found.article.kind, found.kind_evidence) == ("article", "")


def test_a_live_blog_is_live_by_declaration_or_by_its_posts(understand: Understand) -> None:
    posts = "".join(
        f"<div class='liveblog-post' id='p{n}'><time datetime='2026-11-19T0{n}:00Z'>0{n}:00</time><h3>At {n}</h3><p>{SENTENCES[n % 4]} So said pier {n}.</p></div>"
        for n in range(8)
    )
    by_posts = understand(page(f"<main><article><h1>Lanterns, live</h1>{posts}</article></main>"))
    declared = NEWS.replace("NewsArticle", "LiveBlogPosting")

    assert by_posts.article.kind == "live"
    assert understand(story("Lanterns, live", *SENTENCES, head=declared)).article.kind == "live"


@pytest.mark.parametrize("url", ["", "https://[::1", "https://paper.example", "file:///story", "http://:0/a?b#c"])  # fmt: skip
def test_an_odd_address_is_no_reason_to_fail(understand: Understand, url: str) -> None:
    head = f"<link rel=canonical href='{url}'><meta property='og:url' content='{url}'>"

    for told in (ARTICLES["in few words"], page(PARAGRAPH, head=head)):
        assert understand(told.replace("<head>", f"<head>{head}")).article.kind in ARTICLE_KINDS


@pytest.mark.parametrize("type_", ["NewsArticle", "WebPage"])
def test_a_text_that_is_declared_and_nowhere_shown_is_an_article(
    understand: Understand, type_: str
) -> None:
    told = " ".join(SENTENCES * 3)
    head = f'<script type="application/ld+json">{{"@type": "{type_}", "articleBody": "{told}"}}</script>'

    assert understand(f"<html><head>{head}</head><body></body></html>").article.kind in {
        "article",
        "empty",
    }
