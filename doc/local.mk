# doc/
EXTRA_DIST += doc/ARCHITECTURE.md doc/THREATS.md doc/bulk.md
dist_man_MANS += doc/man/mailmedic.1 doc/man/mailmedic-agent.8
EXTRA_DIST += doc/images/notification.png doc/images/window.png
