/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Follows the agent over the bus and shows what there is: one trouble, the list, "works again",
 * "nothing is wrong", or that the agent cannot be reached. It must never wait for the agent with
 * the window frozen: every call is asynchronous. refresh() alone decides what is shown. Called by
 * main.c.
 */
#include "config.h"
#include "window.h"

#include <glib/gi18n.h>
#include "desktop/client/agent.h"
#include "desktop/client/words.h"
#include "page.h"

struct mm_window {
	GtkWindow *window;
	GtkStack *stack; /* "status" or "content" */
	AdwStatusPage *status;
	GtkButton *status_button;
	AdwBin *content;
	AdwToastOverlay *toasts;
	GtkWidget *back, *progress;
	GtkLabel *doing;
	GCancellable *cancellable; /* of every call under way */
	GDBusObjectManager *manager;
	guint completed;                                     /* signal subscription */
	char *wanted;                                        /* the trouble turned to; NULL: whatever there is */
	char *shown, *shown_title, *shown_path, *shown_page; /* the trouble on the page, NULL */
	char *job;                                           /* the check under way, NULL */
	gboolean reached;                                    /* connecting has ended, well or not */
	gboolean put_away;                                   /* the wanted trouble was dismissed, here or elsewhere */
};

static void refresh(struct mm_window *window);

static void toast(struct mm_window *window, const char *text)
{
	g_autofree char *escaped = mm_words_markup(text);

	adw_toast_overlay_add_toast(window->toasts, adw_toast_new(escaped));
}

static void set_text(char **place, const char *text)
{
	char *copy = g_strdup(text);

	g_free(*place);
	*place = copy;
}

/* A status page; its description is markup, so whatever goes in is escaped here. */
static void show_status(struct mm_window *window, const char *icon, const char *title, const char *text,
			const char *button, const char *action)
{
	g_autofree char *description = mm_words_markup(text);

	adw_status_page_set_icon_name(window->status, icon);
	adw_status_page_set_title(window->status, title);
	adw_status_page_set_description(window->status, description);
	gtk_widget_set_visible(GTK_WIDGET(window->status_button), button != NULL);
	if (button) {
		gtk_button_set_label(window->status_button, button);
		gtk_actionable_set_action_name(GTK_ACTIONABLE(window->status_button), action);
	}
	gtk_stack_set_visible_child_name(window->stack, "status");
}

static void show_content(struct mm_window *window, GtkWidget *content)
{
	adw_bin_set_child(window->content, content);
	gtk_stack_set_visible_child_name(window->stack, "content");
}

static void remember_shown(struct mm_window *window, const struct mm_trouble *trouble)
{
	set_text(&window->shown, trouble ? trouble->id : NULL);
	set_text(&window->shown_path, trouble ? trouble->path : NULL);
	set_text(&window->shown_page, trouble ? mm_trouble_page(trouble) : NULL);
	if (trouble)
		set_text(&window->shown_title, trouble->title);
}

/* What the person wants to see from now on. */
static void want(struct mm_window *window, const char *trouble)
{
	set_text(&window->wanted, trouble);
	g_clear_pointer(&window->shown_title, g_free);
	window->put_away = FALSE;
}

static void show_trouble(struct mm_window *window, const struct mm_trouble *trouble)
{
	remember_shown(window, trouble);
	show_content(window, mm_page_trouble(trouble));
}

static guint count_current(GPtrArray *troubles, const struct mm_trouble **last)
{
	guint count = 0;

	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (!mm_trouble_is_current(trouble))
			continue;
		*last = trouble;
		count++;
	}
	return count;
}

static const struct mm_trouble *find_trouble(GPtrArray *troubles, const char *id)
{
	for (guint i = 0; i < troubles->len; i++) {
		const struct mm_trouble *trouble = g_ptr_array_index(troubles, i);

		if (g_str_equal(trouble->id, id))
			return trouble;
	}
	return NULL;
}

/* The trouble turned to is not there any more, or put away. */
static void show_over(struct mm_window *window)
{
	const char *title = window->put_away      ? _("Dismissed")
			    : window->shown_title ? _("This works again")
						  : _("This trouble is over");

	remember_shown(window, NULL);
	show_status(window, "emblem-ok-symbolic", title, window->shown_title ? window->shown_title : "",
		    _("Show everything"), "win.overview");
}

static void show_wanted(struct mm_window *window, const struct mm_trouble *trouble)
{
	if (trouble && mm_trouble_is_current(trouble)) {
		window->put_away = FALSE;
		show_trouble(window, trouble);
		return;
	}
	window->put_away |= trouble && trouble->state == MM_TROUBLE_DISMISSED;
	show_over(window);
}

