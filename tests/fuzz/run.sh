#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# `make fuzz`: every libFuzzer target after the other, FUZZ_SECONDS each, on one core. Corpora stay below ./corpus, what broke below
# ./findings. Ends with 1 when there is a finding. usage: run.sh MAIL-FOLDER TARGET...
mails=$1
shift
found=0
for target in "$@"; do
	name=${target#fuzz-}
	mkdir -p "corpus/$name" "findings/$name"
	case $name in
	bounce | content) cp -u "$mails"/*.eml "corpus/$name/" ;;
	esac
	echo "$target: ${FUZZ_SECONDS:-60} s"
	nice -n 19 "./$target" -fork=1 -ignore_crashes=1 -ignore_ooms=1 -ignore_timeouts=1 -max_total_time="${FUZZ_SECONDS:-60}" \
		-max_len=16384 -timeout=10 -artifact_prefix="findings/$name/" "corpus/$name" >"findings/$name.log" 2>&1
	tail -n 1 "findings/$name.log"
	if [ -n "$(ls "findings/$name")" ]; then
		found=1
		ls "findings/$name"/*
	fi
done
exit $found
