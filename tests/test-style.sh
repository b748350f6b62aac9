#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The style guide, executed (tools/check-style prints TAP). Prints, and leaves the verdict to the harness.
"$PYTHON" "$MM_SRC/tools/check-style" "$MM_SRC" || true
