"""The console command: a thin face over the archive and the crawler."""
