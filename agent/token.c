/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Fetches an access token and tells what it means when there is none. The source is the person's own choice, its words
 * may be a stranger's: of them only whether the grant was refused is looked for, and they are shown as a quotation,
 * after every long word was taken out. It must never keep a token or write one down. Called by the speaker, and by
 * secrets.c for the fingerprint.
 */
#include "config.h"
#include "token.h"

#include <string.h>
#include <gio/gio.h>
#include "core/secret.h"
#include "helper.h"
#include "log.h"

#define OPAQUE                                                                                                         \
	32 /* so many characters of a token's alphabet in a row are taken for one, and no word of a sentence has */

struct mm_token_ask {
	mm_token_answer answer;
	void *user;
	char account[MM_ACCOUNT_ID_MAX + 1], address[256];
	struct mm_helper *helper;
	char **bus; /* name, path, interface.method */
	GCancellable *cancel;
	guint idle;
	const char *silence; /* what is said for a source that says nothing */
};

static const char *const causes[] = {
	[MM_TOKEN_GIVEN] = "",
	[MM_TOKEN_REFUSED] = "token-expired",
	[MM_TOKEN_NONE] = "credential-missing",
};
_Static_assert(G_N_ELEMENTS(causes) == MM_TOKEN_STATE_COUNT, "a cause for each");

const char *mm_token_cause(enum mm_token_state state)
{
	return causes[state];
}

void mm_token_fingerprint(const struct mm_account *account, char fingerprint[MM_FINGERPRINT_MAX + 1])
{
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, (const guchar *)account->id, strlen(account->id));

	g_hmac_update(hmac, (const guchar *)account->token_command, (gssize)sizeof account->token_command);
	g_hmac_update(hmac, (const guchar *)account->token_bus, (gssize)sizeof account->token_bus);
	g_strlcpy(fingerprint, g_hmac_get_string(hmac), MM_FINGERPRINT_MAX + 1);
	g_hmac_unref(hmac);
}

/* ---- what a source says ---- */

/* RFC 6749 5.2 and OpenID Connect, as token programs pass them on; the error of GNOME's online accounts. */
static bool tells_refusal(const char *bytes, size_t length)
{
	static const char *const words[] = { "invalid_grant", "interaction_required", "login_required",
					     "org.gnome.OnlineAccounts.Error.NotAuthorized" };

	for (unsigned i = 0; i < G_N_ELEMENTS(words); i++)
		if (length && memmem(bytes, length, words[i], strlen(words[i])))
			return true;
	return false;
}

static bool is_opaque(char c)
{
	return g_ascii_isalnum(c) || (c && strchr("-._~+/=%", c));
}

/* Takes out what could be a token, of whatever kind: a program that fails may print the one it could not renew. */
static void hide_tokens(GString *words)
{
	for (gsize at = 0; at < words->len; at++) {
		gsize length = 0;

		while (at + length < words->len && is_opaque(words->str[at + length]))
			length++;
		if (length < OPAQUE) {
			at += length;
			continue;
		}
		memset(words->str + at, 0, length);
		g_string_erase(words, (gssize)at, (gssize)length);
		g_string_insert(words, (gssize)at, "[removed]");
		at += strlen("[removed]");
	}
}

static void clean_words(struct mm_said *said, const char *bytes, size_t length, const char *user,
			const struct mm_secret *secret)
{
	GString *words = g_string_new_len(bytes, (gssize)length); /* it only shrinks, so there is no other copy */

	hide_tokens(words);
	mm_text_clean_redacted(said, words->str, words->len, user, secret);
	explicit_bzero(words->str, words->allocated_len);
	g_string_free(words, TRUE);
}

static void ask_free(struct mm_token_ask *ask)
{
	if (ask->idle)
		g_source_remove(ask->idle);
	mm_helper_free(ask->helper);
	g_clear_object(&ask->cancel);
	g_strfreev(ask->bus);
	g_free(ask);
}

/* `secret` is what the source gave, settled; `bytes` what it said beside it. */
static void finish(struct mm_token_ask *ask, enum mm_token_state state, const struct mm_secret *secret,
		   const char *bytes, size_t length)
{
	struct mm_token_found found = { .state = state, .secret = state == MM_TOKEN_GIVEN ? secret : NULL };

	/* Who is without a token and without a word is at least told which it was. */
	if (state != MM_TOKEN_GIVEN && !length) {
		bytes = ask->silence;
		length = strlen(bytes);
	}
	clean_words(&found.said, bytes, length, ask->address, secret);
	if (found.said.bytes[0])
		mm_log("%s: access token: %s%s", ask->account, state == MM_TOKEN_GIVEN ? "given, with the words: " : "",
		       found.said.bytes);
	ask->answer(ask->user, &found);
}

/* ---- a program ---- */

static enum mm_token_state judge_program(const struct mm_helper_result *result)
{
	const struct mm_secret *output = result->output;

	if (tells_refusal(result->words, result->length) || tells_refusal(output->bytes, output->length))
		return MM_TOKEN_REFUSED;
	return result->end == MM_HELPER_WELL ? MM_TOKEN_GIVEN : MM_TOKEN_NONE;
}