static void show_nothing_wrong(struct mm_window *window, guint accounts)
{
	g_autofree char *text =
		accounts ? g_strdup_printf(ngettext("%u account is watched.", "%u accounts are watched.", accounts),
					   accounts)
			 : g_strdup(_("No account is watched yet. To add one, type into a terminal: mailmedic add "
				      "ADDRESS"));

	remember_shown(window, NULL);
	show_status(window, "emblem-ok-symbolic", accounts ? _("Nothing is wrong") : _("No account yet"), text, NULL,
		    NULL);
}

/* From now on it is what the person reads, also when it heals. */
static void show_only(struct mm_window *window, const struct mm_trouble *trouble)
{
	want(window, trouble->id);
	show_trouble(window, trouble);
}

static void show_overview(struct mm_window *window, GPtrArray *troubles, GPtrArray *standings)
{
	remember_shown(window, NULL);
	show_content(window, mm_page_overview(troubles, standings));
}

static void show_unreachable(struct mm_window *window)
{
	show_status(window, "dialog-warning-symbolic", _("The Mailmedic agent cannot be reached"),
		    _("It usually starts by itself. To start it by hand, type into a terminal: systemctl --user start "
		      "mailmedic-agent"),
		    _("Try again"), "win.reconnect");
}

static void show_known(struct mm_window *window)
{
	g_autoptr(GPtrArray) troubles = mm_agent_troubles(window->manager),
			     standings = mm_agent_standings(window->manager);
	const struct mm_trouble *trouble = NULL;
	guint count = count_current(troubles, &trouble);

	gtk_widget_set_visible(window->back, window->wanted != NULL && count > 1);
	if (window->wanted)
		show_wanted(window, find_trouble(troubles, window->wanted));
	else if (count == 1)
		show_only(window, trouble);
	else if (count)
		show_overview(window, troubles, standings);
	else
		show_nothing_wrong(window, standings->len);
}

static void refresh(struct mm_window *window)
{
	if (!window->reached)
		show_status(window, "mail-unread-symbolic", _("Asking the agent …"), "", NULL, NULL);
	else if (!window->manager || !mm_agent_is_there(window->manager))
		show_unreachable(window);
	else
		show_known(window);
}

/* --- a check under way --- */

static void set_progress(struct mm_window *window, const char *doing)
{
	gtk_widget_set_visible(window->progress, doing != NULL);
	if (doing)
		gtk_label_set_text(window->doing, doing);
}

/* `why`: the agent's reason for not having sent the password, "" when it sent it. */
static void end_check(struct mm_window *window, const char *why)
{
	g_clear_pointer(&window->job, g_free);
	set_progress(window, NULL);
	if (window->shown)
		toast(window, *why ? why : _("Checked again: it does not work yet."));
}

static void on_completed(GDBusConnection *connection, const char *sender, const char *path, const char *interface,
			 const char *signal, GVariant *arguments, gpointer data)
{
	struct mm_window *window = data;
	g_autoptr(GVariant) details = NULL;
	const char *why = "";

	if (g_strcmp0(window->job, path) != 0 || !g_variant_is_of_type(arguments, G_VARIANT_TYPE("(sa{sv})")))
		return;
	details = g_variant_get_child_value(arguments, 1);
	g_variant_lookup(details, "why", "&s", &why);
	end_check(window, why);
}

/* A method call of the window's buttons: what to do with its answer. */
struct asking {
	struct mm_window *window;
	void (*answered)(struct mm_window *window, GVariant *answer);
};

static void on_answer(GObject *connection, GAsyncResult *result, gpointer data)
{
	g_autofree struct asking *asking = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(GVariant) answer = g_dbus_connection_call_finish(G_DBUS_CONNECTION(connection), result, &error);
	g_autofree char *words = error ? mm_agent_error_words(error) : NULL;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the window is gone */
	if (answer) {
		asking->answered(asking->window, answer);
		return;
	}
	if (!asking->window->job)
		set_progress(asking->window, NULL);
	toast(asking->window, words);
}

/* Calls a method of the trouble on the page. */
static void ask_trouble(struct mm_window *window, const char *method, const char *type,
			void (*answered)(struct mm_window *window, GVariant *answer))
{
	struct asking *asking;

	if (!window->shown_path || !window->manager)
		return;
	asking = g_new0(struct asking, 1);
	asking->window = window;
	asking->answered = answered;
	g_dbus_connection_call(
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(window->manager)),
		MM_AGENT_NAME, window->shown_path, MM_AGENT_TROUBLE, method, g_variant_new("(a{sv})", NULL),
		G_VARIANT_TYPE(type), G_DBUS_CALL_FLAGS_NONE, MM_AGENT_CALL_MS, window->cancellable, on_answer, asking);
}

