"""The parts that are compiled where there is a C compiler; without one the same is done in Python. All else: pyproject.toml."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(name, [f"{name.replace('.', '/')}.c"], optional=True)
        for name in (
            "archive.search._pieces",
            "archive.search._postings",
            "archive.stories._pairs",
            "crawler.extract.page._screen",
            "crawler.extract.page._walk",
            "crawler.extract.forest._trees",
            "crawler.extract.boilerplate._scan",
            "crawler.extract.boilerplate._names",
        )
    ]
)
