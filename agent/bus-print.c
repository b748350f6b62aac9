/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Prints the introspection XML of the interface named, from the tables; the build runs it to make the files it
 * installs. Not installed itself, never talks to a bus.
 */
#include "config.h"
#include "bus-tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv)
{
	for (int kind = 0; argc == 2 && kind < MM_BUS_KIND_COUNT; kind++) {
		if (strcmp(argv[1], mm_bus_interfaces[kind].name) != 0)
			continue;
		char *xml = mm_bus_introspection((enum mm_bus_kind)kind);
		int failed = fputs(xml, stdout) == EOF || fflush(stdout) == EOF;
		free(xml);
		return failed;
	}
	fputs("usage: bus-print INTERFACE\n", stderr);
	return 2;
}
