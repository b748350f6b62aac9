/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pure parts of a login: what a server's answer says, what an answer to AUTH means for the account, which
 * mechanism follows from what the server offers, and how credentials are written.
 */
#include "config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cmocka.h>
#include <libetpan/mailstream.h>
#include "core/secret.h"
#include "plugins/session/credential.h"
#include "plugins/session/offer.h"
#include "plugins/session/response.h"
#include "plugins/session/session.h"

static void imap_answer_is_the_line_with_our_tag_or_the_farewell(void **state)
{
	static const struct {
		const char *line, *code, *enhanced, *text;
	} rows[] = {
		{ "7 NO [AUTHENTICATIONFAILED] Authentication failed.\r\n", "NO", "AUTHENTICATIONFAILED",
		  "NO [AUTHENTICATIONFAILED] Authentication failed." },
		{ "7 NO [WEBALERT https://example.org/] Web login required", "NO", "WEBALERT",
		  "NO [WEBALERT https://example.org/] Web login required" },
		{ "7 no [UNAVAILABLE]\r\n", "NO", "UNAVAILABLE", "no [UNAVAILABLE]" },
		{ "7 NO\r\n", "NO", "", "NO" },
		{ "7 BAD", "BAD", "", "BAD" },
		{ "* BYE [ALERT] too many\r\n", "BYE", "ALERT", "BYE [ALERT] too many" },
		{ "* NO [UNAVAILABLE] not an answer", NULL, NULL, NULL },
		{ "8 NO another's answer", NULL, NULL, NULL },
		{ "7 NOTHING of the kind", NULL, NULL, NULL },
		{ "7", NULL, NULL, NULL },
		{ "", NULL, NULL, NULL },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_response response;
		assert_int_equal(mm_response_imap(&response, "7", rows[i].line, strlen(rows[i].line)),
				 rows[i].code != NULL);
		if (!rows[i].code)
			continue;
		assert_string_equal(response.code, rows[i].code);
		assert_string_equal(response.enhanced, rows[i].enhanced);
		assert_string_equal(response.text, rows[i].text);
	}
}

static const struct mm_stream_problem *no_problem(struct mm_host *host)
{
	static const struct mm_stream_problem none;

	return &none;
}

/* Lets libetpan read the `answer` to its first command, and tells how it was taken. */
static enum mm_step take_answer(struct mm_session *session, const char *answer)
{
	static const char greeting[] = "* OK words of the greeting\r\n";
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	session->imap = mailimap_new(0, NULL);
	session->imap->imap_selection_info = mailimap_selection_info_new();
	session->stream = mailstream_socket_open(ends[0]);
	assert_int_equal(write(ends[1], greeting, strlen(greeting)), strlen(greeting));
	assert_int_equal(mailimap_connect(session->imap, session->stream), MAILIMAP_NO_ERROR_NON_AUTHENTICATED);
	assert_int_equal(write(ends[1], answer, strlen(answer)), strlen(answer));
	shutdown(ends[1], SHUT_WR);
	enum mm_step step = mm_imap_command(session, "LOGIN x y");
	session->imap->imap_stream = NULL; /* no LOGOUT */
	mailimap_free(session->imap);
	mailstream_close(session->stream);
	close(ends[1]);
	return step;
}

