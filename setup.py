"""The parts that are compiled where there is a C compiler; without one the same is done in Python. All else: pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

_SHARED = [Path("crawler/extract/page"), Path("crawler/extract/body")]
"""Whose headers others use: how a tree is read, and the fields of blocks."""


def _part(name: str) -> Extension:
    source = Path(f"{name.replace('.', '/')}.c")
    headers = [str(header) for folder in {source.parent, *_SHARED} for header in folder.glob("*.h")]
    return Extension(name, [str(source)], depends=sorted(headers), optional=True)


setup(
    ext_modules=[
        _part(name)
        for name in (
            "archive.exports._lines",
            "archive.search._pieces",
            "archive.search._postings",
            "archive.stories._pairs",
            "archive.stories._shelf",
            "archive.stories._wording",
            "archive.stories._words",
            "crawler.extract._cuts",
            "crawler.extract.page._screen",
            "crawler.extract.page._walk",
            "crawler.extract.forest._trees",
            "crawler.extract.structured._collected",
            "crawler.extract.boilerplate._scan",
            "crawler.extract.boilerplate._names",
            "crawler.extract.body._area",
            "crawler.extract.body._prints",
            "crawler.extract.body._rows",
        )
    ]
)
