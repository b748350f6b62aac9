#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Stands in for the unit tests where configure found no cmocka.
echo "1..1"
echo "ok 1 - the unit tests # SKIP cmocka was not there when configure ran"