static void program_ended(void *user, const struct mm_helper_result *result)
{
	static const char *const silences[] = { "The program for access tokens printed none.",
						"The program for access tokens failed.",
						"The program for access tokens did not end in time.",
						"The program for access tokens printed too much." };
	_Static_assert(G_N_ELEMENTS(silences) == MM_HELPER_END_COUNT, "words for each");
	struct mm_token_ask *ask = user;
	enum mm_token_state state = judge_program(result);

	ask->silence = silences[result->end];
	if (mm_secret_settle(result->output) && state == MM_TOKEN_GIVEN)
		state = MM_TOKEN_NONE;
	finish(ask, state, result->output, result->words, result->length);
	ask_free(ask);
}

static gboolean nothing_there(gpointer user)
{
	struct mm_token_ask *ask = user;

	ask->idle = 0;
	finish(ask, MM_TOKEN_NONE, NULL, "", 0);
	ask_free(ask);
	return G_SOURCE_REMOVE;
}

/* ---- a service on the bus ---- */

/* A token that has run out already is none. */
static bool still_lives(GVariant *reply)
{
	g_autoptr(GVariant) seconds = g_variant_n_children(reply) > 1 ? g_variant_get_child_value(reply, 1) : NULL;

	return !seconds || !g_variant_is_of_type(seconds, G_VARIANT_TYPE_INT32) || g_variant_get_int32(seconds) > 0;
}

/* The message's own copies are GLib's; the string is overwritten where it can be reached. */
static void take_reply(struct mm_secret *secret, GVariant *reply)
{
	g_autoptr(GVariant) first = g_variant_n_children(reply) ? g_variant_get_child_value(reply, 0) : NULL;
	gsize length;

	if (!first || !g_variant_is_of_type(first, G_VARIANT_TYPE_STRING))
		return;
	const char *text = g_variant_get_string(first, &length);
	if (still_lives(reply) && mm_secret_fill(secret, text, length) == 0)
		mm_secret_settle(secret);
	explicit_bzero((char *)text, length);
}

static void bus_answered(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_token_ask *ask = user;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) reply = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);
	MM_AUTO_SECRET secret = MM_SECRET_EMPTY;

	if (reply)
		take_reply(&secret, reply);
	if (g_cancellable_is_cancelled(ask->cancel))
		ask_free(ask);
	else if (reply) {
		finish(ask, secret.length ? MM_TOKEN_GIVEN : MM_TOKEN_NONE, &secret, "", 0);
		ask_free(ask);
	} else {
		bool refused = tells_refusal(error->message, strlen(error->message));

		finish(ask, refused ? MM_TOKEN_REFUSED : MM_TOKEN_NONE, NULL, error->message, strlen(error->message));
		ask_free(ask);
	}
}

/* Names that core let pass are plain, but GLib is stricter still and would only complain. */
static bool names_are_valid(char **bus, const char *method)
{
	return g_dbus_is_name(bus[0]) && g_variant_is_object_path(bus[1]) && g_dbus_is_interface_name(bus[2]) &&
	       g_dbus_is_member_name(method);
}

static void bus_found(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_token_ask *ask = user;
	g_autoptr(GDBusConnection) connection = g_bus_get_finish(result, NULL);
	char *dot = strrchr(ask->bus[2], '.');

	if (g_cancellable_is_cancelled(ask->cancel)) {
		ask_free(ask);
		return;
	}
	*dot = '\0';
	if (!connection || !names_are_valid(ask->bus, dot + 1)) {
		nothing_there(ask);
		return;
	}
	g_dbus_connection_call(connection, ask->bus[0], ask->bus[1], ask->bus[2], dot + 1, NULL, NULL,
			       G_DBUS_CALL_FLAGS_NONE, MM_HELPER_SECONDS * 1000, ask->cancel, bus_answered, ask);
}

static char **split_bus(const char *source)
{
	char **words = g_new0(char *, 4);
	unsigned count = 0;

	for (; *source && count < 3; source += strspn(source, " \t")) {
		size_t length = strcspn(source, " \t");

		words[count++] = g_strndup(source, length);
		source += length;
	}
	return words;
}

/* ---- */

struct mm_token_ask *mm_token_fetch(const struct mm_account *account, mm_token_answer answer, void *user)
{
	struct mm_token_ask *ask = g_new0(struct mm_token_ask, 1);

	ask->answer = answer;
	ask->user = user;
	g_strlcpy(ask->account, account->id, sizeof ask->account);
	g_strlcpy(ask->address, account->address, sizeof ask->address);
	if (account->token_bus[0]) {
		ask->silence = "The service for access tokens is not there, or gave none.";
		ask->bus = split_bus(account->token_bus);
		ask->cancel = g_cancellable_new();
		g_bus_get(G_BUS_TYPE_SESSION, ask->cancel, bus_found, ask);
		return ask;
	}
	ask->silence = "The program for access tokens cannot be started.";
	ask->helper = mm_helper_start(account->token_command, program_ended, ask);
	if (!ask->helper)
		ask->idle = g_idle_add(nothing_there, ask);
	return ask;
}

void mm_token_cancel(struct mm_token_ask *ask)
{
	if (ask && ask->cancel)
		g_cancellable_cancel(ask->cancel); /* its callback frees it */
	else if (ask)
		ask_free(ask);
}

unsigned mm_token_seconds(const struct mm_account *account)
{
	return mm_account_has_token(account) ? MM_HELPER_SECONDS : 0;
}
