"""Names of metas by what they hold, the most trusted first; compared in lower case."""

TITLES = (
    "og:title", "twitter:title", "twitter:text:title", "headline", "parsely-title", "sailthru.title", "cxenseparse:title",
    "dc.title", "dcterms.title", "citation_title", "title",
)  # fmt: skip
DESCRIPTIONS = (
    "og:description",
    "description",
    "twitter:description",
    "sailthru.description",
    "dc.description",
    "dcterms.description",
)
PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "og:pubdate", "datepublished",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "date.created", "dc.date.created", "dcterms.date", "dc.date", "pubdate", "pub_date", "pdate",
    "publishdate", "publish-date", "publish_date", "published_date", "publication_date", "publishedtime", "datecreated",
    "article_date_original", "article.published", "citation_publication_date", "citation_date", "prism.publicationdate",
    "ptime", "rnews:datepublished", "bt:pubdate", "shareaholic:article_published_time", "ya:ovs:upload_date", "uploaddate",
    "release_date", "date.available", "timestamp", "date", "article:post_date", "dc.terms.date", "content_create_date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:modified_time", "datemodified", "dcterms.modified",
    "date.modified", "date.updated", "dc.date.modified", "last-modified", "lastmod", "article:updated_time", "moddate", "revised",
    "shareaholic:article_modified_time", "cxenseparse:recs:modifiedtime", "article.updated",
)  # fmt: skip
AUTHORS = (
    "article:author_name", "parsely-author", "sailthru.author", "cxenseparse:author", "byl", "author", "dc.creator", "dcterms.creator",
    "authors", "article:author", "citation_author", "content-creator", "creator", "og:article:author", "og:author",
    "author_name", "branch:deeplink:authorname1", "dcsext.author", "twitter:data1", "rnews:author", "publisher-author", "writer",
)  # fmt: skip
SECTIONS = (
    "article:section",
    "parsely-section",
    "articlesection",
    "og:section",
    "prism.section",
    "section",
    "category",
    "tmgads.section",
    "og:article:section",
    "sailthru.section",
    "cxenseparse:category",
    "dc.subject",
)
TAGS = (
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "news_keywords",
    "sailthru.tags",
    "keywords",
    "tags",
    "dc.subject",
    "mrf:tags",
)
REPEATED = frozenset(
    (
        "article:author",
        "article:tag",
        "citation_author",
        "author",
        "dc.creator",
        "parsely-author",
        "og:article:tag",
        "article:author_name",
        "og:article:author",
        "cxenseparse:author",
    )
)
SITE_NAMES = (
    "og:site_name",
    "application-name",
    "apple-mobile-web-app-title",
    "sitename",
    "publisher",
    "dc.publisher",
    "twitter:app:name:iphone",
)
IMAGES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")
