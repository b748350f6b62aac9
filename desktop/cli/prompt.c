/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads a password from the terminal or from standard input straight into memory that is wiped. It
 * must never echo it, leave it in a stdio buffer, or leave the terminal without echo. Called by add
 * and password.
 */
#include "config.h"
#include "prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>
#include <glib/gi18n.h>
#include "core/secret.h"

/* One line by bytes, so that nothing past it is taken from the pipe. Its length, -E2BIG, -EINTR or -errno. */
static gssize read_line(int fd, char *line, gsize size)
{
	gsize length = 0;

	while (length < size) {
		ssize_t got = read(fd, line + length, 1);

		if (got < 0)
			return -errno;
		if (got == 0 || line[length] == '\n')
			return (gssize)length;
		length++;
	}
	return -E2BIG;
}

/* Ctrl-C while the echo is off must interrupt the reading, not leave the terminal mute. */
static void on_signal(int number) {}

static gssize read_unechoed(int tty, const char *prompt, char *line, gsize size)
{
	struct sigaction interrupt = { .sa_handler = on_signal }, before;
	struct termios shown, hidden;
	gssize length;

	if (tcgetattr(tty, &shown) != 0)
		return -errno;
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
	sigaction(SIGINT, &interrupt, &before);
	tcsetattr(tty, TCSAFLUSH, &hidden);
	length = write(tty, prompt, strlen(prompt)) < 0 ? -errno : read_line(tty, line, size);
	tcsetattr(tty, TCSAFLUSH, &shown);
	sigaction(SIGINT, &before, NULL);
	return write(tty, "\n", 1) < 0 && length >= 0 ? -errno : length;
}

static gssize ask(const char *address, char *line, gsize size)
{
	g_autofree char *prompt = g_strdup_printf(_("Password of %s: "), address);
	int tty = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	gssize length = tty < 0 ? -ENOTTY : read_unechoed(tty, prompt, line, size);

	if (tty >= 0)
		close(tty);
	return length;
}

static gboolean is_typable(const char *line, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (g_ascii_iscntrl(line[i]) || line[i] == '\0')
			return FALSE;
	return TRUE;
}

static const char *reason(gssize length)
{
	if (length == -E2BIG)
		return _("The password is too long: at most 1024 bytes.");
	if (length == -ENOTTY)
		return _("There is no terminal to ask for the password on. Give it on standard input with "
			 "--password-stdin.");
	if (length == -EINTR)
		return _("Nothing was changed.");
	return _("The password could not be read.");
}

gboolean mm_prompt_password(const char *address, gboolean from_stdin, struct mm_secret *secret, char **why)
{
	char line[MM_SECRET_MAX + 2];
	gssize length = from_stdin ? read_line(STDIN_FILENO, line, sizeof(line)) : ask(address, line, sizeof(line));
	int filled = 0;

	if (length > 0 && line[length - 1] == '\r')
		length--;
	if (length < 0)
		*why = g_strdup(reason(length));
	else if (length == 0)
		*why = g_strdup(_("The password is empty. An empty one is never sent, since servers count it as a "
				  "failed login."));
	else if (!is_typable(line, (gsize)length))
		*why = g_strdup(_("The password holds a control character, which no mail server accepts."));
	else if ((filled = mm_secret_fill(secret, line, (gsize)length)) < 0)
		*why = g_strdup(reason(filled));
	explicit_bzero(line, sizeof(line));
	return *why == NULL;
}