static void check_started(struct mm_window *window, GVariant *answer)
{
	g_clear_pointer(&window->job, g_free);
	g_variant_get(answer, "(o)", &window->job);
}

static void report_came(struct mm_window *window, GVariant *answer)
{
	const char *report;

	g_variant_get(answer, "(&s)", &report);
	gdk_clipboard_set_text(gtk_widget_get_clipboard(GTK_WIDGET(window->window)), report);
	toast(window, _("The report is copied. Paste it into a mail to your postmaster."));
}

static void dismissed(struct mm_window *window, GVariant *answer)
{
	want(window, NULL);
	refresh(window);
}

/* --- the window's actions --- */

static void on_check(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	set_progress(data, _("Checking …"));
	ask_trouble(data, "Recheck", "(o)", check_started);
}

static void on_report(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	ask_trouble(data, "Report", "(s)", report_came);
}

static void on_dismiss(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	ask_trouble(data, "Dismiss", "()", dismissed);
}

static void on_page(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct mm_window *window = data;

	if (window->shown_page)
		gtk_show_uri(window->window, window->shown_page, GDK_CURRENT_TIME);
}

static void on_show(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct mm_window *window = data;

	want(window, g_variant_get_string(parameter, NULL));
	refresh(window);
}

static void on_overview(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct mm_window *window = data;

	want(window, NULL);
	refresh(window);
}

static void connect_agent(struct mm_window *window);

static void on_reconnect(GSimpleAction *action, GVariant *parameter, gpointer data)
{
	struct mm_window *window = data;

	window->reached = FALSE;
	refresh(window);
	connect_agent(window);
}

static const GActionEntry action_rows[] = {
	{ .name = "check", .activate = on_check },
	{ .name = "report", .activate = on_report },
	{ .name = "dismiss", .activate = on_dismiss },
	{ .name = "page", .activate = on_page },
	{ .name = "show", .activate = on_show, .parameter_type = "s" },
	{ .name = "overview", .activate = on_overview },
	{ .name = "reconnect", .activate = on_reconnect },
};

/* --- following the agent --- */

static void on_object(GDBusObjectManager *manager, GDBusObject *object, gpointer data)
{
	g_autoptr(GDBusProxy) job = mm_agent_proxy(object, MM_AGENT_JOB);

	if (!job)
		refresh(data);
}

static void on_properties(GDBusObjectManagerClient *manager, GDBusObjectProxy *object, GDBusProxy *proxy,
			  GVariant *changed, const char *const *invalidated, gpointer data)
{
	struct mm_window *window = data;
	const char *doing;

	if (!g_str_equal(g_dbus_proxy_get_interface_name(proxy), MM_AGENT_JOB)) {
		refresh(window);
	} else if (g_strcmp0(g_dbus_proxy_get_object_path(proxy), window->job) == 0 &&
		   g_variant_lookup(changed, "Doing", "&s", &doing)) {
		g_autofree char *plain = mm_words_plain(doing);

		set_progress(window, plain);
	}
}

static void on_owner(GObject *manager, GParamSpec *property, gpointer data)
{
	struct mm_window *window = data;

	/* A check ends with the agent that made it. */
	g_clear_pointer(&window->job, g_free);
	set_progress(window, NULL);
	refresh(window);
}

static void on_reached(GObject *source, GAsyncResult *result, gpointer data)
{
	g_autoptr(GError) error = NULL;
	GDBusObjectManager *manager = g_dbus_object_manager_client_new_for_bus_finish(result, &error);
	struct mm_window *window = data;

	if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
		return; /* the window is gone */
	window->reached = TRUE;
	window->manager = manager;
	if (manager) {
		g_signal_connect(manager, "object-added", G_CALLBACK(on_object), window);
		g_signal_connect(manager, "object-removed", G_CALLBACK(on_object), window);
		g_signal_connect(manager, "interface-proxy-properties-changed", G_CALLBACK(on_properties), window);
		g_signal_connect(manager, "notify::name-owner", G_CALLBACK(on_owner), window);
		window->completed = g_dbus_connection_signal_subscribe(
			g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(manager)),
			MM_AGENT_NAME, MM_AGENT_JOB, "Completed", NULL, NULL, G_DBUS_SIGNAL_FLAGS_NONE, on_completed,
			window, NULL);
	}
	refresh(window);
}

