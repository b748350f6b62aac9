# tools/: the executed style guide.
EXTRA_DIST += tools/check-style
TESTS += tests/test-style.sh
EXTRA_DIST += tests/test-style.sh