static void untagged_lines_and_earlier_words_are_no_part_of_a_refusal(void **state)
{
	static const struct {
		const char *answer, *text;
		enum mm_step step;
		enum mm_auth auth;
	} rows[] = {
		{ "* NO [UNAVAILABLE] soon\r\n1 NO Wrong password\r\n", "NO Wrong password", MM_STEP_REFUSED,
		  MM_AUTH_REJECTED },
		{ "* OK [ALERT] Disk nearly full\r\n1 NO [AUTHENTICATIONFAILED] Bad password\r\n",
		  "NO [AUTHENTICATIONFAILED] Bad password", MM_STEP_REFUSED, MM_AUTH_REJECTED },
		{ "* OK [ALERT] x\r\n1 NO [UNAVAILABLE] later\r\n", "NO [UNAVAILABLE] later", MM_STEP_REFUSED,
		  MM_AUTH_TEMPORARY },
		{ "1 NO [UNAVAILABLE]\r\n", "NO [UNAVAILABLE]", MM_STEP_REFUSED, MM_AUTH_TEMPORARY },
		{ "1 NO\r\n", "NO", MM_STEP_REFUSED, MM_AUTH_REJECTED },
		{ "1 BAD syntax\r\n", "BAD syntax", MM_STEP_REFUSED, MM_AUTH_REJECTED },
		{ "* OK x\r\n* BYE too many\r\n", "BYE too many", MM_STEP_REFUSED, MM_AUTH_UNANSWERED },
		{ "2 OK to somebody else\r\n", "2 OK to somebody else\r\n", MM_STEP_BROKEN, MM_AUTH_UNANSWERED },
		{ "* OK [ALERT] fine\r\n1 OK in\r\n", "", MM_STEP_GOOD, MM_AUTH_UNANSWERED },
	};
	static const struct mm_host_calls calls = { .size = sizeof calls, .problem = no_problem };
	const struct mm_host_calls *host = &calls;

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_session session = { .host = (struct mm_host *)(void *)&host };
		assert_int_equal(take_answer(&session, rows[i].answer), rows[i].step);
		assert_string_equal(session.response.text, rows[i].text);
		assert_int_equal(mm_auth_judge(MM_IMAP, session.response.code, session.response.enhanced),
				 rows[i].auth);
	}
}

static void pop3_answer_keeps_its_response_code(void **state)
{
	static const struct {
		const char *line, *code, *enhanced;
		bool known;
	} rows[] = {
		{ "+OK", "+OK", "", true },
		{ "-ERR [AUTH] Password expired", "-ERR", "AUTH", true },
		{ "-ERR [SYS/TEMP] try later", "-ERR", "SYS/TEMP", true },
		{ "-ERR [LOGIN-DELAY 300] not yet", "-ERR", "LOGIN-DELAY", true },
		{ "-err no code [at the] start", "-ERR", "", true },
		{ "-ERR [unclosed", "-ERR", "", true },
		{ "220 mx.example.org ESMTP", "", "", false },
		{ "", "", "", false },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_response response;
		assert_int_equal(mm_response_pop3(&response, rows[i].line, strlen(rows[i].line)), rows[i].known);
		assert_string_equal(response.code, rows[i].code);
		assert_string_equal(response.enhanced, rows[i].enhanced);
		assert_string_equal(response.text, rows[i].line);
	}
}