static void disconnect_agent(struct mm_window *window)
{
	if (!window->manager)
		return;
	g_signal_handlers_disconnect_by_data(window->manager, window);
	g_dbus_connection_signal_unsubscribe(
		g_dbus_object_manager_client_get_connection(G_DBUS_OBJECT_MANAGER_CLIENT(window->manager)),
		window->completed);
	g_clear_object(&window->manager);
}

/* Has the bus start the agent where it does not run. */
static void connect_agent(struct mm_window *window)
{
	disconnect_agent(window);
	g_dbus_object_manager_client_new_for_bus(G_BUS_TYPE_SESSION, G_DBUS_OBJECT_MANAGER_CLIENT_FLAGS_NONE,
						 MM_AGENT_NAME, MM_AGENT_ROOT, NULL, NULL, NULL, window->cancellable,
						 on_reached, window);
}

/* --- putting it together --- */

static GtkWidget *build_progress(struct mm_window *window)
{
	GtkWidget *bar = gtk_action_bar_new(), *spinner = gtk_spinner_new();

	window->doing = GTK_LABEL(gtk_label_new(""));
	gtk_label_set_ellipsize(window->doing, PANGO_ELLIPSIZE_END);
	gtk_spinner_start(GTK_SPINNER(spinner));
	gtk_action_bar_pack_start(GTK_ACTION_BAR(bar), spinner);
	gtk_action_bar_pack_start(GTK_ACTION_BAR(bar), GTK_WIDGET(window->doing));
	gtk_widget_set_visible(bar, FALSE);
	window->progress = bar;
	return bar;
}

static GtkWidget *build_header(struct mm_window *window)
{
	GtkWidget *header = adw_header_bar_new();

	window->back = gtk_button_new_from_icon_name("go-previous-symbolic");
	gtk_widget_set_tooltip_text(window->back, _("All troubles"));
	gtk_actionable_set_action_name(GTK_ACTIONABLE(window->back), "win.overview");
	gtk_widget_set_visible(window->back, FALSE);
	adw_header_bar_pack_start(ADW_HEADER_BAR(header), window->back);
	return header;
}

static GtkWidget *build_stack(struct mm_window *window)
{
	window->stack = GTK_STACK(gtk_stack_new());
	window->status = ADW_STATUS_PAGE(adw_status_page_new());
	window->status_button = GTK_BUTTON(gtk_button_new());
	window->content = ADW_BIN(adw_bin_new());
	gtk_widget_set_halign(GTK_WIDGET(window->status_button), GTK_ALIGN_CENTER);
	gtk_widget_add_css_class(GTK_WIDGET(window->status_button), "pill");
	adw_status_page_set_child(window->status, GTK_WIDGET(window->status_button));
	gtk_stack_add_named(window->stack, GTK_WIDGET(window->status), "status");
	gtk_stack_add_named(window->stack, GTK_WIDGET(window->content), "content");
	window->toasts = ADW_TOAST_OVERLAY(adw_toast_overlay_new());
	adw_toast_overlay_set_child(window->toasts, GTK_WIDGET(window->stack));
	gtk_widget_set_vexpand(GTK_WIDGET(window->toasts), TRUE);
	return GTK_WIDGET(window->toasts);
}

struct mm_window *mm_window_new(AdwApplication *application)
{
	struct mm_window *window = g_new0(struct mm_window, 1);
	GtkWidget *box = gtk_box_new(GTK_ORIENTATION_VERTICAL, 0);

	window->cancellable = g_cancellable_new();
	window->window = GTK_WINDOW(adw_application_window_new(GTK_APPLICATION(application)));
	gtk_box_append(GTK_BOX(box), build_header(window));
	gtk_box_append(GTK_BOX(box), build_stack(window));
	gtk_box_append(GTK_BOX(box), build_progress(window));
	adw_application_window_set_content(ADW_APPLICATION_WINDOW(window->window), box);
	gtk_window_set_title(window->window, "Mailmedic");
	gtk_window_set_icon_name(window->window, "org.mailmedic.Mailmedic");
	gtk_window_set_default_size(window->window, 600, 720);
	g_action_map_add_action_entries(G_ACTION_MAP(window->window), action_rows, G_N_ELEMENTS(action_rows), window);
	connect_agent(window);
	return window;
}

void mm_window_turn_to(struct mm_window *window, const char *trouble)
{
	want(window, trouble);
	refresh(window);
	gtk_window_present(window->window);
}

void mm_window_free(struct mm_window *window)
{
	if (!window)
		return;
	g_cancellable_cancel(window->cancellable);
	g_object_unref(window->cancellable);
	disconnect_agent(window);
	g_free(window->wanted);
	g_free(window->shown);
	g_free(window->shown_title);
	g_free(window->shown_path);
	g_free(window->shown_page);
	g_free(window->job);
	g_free(window);
}
