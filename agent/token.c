/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Runs a program, or calls a method, for an access token. Neither is believed in more than one line of visible ASCII;
 * what they print beside it is looked through for one word and thrown away, for it may hold the token. It must never
 * wait, hand on an environment that is not made here, or keep a token. Called by the speaker, once a login that the
 * breaker permits.
 */
#include "config.h"
#include "token.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include "core/secret.h"

#define DEADLINE  30 /* seconds */
#define COMPLAINT 4096
#define INVALID   "invalid_grant"

struct mm_token {
	mm_token_answer answer;
	void *user;
	struct mm_secret secret;
	char complaint[COMPLAINT]; /* the beginning of fd 2; wiped */
	size_t complaint_length;
	GPid pid;
	int out, err;
	guint out_source, err_source, child_source, deadline, failed;
	bool ended, too_much;
	int status;
	GCancellable *cancel; /* of a call on the bus */
	char *bus[3];         /* name, path, interface.method */
};

static void source_clear(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

static void fd_clear(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void token_free(struct mm_token *token)
{
	source_clear(&token->out_source);
	source_clear(&token->err_source);
	source_clear(&token->child_source);
	source_clear(&token->deadline);
	source_clear(&token->failed);
	fd_clear(&token->out);
	fd_clear(&token->err);
	mm_secret_wipe(&token->secret);
	explicit_bzero(token->complaint, sizeof token->complaint);
	g_clear_object(&token->cancel);
	for (unsigned i = 0; i < G_N_ELEMENTS(token->bus); i++)
		g_free(token->bus[i]);
	g_free(token);
}

static void finish(struct mm_token *token, enum mm_token_end end, const char *words)
{
	token->answer(token->user, end, end == MM_TOKEN_GOT ? &token->secret : NULL, words);
	token_free(token);
}

static void reap(GPid pid, gint status, gpointer user) {}

void mm_token_cancel(struct mm_token *token)
{
	if (!token)
		return;
	if (token->cancel) { /* the call's own callback frees it */
		g_cancellable_cancel(token->cancel);
		return;
	}
	if (token->pid && !token->ended) {
		source_clear(&token->child_source);
		kill(token->pid, SIGKILL);
		g_child_watch_add(token->pid, reap, NULL);
	}
	token_free(token);
}

void mm_token_fingerprint(const struct mm_account *account, char fingerprint[MM_FINGERPRINT_MAX + 1])
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);

	g_checksum_update(sum, (const guchar *)account->token_command, (gssize)strlen(account->token_command) + 1);
	g_checksum_update(sum, (const guchar *)account->token_bus, (gssize)strlen(account->token_bus) + 1);
	g_strlcpy(fingerprint, g_checksum_get_string(sum), MM_FINGERPRINT_MAX + 1);
	g_checksum_free(sum);
}

/* Cut at blanks, without the empty ones in between. */
static char **words_cut(const char *text)
{
	g_auto(GStrv) cut = g_strsplit_set(text, " \t", -1);
	g_autoptr(GStrvBuilder) words = g_strv_builder_new();

	for (char **each = cut; *each; each++)
		if (**each)
			g_strv_builder_add(words, *each);
	return g_strv_builder_end(words);
}

/* ---- a program ---- */

static bool says_invalid(const struct mm_token *token)
{
	const struct mm_secret *out = &token->secret;

	return memmem(token->complaint, token->complaint_length, INVALID, strlen(INVALID)) ||
	       (out->bytes && memmem(out->bytes, out->length, INVALID, strlen(INVALID)));
}

static void program_through(struct mm_token *token)
{
	if (!token->ended || token->out >= 0 || token->err >= 0)
		return;
	bool well = WIFEXITED(token->status) && WEXITSTATUS(token->status) == 0 && !token->too_much;
	if (!well && says_invalid(token))
		finish(token, MM_TOKEN_REFUSED,
		       "The program for access tokens says that the sign-in is no longer valid.");
	else if (!well)
		finish(token, MM_TOKEN_FAILED, "The program for access tokens failed.");
	else if (mm_secret_settle(&token->secret))
		finish(token, MM_TOKEN_FAILED, "The program for access tokens printed none.");
	else
		finish(token, MM_TOKEN_GOT, "");
}

static gboolean out_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_token *token = user;
	ssize_t got = mm_secret_receive(&token->secret, fd);

	if (got > 0 || got == -EAGAIN)
		return G_SOURCE_CONTINUE;
	token->too_much |= got < 0;
	token->out_source = 0;
	fd_clear(&token->out);
	program_through(token);
	return G_SOURCE_REMOVE;
}

/* What is more than fits is read and dropped, so that the program does not hang on it. */
static gboolean err_ready(gint fd, GIOCondition condition, gpointer user)
{
	struct mm_token *token = user;
	char rest[1024];
	size_t room = sizeof token->complaint - token->complaint_length;
	ssize_t got = room ? read(fd, token->complaint + token->complaint_length, room) : read(fd, rest, sizeof rest);

	explicit_bzero(rest, sizeof rest);
	if (got > 0)
		token->complaint_length += room ? (size_t)got : 0;
	if (got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR)))
		return G_SOURCE_CONTINUE;
	token->err_source = 0;
	fd_clear(&token->err);
	program_through(token);
	return G_SOURCE_REMOVE;
}

