#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tour of the providers people use, each played in its own words: app password needed, protocol off, unsafe login, basic
authentication off, frozen. Nobody is told "wrong password" and nothing else.
"""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from clinic import Clinic, Row
from tap import main

TOUR = [
    Row("Gmail wants an app password", "app-password-required", "user", "https://myaccount.google.com/", "gmail",
        imap="%t NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"),
    Row("Gmail says invalid credentials", "app-password-required", "user", "https://myaccount.google.com/", "gmail",
        imap="%t NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", causes=["app-password-required", "wrong-password"]),
    Row("Gmail wants a sign-in in the browser", "web-login-required", "user", "https://mail.google.com/", "gmail",
        imap="%t NO [WEBALERT https://accounts.google.com/signin/continue] Web login required. (Failure)"),
    Row("Gmail has IMAP switched off", "protocol-disabled", "user", "https://mail.google.com/", "gmail",
        imap="%t NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page (Failure)"),
    Row("Gmail has POP switched off, which shows after the login", "protocol-disabled", "user", "https://mail.google.com/", "gmail",
        imap=None, pop3={"stat": ["say -ERR [SYS/PERM] Your account is not enabled for POP access."]}),
    Row("Microsoft has basic authentication off for IMAP", "oauth-required", "user", "", "microsoft",
        imap="%t NO LOGIN failed.", causes=["oauth-required", "wrong-password"]),
    Row("Microsoft has basic authentication off for sending", "oauth-required", "user", "", "microsoft", imap=None,
        smtp="535 5.7.139 Authentication unsuccessful, basic authentication is disabled."),
    Row("Microsoft: the tenant has SMTP AUTH off", "smtp-auth-disabled-by-admin", "postmaster", "", "microsoft", imap=None,
        smtp="535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."),
    Row("Microsoft: the account is locked", "account-locked-security", "user", "", "microsoft", imap=None,
        smtp="535 5.7.139 Authentication unsuccessful, account locked. Contact your administrator."),
    Row("Microsoft: authenticated but not connected", "not-connected-backend", "postmaster", "", "microsoft",
        imap={"select": ["say %t BAD User is authenticated but not connected."]}),
    Row("163 wants an authorization code", "app-password-required", "user", "", "netease",
        imap="%t NO LOGIN Login error or password error", causes=["app-password-required", "wrong-password"]),
    Row("163 calls the login unsafe, after it", "client-id-required", "nobody", "", "netease",
        imap={"select": ["say %t NO EXAMINE Unsafe Login. Please contact kefu@188.com for help"]}),
    Row("163 has SMTP switched off", "protocol-disabled", "user", "", "netease", imap=None, smtp="550 User has no permission"),
    Row("QQ wants an authorization code, in its own charset", "app-password-required", "user", "", "qq", imap=None,
        smtp="535 Login Fail. \\xc7\\xeb\\xca\\xb9\\xd3\\xc3\\xca\\xda\\xc8\\xa8\\xc2\\xeb\\xb5\\xc7\\xc2\\xbc\\xa1\\xa3"),
    Row("a Chinese server that nobody knows, in its own charset", "app-password-required", "user", "", "", imap=None,
        smtp="535 \\xc7\\xeb\\xca\\xb9\\xd3\\xc3\\xca\\xda\\xc8\\xa8\\xc2\\xeb\\xb5\\xc7\\xc2\\xbc\\xa1\\xa3"),
    Row("QQ has several reasons in one sentence", "app-password-required", "user", "", "qq",
        imap="%t NO Login fail. Account is abnormal, service is not open, password is incorrect, login frequency limited, or "
             "system is busy", causes=["app-password-required", "protocol-disabled", "wrong-password"]),
    Row("Alibaba refuses, and has several reasons", "wrong-password", "user", "complete", "alibaba-enterprise", imap=None,
        smtp="526 Authentication failure[0]", causes=["wrong-password", "app-password-required"]),
    Row("Alibaba: too many failures", "login-rate-limited", "nobody", "Close", "alibaba-enterprise", imap=None,
        smtp="526 Authentication failure[1]"),
    Row("Alibaba: frozen", "account-frozen", "postmaster", "postmaster", "alibaba-enterprise",
        imap="%t NO Your email address is frozen or deleted. Contact the postmaster for help."),
    Row("Yahoo wants an app password", "app-password-required", "user", "", "yahoo",
        imap="%t NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials", causes=["app-password-required", "wrong-password"]),
    Row("Yahoo has POP switched off", "protocol-disabled", "user", "", "yahoo", imap=None,
        pop3="-ERR Your account is not enabled for POP access. Please visit options section in yahoo mail accounts"),
    Row("Yahoo: too many bad attempts", "login-rate-limited", "nobody", "", "yahoo", imap=None,
        smtp="535 5.7.0 (#AUTH005) Too many bad auth attempts."),
    Row("GMX has IMAP switched off", "protocol-disabled", "user", "", "gmx",
        imap="%t NO IMAP is disabled. Please enable POP3/IMAP access in the settings."),
    Row("GMX refuses", "wrong-password", "user", "", "gmx", imap="%t NO [AUTHENTICATIONFAILED] authentication failed",
        causes=["wrong-password", "protocol-disabled"]),
]


def test_the_tour(tap):
    with Clinic() as clinic:
        for row in TOUR:
            troubles = clinic.play(tap, row)
            tap.ok(not any(t["causes"] == ["wrong-password"] for t in troubles), "and never the password alone: " + row.story)


if __name__ == "__main__":
    main(globals(), needs=("MM_STAGE", "MM_PREFIX"))
