#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Given every synthetic mail, the fuzz targets that take whole mails find nothing wrong.
echo "1..2"
number=0
for target in bounce content; do
	number=$((number + 1))
	out=$("$MM_BUILD/replay-$target" "$MM_SRC"/tests/mail/*.eml 2>&1) && echo "ok $number - $target" || {
		echo "not ok $number - $target"
		printf '%s\n' "$out" | tail -5 | sed 's/^/# /'
	}
done
