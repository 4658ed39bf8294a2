"""Word tables per language: months, zones, byline words, agencies, cities, stop words. Data only, no code.

They are Python modules and not data files because the extraction room reads no disk, and because a compiled
module loads in well under a millisecond. To add a language, add its row to each table.
"""
