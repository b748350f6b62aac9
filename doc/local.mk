# doc/
EXTRA_DIST += doc/ARCHITECTURE.md doc/THREATS.md