static void smtp_answer_keeps_number_and_enhanced_code(void **state)
{
	static const struct {
		const char *lines, *code, *enhanced;
	} rows[] = {
		{ "535 5.7.8 Error: authentication failed", "535", "5.7.8" },
		{ "535-5.7.8 Username and Password not accepted.\n535 5.7.8 Learn more", "535", "5.7.8" },
		{ "554 mx.example.org 5.7.1 no", "554", "" },
		{ "550 5.7.8.9 odd", "550", "" },
		{ "220", "220", "" },
		{ "no number", "", "" },
		{ "99 too short", "", "" },
		{ "999 out of range", "", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_response response;
		mm_response_smtp(&response, rows[i].lines, strlen(rows[i].lines));
		assert_string_equal(response.code, rows[i].code);
		assert_string_equal(response.enhanced, rows[i].enhanced);
	}
}

static void smtp_line_tells_whether_another_follows(void **state)
{
	bool last = true;

	assert_int_equal(mm_response_smtp_line("250-SIZE", 8, &last), 250);
	assert_false(last);
	assert_int_equal(mm_response_smtp_line("250 SIZE", 8, &last), 250);
	assert_true(last);
	assert_int_equal(mm_response_smtp_line("250", 3, &last), 250);
	assert_true(last);
	assert_int_equal(mm_response_smtp_line("250xSIZE", 8, &last), 0);
}

static void endless_answer_is_cut(void **state)
{
	char long_line[4000];
	struct mm_response response;

	memset(long_line, 'x', sizeof long_line);
	memcpy(long_line, "-ERR ", 5);
	assert_true(mm_response_pop3(&response, long_line, sizeof long_line));
	assert_int_equal(response.length, MM_RESPONSE_TEXT_MAX - 1);
	assert_int_equal(strlen(response.text), MM_RESPONSE_TEXT_MAX - 1);
}

/* The table the breaker stands on: never a rejection taken for something that may be tried again. */
static void answer_to_auth_is_judged(void **state)
{
	static const struct {
		enum mm_protocol protocol;
		const char *code, *enhanced;
		enum mm_auth auth;
	} rows[] = {
		{ MM_IMAP, "OK", "", MM_AUTH_ACCEPTED },
		{ MM_IMAP, "NO", "", MM_AUTH_REJECTED },
		{ MM_IMAP, "NO", "AUTHENTICATIONFAILED", MM_AUTH_REJECTED },
		{ MM_IMAP, "NO", "CONTACTADMIN", MM_AUTH_REJECTED },
		{ MM_IMAP, "NO", "ALERT", MM_AUTH_REJECTED },
		{ MM_IMAP, "BAD", "", MM_AUTH_REJECTED },
		{ MM_IMAP, "NO", "UNAVAILABLE", MM_AUTH_TEMPORARY },
		{ MM_IMAP, "NO", "unavailable", MM_AUTH_TEMPORARY },
		{ MM_IMAP, "NO", "INUSE", MM_AUTH_TEMPORARY },
		{ MM_IMAP, "NO", "LIMIT", MM_AUTH_TEMPORARY },
		{ MM_IMAP, "BYE", "", MM_AUTH_UNANSWERED },
		{ MM_IMAP, "", "", MM_AUTH_UNANSWERED },
		{ MM_POP3, "+OK", "", MM_AUTH_ACCEPTED },
		{ MM_POP3, "-ERR", "", MM_AUTH_REJECTED },
		{ MM_POP3, "-ERR", "AUTH", MM_AUTH_REJECTED },
		{ MM_POP3, "-ERR", "SYS/PERM", MM_AUTH_REJECTED },
		{ MM_POP3, "-ERR", "SYS/TEMP", MM_AUTH_TEMPORARY },
		{ MM_POP3, "-ERR", "IN-USE", MM_AUTH_TEMPORARY },
		{ MM_POP3, "-ERR", "LOGIN-DELAY", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "235", "2.7.0", MM_AUTH_ACCEPTED },
		{ MM_SMTP, "535", "5.7.8", MM_AUTH_REJECTED },
		{ MM_SMTP, "534", "5.7.9", MM_AUTH_REJECTED },
		{ MM_SMTP, "554", "", MM_AUTH_REJECTED },
		{ MM_SMTP, "526", "", MM_AUTH_REJECTED },
		{ MM_SMTP, "550", "", MM_AUTH_REJECTED },
		{ MM_SMTP, "334", "", MM_AUTH_UNANSWERED },
		{ MM_SMTP, "501", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "502", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "503", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "504", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "523", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "524", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "530", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "538", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "421", "", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "454", "4.7.0", MM_AUTH_TEMPORARY },
		{ MM_SMTP, "", "", MM_AUTH_UNANSWERED },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum mm_auth auth = mm_auth_judge(rows[i].protocol, rows[i].code, rows[i].enhanced);
		if (auth != rows[i].auth)
			fail_msg("%s %s is %s", rows[i].code, rows[i].enhanced, mm_auth_name(auth));
	}
}

static void greeting_of_another_service_is_recognised(void **state)
{
	assert_true(mm_greeting_is_foreign(MM_IMAP, "220 mx.example.org ESMTP"));
	assert_true(mm_greeting_is_foreign(MM_IMAP, "+OK ready"));
	assert_true(mm_greeting_is_foreign(MM_POP3, "* OK ready"));
	assert_true(mm_greeting_is_foreign(MM_SMTP, "SSH-2.0-OpenSSH_9.2"));
	assert_true(mm_greeting_is_foreign(MM_SMTP, "HTTP/1.1 400 Bad Request"));
	assert_false(mm_greeting_is_foreign(MM_SMTP, "220 mx"));
	assert_false(mm_greeting_is_foreign(MM_IMAP, "* OK"));
	assert_false(mm_greeting_is_foreign(MM_IMAP, "hello there"));
}

static void bye_is_recognised(void **state)
{
	assert_true(mm_response_is_bye("* BYE Too many connections\r\n"));
	assert_true(mm_response_is_bye("* bye"));
	assert_false(mm_response_is_bye("* BYEBYE"));
	assert_false(mm_response_is_bye("1 NO BYE"));
}

/* ---- what the server offers ---- */

static struct mm_offer offer_of(enum mm_protocol protocol, const char *words)
{
	struct mm_offer offer = { 0 };
	char copy[256], *save = NULL;

	snprintf(copy, sizeof copy, "%s", words);
	for (char *word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		if (protocol == MM_IMAP)
			mm_offer_imap(&offer, word);
		else
			mm_offer_mechanism(&offer, word);
	}
	return offer;
}

static void one_mechanism_is_chosen(void **state)
{
	static const struct {
		enum mm_protocol protocol;
		const char *words;
		enum mm_mechanism mechanism;
		const char *refusal;
	} rows[] = {
		{ MM_IMAP, "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN", MM_MECHANISM_PLAIN, NULL },
		{ MM_IMAP, "IMAP4rev1 AUTH=PLAIN", MM_MECHANISM_LOGIN, NULL },
		{ MM_IMAP, "IMAP4rev1", MM_MECHANISM_LOGIN, NULL },
		{ MM_IMAP, "IMAP4rev1 SASL-IR AUTH=CRAM-MD5", MM_MECHANISM_LOGIN, NULL },
		{ MM_IMAP, "IMAP4rev1 LOGINDISABLED auth=plain", MM_MECHANISM_PLAIN, NULL },
		{ MM_IMAP, "IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2", MM_MECHANISM_NONE, "oauth-required" },
		{ MM_IMAP, "IMAP4rev1 LOGINDISABLED AUTH=GSSAPI", MM_MECHANISM_NONE, "auth-mechanism-unsupported" },
		{ MM_POP3, "PLAIN LOGIN", MM_MECHANISM_PLAIN, NULL },
		{ MM_POP3, "CRAM-MD5", MM_MECHANISM_LOGIN, NULL },
		{ MM_POP3, "", MM_MECHANISM_LOGIN, NULL },
		{ MM_SMTP, "LOGIN PLAIN", MM_MECHANISM_PLAIN, NULL },
		{ MM_SMTP, "LOGIN XOAUTH2", MM_MECHANISM_LOGIN, NULL },
		{ MM_SMTP, "XOAUTH2", MM_MECHANISM_NONE, "oauth-required" },
		{ MM_SMTP, "SCRAM-SHA-256", MM_MECHANISM_NONE, "auth-mechanism-unsupported" },
		{ MM_SMTP, "", MM_MECHANISM_NONE, "wrong-port-or-tls-mode" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_offer offer = offer_of(rows[i].protocol, rows[i].words);
		if (mm_offer_choose(rows[i].protocol, &offer, false) != rows[i].mechanism)
			fail_msg("wrong choice for %s", rows[i].words);
		if (rows[i].refusal)
			assert_string_equal(mm_offer_refusal(rows[i].protocol, &offer, false), rows[i].refusal);
	}
}

static void a_token_has_one_mechanism_of_its_own(void **state)
{
	static const struct {
		enum mm_protocol protocol;
		const char *words, *refusal;
	} rows[] = {
		{ MM_IMAP, "IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2", NULL },
		{ MM_IMAP, "IMAP4rev1 AUTH=PLAIN", "auth-mechanism-unsupported" },
		{ MM_POP3, "PLAIN xoauth2", NULL },
		{ MM_POP3, "", "auth-mechanism-unsupported" },
		{ MM_SMTP, "PLAIN XOAUTH2", NULL },
		{ MM_SMTP, "OAUTHBEARER", "auth-mechanism-unsupported" },
		{ MM_SMTP, "", "wrong-port-or-tls-mode" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct mm_offer offer = offer_of(rows[i].protocol, rows[i].words);
		assert_int_equal(mm_offer_choose(rows[i].protocol, &offer, true),
				 rows[i].refusal ? MM_MECHANISM_NONE : MM_MECHANISM_XOAUTH2);
		if (rows[i].refusal)
			assert_string_equal(mm_offer_refusal(rows[i].protocol, &offer, true), rows[i].refusal);
	}
}

static void ehlo_is_read_line_by_line(void **state)
{
	static const char lines[] = "250-STARTTLS.example.org AUTH PLAIN\n250-SIZE 35882577\n250-auth LOGIN PLAIN "
				    "XOAUTH2\n250-STARTTLS\n250 HELP";
	struct mm_offer offer = { 0 };

	mm_offer_ehlo(&offer, lines, strlen(lines));
	assert_true(offer.plain && offer.login && offer.oauth && offer.starttls);
	assert_int_equal(offer.size, 35882577);
}

static void name_line_of_ehlo_offers_nothing(void **state)
{
	struct mm_offer offer = { 0 };

	mm_offer_ehlo(&offer, "250 STARTTLS AUTH PLAIN", 23);
	assert_false(offer.starttls || offer.plain || offer.auth);
	mm_offer_ehlo(&offer, "250-x\n250-AUTH=LOGIN\n250", 24);
	assert_true(offer.login);
	assert_false(offer.plain);
}

/* ---- credentials on the wire ---- */

struct sink {
	char bytes[8192];
	size_t length;
};

static ssize_t sink_write(mailstream_low *low, const void *bytes, size_t length)
{
	struct sink *sink = low->data;

	assert_true(sink->length + length < sizeof sink->bytes);
	memcpy(sink->bytes + sink->length, bytes, length);
	sink->length += length;
	sink->bytes[sink->length] = '\0';
	return (ssize_t)length;
}

static int sink_close(mailstream_low *low)
{
	return 0;
}

static void sink_free(mailstream_low *low)
{
	free(low);
}

static mailstream_low_driver sink_driver = { .mailstream_write = sink_write,
					     .mailstream_close = sink_close,
					     .mailstream_free = sink_free };

static mailstream *sink_open(struct sink *sink)
{
	memset(sink, 0, sizeof *sink);
	return mailstream_new(mailstream_low_new(sink, &sink_driver), 4096);
}

static void plain_is_nul_user_nul_secret_in_base64(void **state)
{
	struct sink sink;
	mailstream *stream = sink_open(&sink);
	struct mm_secret secret = MM_SECRET_EMPTY;

	assert_int_equal(mm_secret_fill(&secret, "tanstaaftanstaaf", 16), 0);
	mm_put_message(stream, MM_MECHANISM_PLAIN, "tim", &secret);
	assert_int_equal(mm_put_end(stream), 0);
	assert_string_equal(sink.bytes, "AHRpbQB0YW5zdGFhZnRhbnN0YWFm\r\n"); /* the example of RFC 4616 */
	assert_int_equal(mm_message_size(MM_MECHANISM_PLAIN, "tim", &secret) + 2, sink.length);
	mm_secret_wipe(&secret);
	mailstream_close(stream);
}

static void xoauth2_is_user_and_bearer_in_base64(void **state)
{
	struct sink sink;
	mailstream *stream = sink_open(&sink);
	struct mm_secret token = MM_SECRET_EMPTY;

	assert_int_equal(mm_secret_fill(&token, "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg", 45), 0);
	mm_put_message(stream, MM_MECHANISM_XOAUTH2, "someuser@example.com", &token);
	assert_int_equal(mm_put_end(stream), 0);
	/* the example of Google's page, less its line breaks */
	assert_string_equal(sink.bytes, "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52"
					"YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ==\r\n");
	assert_int_equal(mm_message_size(MM_MECHANISM_XOAUTH2, "someuser@example.com", &token) + 2, sink.length);
	mm_secret_wipe(&token);
	mailstream_close(stream);
}

static void the_challenge_to_a_token_is_read(void **state)
{
	static const struct {
		const char *base64, *words;
	} rows[] = {
		/* {"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"} */
		{ " eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0"
		  "K",
		  "{\"status\":\"401\",\"schemes\":\"bearer mac\",\"scope\":\"https://mail.google.com/\"}" },
		{ "eyJzdGF0dXMiOjQwMH0=\r\n", "{\"status\":\"400\"}" }, /* {"status":400} */
		{ "eyJzdGF0dXMiOiI0XCIwXHUwMDAxMSJ9", "" },             /* {"status":"4\"0\u00011"} */
		/* {"status":"400","scope":"ya29.Canary-Token"}: perhaps the token itself */
		{ "eyJzdGF0dXMiOiI0MDAiLCJzY29wZSI6InlhMjkuQ2FuYXJ5LVRva2VuIn0=", "{\"status\":\"400\"}" },
		{ "eyJ4IjoxfQ==", "" },
		{ "W10=", "" },
		{ "", "" },
		{ " ", "" },
		{ "*", "" },
		{ "eyJzdGF0dXMi", "" },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char words[MM_CHALLENGE_MAX] = "?";
		mm_challenge_read(rows[i].base64, words);
		assert_string_equal(words, rows[i].words);
	}
}

static void a_challenge_without_end_is_cut(void **state)
{
	static char endless[20000];
	char words[MM_CHALLENGE_MAX];

	memset(endless, 'A', sizeof endless - 1);
	mm_challenge_read(endless, words);
	assert_string_equal(words, "");
}

static void base64_pads(void **state)
{
	static const struct {
		const char *in, *out;
	} rows[] = { { "f", "Zg==\r\n" }, { "fo", "Zm8=\r\n" }, { "foo", "Zm9v\r\n" }, { "foobar", "Zm9vYmFy\r\n" } };

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct sink sink;
		mailstream *stream = sink_open(&sink);
		mm_put_base64(stream, rows[i].in, strlen(rows[i].in));
		mm_put_end(stream);
		assert_string_equal(sink.bytes, rows[i].out);
		mailstream_close(stream);
	}
}

static void quoted_string_escapes(void **state)
{
	struct sink sink;
	mailstream *stream = sink_open(&sink);

	mm_put_quoted(stream, "a\"b\\c", 5);
	mm_put_end(stream);
	assert_string_equal(sink.bytes, "\"a\\\"b\\\\c\"\r\n");
	mailstream_close(stream);
}

static void nothing_of_a_secret_stays_in_the_stream(void **state)
{
	struct sink sink;
	mailstream *stream = sink_open(&sink);

	mm_put(stream, "canary-4711", 11);
	mm_put_end(stream);
	for (size_t i = 0; i < stream->buffer_max_size; i++)
		assert_int_equal(stream->write_buffer[i], 0);
	mailstream_close(stream);
}

static void credential_that_would_be_a_command_is_refused(void **state)
{
	assert_true(mm_credential_valid("pass word", 9));
	assert_true(mm_credential_valid("p\xc3\xa4ss", 5));
	assert_false(mm_credential_valid("", 0));
	assert_false(mm_credential_valid("a\r\nDELE 1", 9));
	assert_false(mm_credential_valid("a\0b", 3));
	assert_true(mm_credential_is_token("ya29.a-_~+/=", 12));
	assert_false(mm_credential_is_token("", 0));
	assert_false(mm_credential_is_token("a\001auth=x", 8));
	assert_false(mm_credential_is_token("a b", 3));
	assert_true(mm_credential_quotable("a b\"", 4));
	assert_false(mm_credential_quotable("p\xc3\xa4ss", 5));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(imap_answer_is_the_line_with_our_tag_or_the_farewell),
		cmocka_unit_test(untagged_lines_and_earlier_words_are_no_part_of_a_refusal),
		cmocka_unit_test(pop3_answer_keeps_its_response_code),
		cmocka_unit_test(smtp_answer_keeps_number_and_enhanced_code),
		cmocka_unit_test(smtp_line_tells_whether_another_follows),
		cmocka_unit_test(endless_answer_is_cut),
		cmocka_unit_test(answer_to_auth_is_judged),
		cmocka_unit_test(greeting_of_another_service_is_recognised),
		cmocka_unit_test(bye_is_recognised),
		cmocka_unit_test(one_mechanism_is_chosen),
		cmocka_unit_test(a_token_has_one_mechanism_of_its_own),
		cmocka_unit_test(ehlo_is_read_line_by_line),
		cmocka_unit_test(name_line_of_ehlo_offers_nothing),
		cmocka_unit_test(plain_is_nul_user_nul_secret_in_base64),
		cmocka_unit_test(xoauth2_is_user_and_bearer_in_base64),
		cmocka_unit_test(the_challenge_to_a_token_is_read),
		cmocka_unit_test(a_challenge_without_end_is_cut),
		cmocka_unit_test(base64_pads),
		cmocka_unit_test(quoted_string_escapes),
		cmocka_unit_test(nothing_of_a_secret_stays_in_the_stream),
		cmocka_unit_test(credential_that_would_be_a_command_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
