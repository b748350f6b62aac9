/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What may be sent before TLS: nothing that names a person or a password, in no protocol, however
 * it is wrapped.
 */
#include "config.h"
#include "worker/clear.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static bool allowed(enum mm_protocol protocol, const char *text)
{
	return mm_clear_allowed(protocol, text, strlen(text));
}

static void asking_for_tls_and_leaving_is_allowed(void **state)
{
	(void)state;
	assert_true(allowed(MM_IMAP, "1 CAPABILITY\r\n"));
	assert_true(allowed(MM_IMAP, "a1 starttls\r\n"));
	assert_true(allowed(MM_IMAP, "2 LOGOUT\r\n"));
	assert_true(allowed(MM_POP3, "CAPA\r\n"));
	assert_true(allowed(MM_POP3, "STLS\r\n"));
	assert_true(allowed(MM_SMTP, "EHLO [127.0.0.1]\r\n"));
	assert_true(allowed(MM_SMTP, "STARTTLS\r\nQUIT\r\n"));
}

static void whatever_carries_a_secret_is_not(void **state)
{
	(void)state;
	assert_false(allowed(MM_IMAP, "1 LOGIN ann secret\r\n"));
	assert_false(allowed(MM_IMAP, "1 AUTHENTICATE PLAIN\r\n"));
	assert_false(allowed(MM_IMAP, "AG5uAHNlY3JldA==\r\n"));
	assert_false(allowed(MM_POP3, "USER ann\r\n"));
	assert_false(allowed(MM_POP3, "PASS secret\r\n"));
	assert_false(allowed(MM_SMTP, "AUTH PLAIN AG5uAHNlY3JldA==\r\n"));
	assert_false(allowed(MM_SMTP, "EHLO x\r\nAUTH LOGIN\r\n"));
}

static void half_lines_and_look_alikes_are_not(void **state)
{
	(void)state;
	assert_false(allowed(MM_IMAP, "1 STARTTLS"));
	assert_false(allowed(MM_IMAP, "STARTTLS\r\n"));
	assert_false(allowed(MM_IMAP, "1 STARTTLSX\r\n"));
	assert_false(allowed(MM_IMAP, " STARTTLS\r\n"));
	assert_false(allowed(MM_SMTP, "\r\n"));
	assert_false(allowed(MM_SMTP, "EHLOX\r\n"));
	assert_true(mm_clear_allowed(MM_SMTP, "", 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking_for_tls_and_leaving_is_allowed),
		cmocka_unit_test(whatever_carries_a_secret_is_not),
		cmocka_unit_test(half_lines_and_look_alikes_are_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
