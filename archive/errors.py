"""What can go wrong with an archive, one class for each thing a caller can do about it.

::

    ArchiveError
    ├── ArchiveMissing       there is no archive at this address; crawl or import first
    ├── ForeignDatabase      the file is there, but it is not one of our archives
    ├── ArchiveTooNew        made by a newer version of Kliping; upgrade the program
    ├── ArchiveTooOld        made by an older version; run ``kliping db upgrade``
    ├── ArchiveUnwritable    read-only folder or file, full disk, damaged file
    ├── ArchiveBusy          another crawl holds this archive
    ├── LockLost             a crawl no longer holds the archive it works on
    ├── QueryError           a search that can't be understood
    └── RecordError          a JSONL line that is no article

The text of each is one line for a person: what is wrong, and what to do.
"""


class ArchiveError(Exception):
    """Anything an archive can't do."""


class ArchiveMissing(ArchiveError):
    """There is no archive at this address."""


class ForeignDatabase(ArchiveError):
    """The file exists, but no Kliping archive is in it."""


class ArchiveTooNew(ArchiveError):
    """The archive was made by a newer version of the program."""


class ArchiveTooOld(ArchiveError):
    """The archive was made by an older version and wants an upgrade that is not instant."""


class ArchiveUnwritable(ArchiveError):
    """Nothing can be written: permissions, a full disk, a damaged file."""


class ArchiveBusy(ArchiveError):
    """Another crawl holds this archive; nothing was done."""


class LockLost(ArchiveError):
    """A crawl no longer holds the archive it works on, so that another one could begin."""


class QueryError(ArchiveError):
    """The query can't be understood; says where and why."""


class RecordError(ArchiveError):
    """A JSONL line that does not hold an article."""