static void child_ended(GPid pid, gint status, gpointer user)
{
	struct mm_token *token = user;

	token->child_source = 0;
	token->ended = true;
	token->status = status;
	program_through(token);
}

/* Its children may hold the pipes: they are let go, and it is not waited for. */
static gboolean too_late(gpointer user)
{
	struct mm_token *token = user;

	token->deadline = 0;
	token->answer(token->user, MM_TOKEN_FAILED, NULL, "The program for access tokens took too long.");
	mm_token_cancel(token);
	return G_SOURCE_REMOVE;
}

static char **environment_make(void)
{
	static const char *const names[] = {
		"HOME", "LANG", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"
	};
	char **environment = g_environ_setenv(NULL, "PATH", "/usr/local/bin:/usr/bin:/bin", TRUE);

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++)
		if (g_getenv(names[i]))
			environment = g_environ_setenv(environment, names[i], g_getenv(names[i]), TRUE);
	return environment;
}

static bool program_start(struct mm_token *token, const char *command)
{
	g_auto(GStrv) arguments = words_cut(command), environment = environment_make();
	GSpawnFlags flags = G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CLOEXEC_PIPES;

	if (!g_spawn_async_with_pipes("/", arguments, environment, flags, NULL, NULL, &token->pid, NULL, &token->out,
				      &token->err, NULL))
		return false;
	g_unix_set_fd_nonblocking(token->out, TRUE, NULL);
	g_unix_set_fd_nonblocking(token->err, TRUE, NULL);
	token->out_source = g_unix_fd_add(token->out, G_IO_IN | G_IO_HUP, out_ready, token);
	token->err_source = g_unix_fd_add(token->err, G_IO_IN | G_IO_HUP, err_ready, token);
	token->child_source = g_child_watch_add(token->pid, child_ended, token);
	token->deadline = g_timeout_add_seconds(DEADLINE, too_late, token);
	return true;
}

/* ---- a method on the session bus ---- */

static bool take_answer(struct mm_token *token, GVariant *answer)
{
	g_autoptr(GVariant) first = g_variant_n_children(answer) ? g_variant_get_child_value(answer, 0) : NULL;
	gsize length;

	if (!first || !g_variant_is_of_type(first, G_VARIANT_TYPE_STRING))
		return false;
	const char *text = g_variant_get_string(first, &length);
	return mm_secret_fill(&token->secret, text, length) == 0 && mm_secret_settle(&token->secret) == 0;
}

static void call_returned(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_token *token = user;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(source), result, &error);

	if (g_cancellable_is_cancelled(token->cancel))
		token_free(token);
	else if (error && strstr(error->message, INVALID))
		finish(token, MM_TOKEN_REFUSED,
		       "The service for access tokens says that the sign-in is no longer valid.");
	else if (error)
		finish(token, MM_TOKEN_FAILED, "The service for access tokens does not answer, or has none.");
	else if (!take_answer(token, answer))
		finish(token, MM_TOKEN_FAILED, "The service for access tokens answered with something else.");
	else
		finish(token, MM_TOKEN_GOT, "");
}

static void bus_found(GObject *source, GAsyncResult *result, gpointer user)
{
	struct mm_token *token = user;
	g_autoptr(GDBusConnection) connection = g_bus_get_finish(result, NULL);
	char *method = strrchr(token->bus[2], '.');

	if (g_cancellable_is_cancelled(token->cancel)) {
		token_free(token);
		return;
	}
	if (!connection || !method) {
		finish(token, MM_TOKEN_FAILED, "The service for access tokens does not answer, or has none.");
		return;
	}
	*method++ = '\0';
	g_dbus_connection_call(connection, token->bus[0], token->bus[1], token->bus[2], method, NULL, NULL,
			       G_DBUS_CALL_FLAGS_NONE, DEADLINE * 1000, token->cancel, call_returned, token);
}

static bool call_start(struct mm_token *token, const char *source)
{
	g_auto(GStrv) words = words_cut(source);

	if (g_strv_length(words) != G_N_ELEMENTS(token->bus))
		return false;
	for (unsigned i = 0; i < G_N_ELEMENTS(token->bus); i++)
		token->bus[i] = g_strdup(words[i]);
	token->cancel = g_cancellable_new();
	g_bus_get(G_BUS_TYPE_SESSION, token->cancel, bus_found, token);
	return true;
}

/* ---- */

static gboolean not_started(gpointer user)
{
	struct mm_token *token = user;

	token->failed = 0;
	finish(token, MM_TOKEN_FAILED, "The program for access tokens could not be started.");
	return G_SOURCE_REMOVE;
}

struct mm_token *mm_token_fetch(const struct mm_account *account, mm_token_answer answer, void *user)
{
	struct mm_token *token = g_new0(struct mm_token, 1);

	token->answer = answer;
	token->user = user;
	token->out = token->err = -1;
	if (!(*account->token_command ? program_start(token, account->token_command)
				      : call_start(token, account->token_bus)))
		token->failed = g_idle_add(not_started, token);
	return token;
}
