/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the agent writes for whoever reads its log: one line each, on stderr, untranslated. No type that holds a secret
 * is accepted.
 */
#ifndef MM_LOG_H
#define MM_LOG_H

__attribute__((format(printf, 1, 2))) void mm_log(const char *format, ...);

#endif
