/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a caller sent, checked against the method's row, as JSON. */
#ifndef MM_BUS_ARGUMENTS_H
#define MM_BUS_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <jansson.h>
#include "bus.h"

struct DBusMessage;
struct mm_bus_method;

#define MM_BUS_STRING_MAX  4096 /* bytes of one string */
#define MM_BUS_OPTIONS_MAX 32   /* entries of a trailing a{sv} */

/*
 * Reads the arguments into a fresh JSON array with one value for each row of method->in. The trailing a{sv} may be
 * missing (it becomes {}), its unknown keys are dropped. False: *error and the words for the caller in why[size].
 */
bool mm_bus_arguments_read(struct DBusMessage *call, const struct mm_bus_method *method, json_t **arguments,
			   enum mm_bus_error *error, char *why, size_t size);

#endif
