/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What Introspect answers; mm_bus_introspection of bus.h is in the same file. */
#ifndef MM_BUS_XML_H
#define MM_BUS_XML_H

#include "bus.h"

/*
 * The XML of one node, fresh; caller frees. `kind` is NULL for a node that is only on the way to an object. `children`
 * are the last elements of the paths below it, ended by NULL.
 */
char *mm_bus_xml_node(const enum mm_bus_kind *kind, char *const *children);

#endif
