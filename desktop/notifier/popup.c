/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Shows one notice by libnotify. It must hand the server no text that board.c has not worded for
 * what this server can do, and must not send again what did not change. Called by main.c, which
 * keeps the popups and decides when they come and go.
 */
#include "config.h"
#include "popup.h"

#include <string.h>
#include <glib/gi18n.h>
#include <libnotify/notify.h>
#include "board.h"
#include "launch.h"

#define APPLICATION "org.mailmedic.Mailmedic"

struct mm_popup {
	char *key, *trouble, *path;
	char *title, *body; /* as shown; NULL when it is not on the screen */
	NotifyNotification *shown;
	mm_popup_handler handler;
	void *user;
};

void mm_popup_ask_server(struct mm_popup_server *server)
{
	GList *capabilities = notify_get_server_caps();

	server->there = capabilities != NULL;
	server->actions = g_list_find_custom(capabilities, "actions", (GCompareFunc)strcmp) != NULL;
	server->markup = g_list_find_custom(capabilities, "body-markup", (GCompareFunc)strcmp) != NULL;
	g_list_free_full(capabilities, g_free);
}

struct mm_popup *mm_popup_new(const char *key, mm_popup_handler handler, void *user)
{
	struct mm_popup *popup = g_new0(struct mm_popup, 1);

	popup->key = g_strdup(key);
	popup->handler = handler;
	popup->user = user;
	return popup;
}

void mm_popup_rename(struct mm_popup *popup, const char *key)
{
	g_free(popup->key);
	popup->key = g_strdup(key);
}

void mm_popup_forget(struct mm_popup *popup)
{
	if (popup->shown)
		g_signal_handlers_disconnect_by_data(popup->shown, popup);
	g_clear_object(&popup->shown);
	g_clear_pointer(&popup->title, g_free);
	g_clear_pointer(&popup->body, g_free);
}

static void on_closed(NotifyNotification *notification, gpointer data)
{
	struct mm_popup *popup = data;
	int reason = notify_notification_get_closed_reason(notification);
	gboolean put_away = reason == NOTIFY_CLOSED_REASON_EXPIRED || reason == NOTIFY_CLOSED_REASON_DISMISSED;

	mm_popup_forget(popup);
	popup->handler(popup, put_away ? MM_POPUP_SEEN : MM_POPUP_LOST, NULL, popup->user);
}

static void on_action(NotifyNotification *notification, char *action, gpointer data)
{
	struct mm_popup *popup = data;
	const char *offered = notify_notification_get_activation_token(notification);
	g_autofree char *token = g_strdup(offered);

	/* Not every server closes it at an action, and not every one says so: so it is closed here. */
	mm_popup_close(popup);
	popup->handler(popup, g_str_equal(action, "check") ? MM_POPUP_CHECK : MM_POPUP_OPEN, token, popup->user);
}

/* A group cannot be checked again. */
static void set_actions(struct mm_popup *popup, const struct mm_popup_server *server)
{
	notify_notification_clear_actions(popup->shown);
	if (server->actions && mm_launch_possible())
		/* TRANSLATORS: what a click on the notification does; it opens the window at the trouble */
		notify_notification_add_action(popup->shown, "default", _("Show steps"), on_action, popup, NULL);
	if (server->actions && popup->trouble)
		notify_notification_add_action(popup->shown, "check", _("Check again"), on_action, popup, NULL);
}

static void create(struct mm_popup *popup, const struct mm_notice *notice, const struct mm_popup_server *server)
{
	popup->shown = notify_notification_new(notice->title, NULL, APPLICATION);
	notify_notification_set_app_name(popup->shown, "Mailmedic");
	notify_notification_set_category(popup->shown, "email");
	notify_notification_set_urgency(popup->shown, NOTIFY_URGENCY_NORMAL);
	notify_notification_set_hint(popup->shown, "desktop-entry", g_variant_new_string(APPLICATION));
	/* A trouble waits for a person; it must not be gone when they come back with their coffee. */
	notify_notification_set_timeout(popup->shown, NOTIFY_EXPIRES_NEVER);
	set_actions(popup, server);
	g_signal_connect(popup->shown, "closed", G_CALLBACK(on_closed), popup);
}

enum mm_popup_shown mm_popup_show(struct mm_popup *popup, const struct mm_notice *notice,
				  const struct mm_popup_server *server)
{
	gboolean opens = server->actions && mm_launch_possible(), same_kind = !popup->trouble == !notice->trouble;
	g_autofree char *body = mm_notice_body(notice, server->markup, !opens, !opens);
	g_autoptr(GError) error = NULL;

	if (popup->shown && g_str_equal(popup->title, notice->title) && g_str_equal(popup->body, body))
		return MM_POPUP_SAME;
	g_free(popup->trouble);
	g_free(popup->path);
	popup->trouble = g_strdup(notice->trouble);
	popup->path = g_strdup(notice->path);
	if (!popup->shown)
		create(popup, notice, server);
	else if (!same_kind)
		set_actions(popup, server);
	notify_notification_update(popup->shown, notice->title, body, APPLICATION);
	if (!notify_notification_show(popup->shown, &error)) {
		g_message("the notification was not taken: %s", error->message);
		mm_popup_forget(popup);
		return MM_POPUP_REFUSED;
	}
	g_free(popup->title);
	g_free(popup->body);
	popup->title = g_strdup(notice->title);
	popup->body = g_steal_pointer(&body);
	return MM_POPUP_SENT;
}

void mm_popup_close(struct mm_popup *popup)
{
	NotifyNotification *shown = popup->shown ? g_object_ref(popup->shown) : NULL;

	mm_popup_forget(popup);
	if (shown) {
		notify_notification_close(shown, NULL);
		g_object_unref(shown);
	}
}

void mm_popup_free(struct mm_popup *popup)
{
	mm_popup_forget(popup);
	g_free(popup->key);
	g_free(popup->trouble);
	g_free(popup->path);
	g_free(popup);
}

const char *mm_popup_key(const struct mm_popup *popup)
{
	return popup->key;
}
const char *mm_popup_trouble(const struct mm_popup *popup)
{
	return popup->trouble;
}
const char *mm_popup_path(const struct mm_popup *popup)
{
	return popup->path;
}
