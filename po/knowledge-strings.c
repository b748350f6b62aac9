/* Made by tools/knowledge-strings from knowledge/; edit those files instead. Only xgettext reads this. */
/* TRANSLATORS: knowledge/causes/account-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("The account %address% is blocked")
/* TRANSLATORS: knowledge/causes/account-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Nobody may sign in to this account at the moment. Providers block an account after signs of misuse or by decision of an administrator. The password is not the problem.")
/* TRANSLATORS: knowledge/causes/account-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster to unblock the account; at a personal provider use the link \"account recovery\" on its sign-in page.")
/* TRANSLATORS: knowledge/causes/account-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the account in the administration page and choose \"Unblock\". Find out first whether it had been misused.")
/* TRANSLATORS: knowledge/causes/account-blocked.ini, Step3. Leave %words% between percent signs as they are. */
N_("Set a new password afterwards and look through the Sent folder and the forwarding rules for anything you do not know.")
/* TRANSLATORS: knowledge/causes/account-deleted.ini, Title. Leave %words% between percent signs as they are. */
N_("The account %address% no longer exists")
/* TRANSLATORS: knowledge/causes/account-deleted.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider says that the account was deleted. Mail sent to it is refused.")
/* TRANSLATORS: knowledge/causes/account-deleted.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster at once whether it can be restored: a deleted mailbox is usually kept for a few days only.")
/* TRANSLATORS: knowledge/causes/account-deleted.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: look in the administration page's list of deleted users and choose \"Restore\", or create the account again.")
/* TRANSLATORS: knowledge/causes/account-deleted.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it is gone for good, remove the account here.")
/* TRANSLATORS: knowledge/causes/account-disabled-by-admin.ini, Title. Leave %words% between percent signs as they are. */
N_("An administrator has switched off %address%")
/* TRANSLATORS: knowledge/causes/account-disabled-by-admin.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The account exists, but an administrator has disabled it or taken away its right to use mail. Only the administrator can change that.")
/* TRANSLATORS: knowledge/causes/account-disabled-by-admin.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster why the account is disabled and whether it can be enabled.")
/* TRANSLATORS: knowledge/causes/account-disabled-by-admin.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: enable the account, and its right to use IMAP, POP3 and SMTP, on the administration page.")
/* TRANSLATORS: knowledge/causes/account-disabled-by-admin.ini, Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/account-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("The mail service for %address% has expired")
/* TRANSLATORS: knowledge/causes/account-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The account, the domain or the contract for the mail service ran out and was not renewed. Mail sent to it is being refused.")
/* TRANSLATORS: knowledge/causes/account-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster at once: mailboxes are often deleted some weeks after the end.")
/* TRANSLATORS: knowledge/causes/account-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the provider's console, renew the mail service or the domain, and check that the account has not reached an end date of its own.")
/* TRANSLATORS: knowledge/causes/account-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("After the renewal wait an hour and let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/account-frozen.ini, Title. Leave %words% between percent signs as they are. */
N_("The account %address% is frozen")
/* TRANSLATORS: knowledge/causes/account-frozen.ini, Explanation. Leave %words% between percent signs as they are. */
N_("An administrator, or the provider's own protection, has put the account to sleep. The mailbox is kept, but nobody can sign in until it is enabled again. The password is not the problem.")
/* TRANSLATORS: knowledge/causes/account-frozen.ini, Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the account is frozen and ask to have it enabled again.")
/* TRANSLATORS: knowledge/causes/account-frozen.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the administration page, find the account in the list of employees or users, and choose \"Enable\". Then look at why it was frozen before handing it back.")
/* TRANSLATORS: knowledge/causes/account-frozen.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it was frozen because of misuse, set a new password before you use it again.")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% is locked to protect it")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Explanation. Leave %words% between percent signs as they are. */
N_("After too many wrong passwords or an unusual sign-in the provider locked the account. It may open again by itself after an hour; some want you to confirm that it is you.")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Step1. Leave %words% between percent signs as they are. */
N_("Close every mail program and phone that uses this account, so that no old password keeps it locked.")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Step2. Leave %words% between percent signs as they are. */
N_("Sign in on the web page and follow what it asks. At many providers that unlocks the account at once.")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Step3. Leave %words% between percent signs as they are. */
N_("Otherwise wait an hour, or ask your postmaster to unlock it on the administration page.")
/* TRANSLATORS: knowledge/causes/account-locked-security.ini, Step4. Leave %words% between percent signs as they are. */
N_("If you cannot explain the failed sign-ins, choose a new password.")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% may not send mail at the moment")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Signing in works, but the provider has banned the account from sending, usually because mail sent from it looked like spam. Often someone else has got hold of the password.")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("Change the password on the web page now, and store the new one here.")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("Look in the Sent folder, the forwarding rules and the list of devices for anything you did not do, and remove it. Check your computer for malware.")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask your postmaster, or the provider's support, to lift the ban; tell them what you have done.")
/* TRANSLATORS: knowledge/causes/account-sending-blocked.ini, Step4. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the account in the administration page and choose \"Unban\" or \"Unblock\", then let the user set a new password.")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Title. Leave %words% between percent signs as they are. */
N_("%provider% wants an app password for %address%")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Your ordinary password works on the web page only. For mail programs this provider hands out separate passwords, called app password, authorization code or client password, and refuses everything else as a wrong password.")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in to your mailbox or account page in a web browser.")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Step2. Leave %words% between percent signs as they are. */
N_("Open the security settings and create an app password (it may also be called authorization code or client-specific password). Some providers ask you to switch on two-step verification first.")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Step3. Leave %words% between percent signs as they are. */
N_("Copy the password at once; it is usually shown only this one time. Leave out the blanks it may be displayed with.")
/* TRANSLATORS: knowledge/causes/app-password-required.ini, Step4. Leave %words% between percent signs as they are. */
N_("Store it as the password of this account in Mailmedic and in your mail program. Your ordinary password stays as it is.")
/* TRANSLATORS: knowledge/causes/attachment-type-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("The kind of attachment in your mail is not allowed")
/* TRANSLATORS: knowledge/causes/attachment-type-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server refuses certain file types, such as programs and scripts, also inside archives, because malware uses them.")
/* TRANSLATORS: knowledge/causes/attachment-type-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("Look which attachment it is: programs, scripts, macros and archives with passwords are the usual ones.")
/* TRANSLATORS: knowledge/causes/attachment-type-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("Upload the file to a file share and send the link, or send it in another format such as PDF.")
/* TRANSLATORS: knowledge/causes/auditor-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("The person who reviews outgoing mail did not release your mail")
/* TRANSLATORS: knowledge/causes/auditor-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Your organisation has outgoing mail checked by a reviewer before it leaves. This mail was not approved and was not sent.")
/* TRANSLATORS: knowledge/causes/auditor-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster who the reviewer is and what the objection was.")
/* TRANSLATORS: knowledge/causes/auditor-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Change the mail accordingly and send it again.")
/* TRANSLATORS: knowledge/causes/auditor-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: the rule is on the administration page under mail approval or auditing; add an exception where the review is not wanted.")
/* TRANSLATORS: knowledge/causes/auth-mechanism-unsupported.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% does not offer a sign-in method that can be used")
/* TRANSLATORS: knowledge/causes/auth-mechanism-unsupported.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Either the server does not take sign-ins at this port at all, or it offers only methods that this program does not know. Often the port or the kind of encryption is set wrongly.")
/* TRANSLATORS: knowledge/causes/auth-mechanism-unsupported.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the port and the encryption with your provider's instructions: usual are 993 with TLS for IMAP, 995 with TLS for POP3, 465 with TLS or 587 with STARTTLS for sending. Port 25 is not for mail programs.")
/* TRANSLATORS: knowledge/causes/auth-mechanism-unsupported.ini, Step2. Leave %words% between percent signs as they are. */
N_("Choose \"normal password\" over TLS as the authentication method, or OAuth2 where the provider demands it.")
/* TRANSLATORS: knowledge/causes/auth-mechanism-unsupported.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask your postmaster which sign-in methods the server offers if it still refuses.")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% did not understand the sign-in")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The user name or password reached the server empty or garbled. Blanks, accented letters or a line break copied along with a password are the usual reason.")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Step1. Leave %words% between percent signs as they are. */
N_("Type the user name again by hand; do not copy it from a mail or web page.")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Step2. Leave %words% between percent signs as they are. */
N_("Delete the stored password and enter it again. Take care that no blank comes along at its end.")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the password has letters with accents or other signs beyond the plain keyboard, choose a new one without them on the provider's web page.")
/* TRANSLATORS: knowledge/causes/auth-syntax.ini, Step4. Leave %words% between percent signs as they are. */
N_("Update the mail program if only that one shows this error.")
/* TRANSLATORS: knowledge/causes/bad-reputation.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's server mistrusts the server or domain your mail came from")
/* TRANSLATORS: knowledge/causes/bad-reputation.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Mail from there was often marked as unwanted lately, so it is refused or put off. It is a judgement about the sender's past, not about this mail alone.")
/* TRANSLATORS: knowledge/causes/bad-reputation.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send the mail again some hours later, to one recipient at a time.")
/* TRANSLATORS: knowledge/causes/bad-reputation.ini, Step2. Leave %words% between percent signs as they are. */
N_("Use your provider's ordinary outgoing server, not a web form or script.")
/* TRANSLATORS: knowledge/causes/bad-reputation.ini, Step3. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster. It can take days of well-behaved sending until the judgement improves; the provider's support can ask for a review.")
/* TRANSLATORS: knowledge/causes/blocklisted-domain.ini, Title. Leave %words% between percent signs as they are. */
N_("The domain %domain% is on a list of spam senders")
/* TRANSLATORS: knowledge/causes/blocklisted-domain.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain of your address, or a link in your mail, stands on a blocklist that the recipient's server uses.")
/* TRANSLATORS: knowledge/causes/blocklisted-domain.ini, Step1. Leave %words% between percent signs as they are. */
N_("If the mail holds links, send it once more without them, to see whether the domain or a link is meant.")
/* TRANSLATORS: knowledge/causes/blocklisted-domain.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/blocklisted-domain.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: find out whether accounts or web pages of the domain were misused, clean up, and ask for removal on the list's page.")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Title. Leave %words% between percent signs as they are. */
N_("The sending server is on a list of known spam sources")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The address your mail came from stands on a blocklist that the recipient's server uses. Usually it is your provider's server, which another customer misused, or an internet access line that must not send mail directly.")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check that you send through your provider's outgoing server with a sign-in (port 465 or 587) and not directly.")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster: it names the list and the address.")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster or provider: look the address up on the page named in the answer, stop the cause, then ask for removal there.")
/* TRANSLATORS: knowledge/causes/blocklisted-ip.ini, Step4. Leave %words% between percent signs as they are. */
N_("Send the mail again a day later; for urgent mail use another account.")
/* TRANSLATORS: knowledge/causes/bounce-attack-protection.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's server refuses automatic answers")
/* TRANSLATORS: knowledge/causes/bounce-attack-protection.ini, Explanation. Leave %words% between percent signs as they are. */
N_("An automatic reply or a report of non-delivery was refused, because such mail is often forged. Ordinary mail is not concerned.")
/* TRANSLATORS: knowledge/causes/bounce-attack-protection.ini, Step1. Leave %words% between percent signs as they are. */
N_("You need not do anything if you did not write this mail yourself.")
/* TRANSLATORS: knowledge/causes/bounce-attack-protection.ini, Step2. Leave %words% between percent signs as they are. */
N_("If you send with a script or device, set a real sender's address instead of an empty one.")
/* TRANSLATORS: knowledge/causes/captive-portal.ini, Title. Leave %words% between percent signs as they are. */
N_("This network wants you to sign in on its web page first")
/* TRANSLATORS: knowledge/causes/captive-portal.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Hotels, trains and cafés answer in the place of every server until you have accepted their terms. That is why mail servers seem to be missing or to show a wrong certificate.")
/* TRANSLATORS: knowledge/causes/captive-portal.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open any page in a web browser; the network's own page appears. Sign in or accept its terms there.")
/* TRANSLATORS: knowledge/causes/captive-portal.ini, Step2. Leave %words% between percent signs as they are. */
N_("If no page appears, disconnect from the network and connect again.")
/* TRANSLATORS: knowledge/causes/captive-portal.ini, Step3. Leave %words% between percent signs as they are. */
N_("Never accept a wrong certificate for your mail server meanwhile.")
/* TRANSLATORS: knowledge/causes/cert-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("The certificate of %host% has expired")
/* TRANSLATORS: knowledge/causes/cert-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server proves who it is with a certificate, and the time of this one is over. Usually its operator forgot to renew it. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/cert-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Look at the clock of this computer first: with a wrong date, valid certificates seem to have expired.")
/* TRANSLATORS: knowledge/causes/cert-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("Wait some hours; operators usually notice quickly. Do not accept the expired certificate.")
/* TRANSLATORS: knowledge/causes/cert-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it lasts, send the report to your postmaster or the provider's support.")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Title. Leave %words% between percent signs as they are. */
N_("The certificate of the server does not belong to the name %host%")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server identified itself under another name than the one in your settings. Usually the settings hold an alias, such as a name in your own domain, while the certificate belongs to the provider's name. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Step1. Leave %words% between percent signs as they are. */
N_("Replace the server's name in the account's settings by the provider's own name for it, as given in the provider's instructions.")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Step2. Leave %words% between percent signs as they are. */
N_("If you are in a hotel, train or other guest network, open a web page and sign in to that network first.")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the name in the settings is right, ask your postmaster to have a certificate for this name installed on the server.")
/* TRANSLATORS: knowledge/causes/cert-hostname-mismatch.ini, Step4. Leave %words% between percent signs as they are. */
N_("Do not accept the wrong certificate: somebody could be listening.")
/* TRANSLATORS: knowledge/causes/cert-not-yet-valid.ini, Title. Leave %words% between percent signs as they are. */
N_("The certificate of %host% is not valid yet")
/* TRANSLATORS: knowledge/causes/cert-not-yet-valid.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The certificate begins to be valid at a later time than this computer's clock shows. Mostly the clock is wrong; otherwise the operator installed a certificate too early. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/cert-not-yet-valid.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the date, the time and the time zone of this computer.")
/* TRANSLATORS: knowledge/causes/cert-not-yet-valid.ini, Step2. Leave %words% between percent signs as they are. */
N_("If they are right, wait until the server's operator has mended it, and send the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/cert-untrusted.ini, Title. Leave %words% between percent signs as they are. */
N_("Nobody this computer trusts vouches for the certificate of %host%")
/* TRANSLATORS: knowledge/causes/cert-untrusted.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The certificate is signed by the server itself or by an authority this computer does not know, or a part of the chain is missing. It could be a careless operator or somebody listening. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/cert-untrusted.ini, Step1. Leave %words% between percent signs as they are. */
N_("If it is the server of a big provider, something between you and it is listening: a guest network, a company's gateway or an antivirus program. Try from another network.")
/* TRANSLATORS: knowledge/causes/cert-untrusted.ini, Step2. Leave %words% between percent signs as they are. */
N_("If it is your organisation's own server, ask the postmaster for the certificate of its authority as a file and give it to Mailmedic as the account's CA file.")
/* TRANSLATORS: knowledge/causes/cert-untrusted.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: install the complete chain, with all intermediate certificates, on the server.")
/* TRANSLATORS: knowledge/causes/cert-weak.ini, Title. Leave %words% between percent signs as they are. */
N_("The certificate of %host% is too weak to be trusted")
/* TRANSLATORS: knowledge/causes/cert-weak.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Its key is too short or it was signed in an outdated way, so that it can be forged today. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/cert-weak.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check that you use the server's current name.")
/* TRANSLATORS: knowledge/causes/cert-weak.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send the report to your postmaster or provider: the server needs a certificate with an RSA key of at least 2,048 bits, or an elliptic one, signed with SHA-256.")
/* TRANSLATORS: knowledge/causes/cert-weak.ini, Step3. Leave %words% between percent signs as they are. */
N_("Until then use the web page of the mailbox, if its certificate is in order.")
/* TRANSLATORS: knowledge/causes/client-id-required.ini, Title. Leave %words% between percent signs as they are. */
N_("%provider% wants mail programs to introduce themselves")
/* TRANSLATORS: knowledge/causes/client-id-required.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The sign-in succeeded, but the server refuses to open the mailbox to programs that do not send their name first (the IMAP ID command, RFC 2971). It calls them an unsafe login.")
/* TRANSLATORS: knowledge/causes/client-id-required.ini, Step1. Leave %words% between percent signs as they are. */
N_("If only your mail program shows this error while Mailmedic's check succeeds, update the program to a version that sends the ID command.")
/* TRANSLATORS: knowledge/causes/client-id-required.ini, Step2. Leave %words% between percent signs as they are. */
N_("Sign in once on the web page of the mailbox and look for a notice about a blocked program.")
/* TRANSLATORS: knowledge/causes/client-id-required.ini, Step3. Leave %words% between percent signs as they are. */
N_("If Mailmedic itself is refused, create a new authorization code in the mailbox's settings, store it here and check again.")
/* TRANSLATORS: knowledge/causes/clock-wrong.ini, Title. Leave %words% between percent signs as they are. */
N_("The clock of this computer is wrong")
/* TRANSLATORS: knowledge/causes/clock-wrong.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Certificates are valid for certain dates only. With a wrong clock every secure server seems to have a certificate that has expired or is not valid yet.")
/* TRANSLATORS: knowledge/causes/clock-wrong.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the desktop's settings for date and time, switch on automatic time and check the time zone.")
/* TRANSLATORS: knowledge/causes/clock-wrong.ini, Step2. Leave %words% between percent signs as they are. */
N_("If the clock is wrong again after each start, the computer's small battery is probably empty.")
/* TRANSLATORS: knowledge/causes/conditional-access.ini, Title. Leave %words% between percent signs as they are. */
N_("Your organisation's rules do not let this computer sign in to %address%")
/* TRANSLATORS: knowledge/causes/conditional-access.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The password may well be right. A rule set by the administrators refuses the sign-in because of the device, the place, the program or the way of signing in.")
/* TRANSLATORS: knowledge/causes/conditional-access.ini, Step1. Leave %words% between percent signs as they are. */
N_("Note the exact time and the words of the refusal; both are in the report that Mailmedic prepares.")
/* TRANSLATORS: knowledge/causes/conditional-access.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask your postmaster which rule applied (for Microsoft: Entra admin center, Sign-in logs, the entry of that time, tab Conditional Access).")
/* TRANSLATORS: knowledge/causes/conditional-access.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask whether your device can be registered or which mail program is allowed. Do not try other passwords: it would lock the account.")
/* TRANSLATORS: knowledge/causes/connection-refused.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% does not accept connections")
/* TRANSLATORS: knowledge/causes/connection-refused.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The computer was reached but nothing listens at this port. Either the port is set wrongly, or the mail service there is not running at the moment.")
/* TRANSLATORS: knowledge/causes/connection-refused.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the port with your provider's instructions: usual are 993 for IMAP, 995 for POP3, 465 or 587 for sending.")
/* TRANSLATORS: knowledge/causes/connection-refused.ini, Step2. Leave %words% between percent signs as they are. */
N_("If the account has worked before, wait half an hour: the service is probably being restarted.")
/* TRANSLATORS: knowledge/causes/connection-refused.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it lasts, tell your postmaster or the provider's support that the port is closed.")
/* TRANSLATORS: knowledge/causes/connection-tampered.ini, Title. Leave %words% between percent signs as they are. */
N_("Somebody interferes with the connection to %host%")
/* TRANSLATORS: knowledge/causes/connection-tampered.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server's answers contained something that must not come before encryption begins. That happens when a device or a person on the way adds commands of their own. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/connection-tampered.ini, Step1. Leave %words% between percent signs as they are. */
N_("Leave this network and try from another one, for example through your phone.")
/* TRANSLATORS: knowledge/causes/connection-tampered.ini, Step2. Leave %words% between percent signs as they are. */
N_("Use the port that encrypts from the start: 993 for IMAP, 995 for POP3, 465 for sending.")
/* TRANSLATORS: knowledge/causes/connection-tampered.ini, Step3. Leave %words% between percent signs as they are. */
N_("Tell whoever runs the network, and your postmaster, and hand them the report.")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% does not answer")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The connection was begun and no answer came. The server is down or overloaded, the port is wrong, or a firewall on the way swallows the connection.")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check whether web pages open. If not, it is your network.")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Step2. Leave %words% between percent signs as they are. */
N_("Try from another network, for example through your phone. If it works there, the first network blocks mail ports.")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Step3. Leave %words% between percent signs as they are. */
N_("Compare server name and port with your provider's instructions.")
/* TRANSLATORS: knowledge/causes/connection-timeout.ini, Step4. Leave %words% between percent signs as they are. */
N_("If all of that is right, wait an hour; the server may be overloaded.")
/* TRANSLATORS: knowledge/causes/content-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's server did not like something in your mail")
/* TRANSLATORS: knowledge/causes/content-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server refused the mail because of its content or form and did not say that it is spam.")
/* TRANSLATORS: knowledge/causes/content-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send a plain text mail of a few words to the same address. If it arrives, the content was the reason.")
/* TRANSLATORS: knowledge/causes/content-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Add the parts again one by one: links, pictures, attachments, signature.")
/* TRANSLATORS: knowledge/causes/content-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way which kinds of content their side refuses.")
/* TRANSLATORS: knowledge/causes/credential-missing.ini, Title. Leave %words% between percent signs as they are. */
N_("No password is stored for %address%")
/* TRANSLATORS: knowledge/causes/credential-missing.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Mailmedic looks passwords up in the desktop's keyring and there is none for this account and server. If the server, the port or the user name was changed lately, the old password is not used for the new place on purpose.")
/* TRANSLATORS: knowledge/causes/credential-missing.ini, Step1. Leave %words% between percent signs as they are. */
N_("Run \"mailmedic password\" for this account, or open it in Mailmedic's window, and enter the password. It is kept in the keyring only.")
/* TRANSLATORS: knowledge/causes/credential-missing.ini, Step2. Leave %words% between percent signs as they are. */
N_("If your provider hands out app passwords, enter such a one.")
/* TRANSLATORS: knowledge/causes/delivery-delayed.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail is delayed")
/* TRANSLATORS: knowledge/causes/delivery-delayed.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mail is not lost. The receiving server has not taken it yet and your side keeps trying, usually for up to five days.")
/* TRANSLATORS: knowledge/causes/delivery-delayed.ini, Step1. Leave %words% between percent signs as they are. */
N_("You need not do anything. Do not send the mail again: it would arrive twice.")
/* TRANSLATORS: knowledge/causes/delivery-delayed.ini, Step2. Leave %words% between percent signs as they are. */
N_("If it is urgent, reach the recipient in another way.")
/* TRANSLATORS: knowledge/causes/delivery-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail to %subject% could not be delivered in time")
/* TRANSLATORS: knowledge/causes/delivery-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("For days the receiving server could not be reached or did not take the mail, and now the attempts have ended. The mail has not arrived.")
/* TRANSLATORS: knowledge/causes/delivery-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the part after the @ for a slip.")
/* TRANSLATORS: knowledge/causes/delivery-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way whether other mail arrives; if not, their provider has trouble.")
/* TRANSLATORS: knowledge/causes/delivery-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("Send the mail again when their server is back.")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Title. Leave %words% between percent signs as they are. */
N_("Mail from %domain% fails the domain's own authenticity rules (DMARC)")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain asks receivers to refuse mail that is neither signed by it (DKIM) nor sent from its listed servers (SPF) under the same name. Your mail met neither, for example because it was sent through another service or a forwarder changed it.")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send through your own provider's outgoing server, with a \"From\" address of the domain you sign in with.")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: switch on DKIM signing with the domain's own name at every service that sends for it, publish the keys, and include those services in the SPF record. Keep the DMARC policy; repair what breaks it.")
/* TRANSLATORS: knowledge/causes/dkim-dmarc-fail.ini, Step4. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send the mail again.")
/* TRANSLATORS: knowledge/causes/dns-failure.ini, Title. Leave %words% between percent signs as they are. */
N_("The name of the mail server could not be looked up")
/* TRANSLATORS: knowledge/causes/dns-failure.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The network's name service (DNS) gave no answer, so the way to the server is not known. It is a fault of the network or the name service, not of your account.")
/* TRANSLATORS: knowledge/causes/dns-failure.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check whether web pages open. If they do not, restart the router or use another network.")
/* TRANSLATORS: knowledge/causes/dns-failure.ini, Step2. Leave %words% between percent signs as they are. */
N_("If only this server is concerned, wait half an hour and check again.")
/* TRANSLATORS: knowledge/causes/dns-failure.ini, Step3. Leave %words% between percent signs as they are. */
N_("If a VPN or a filter program is running, check whether it answers for names.")
/* TRANSLATORS: knowledge/causes/domain-not-found.ini, Title. Leave %words% between percent signs as they are. */
N_("There is no mail server for the address %subject%")
/* TRANSLATORS: knowledge/causes/domain-not-found.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain after the @ does not exist, or it has no mail server entered in its DNS, so nobody can deliver mail to it.")
/* TRANSLATORS: knowledge/causes/domain-not-found.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the part after the @ for slips.")
/* TRANSLATORS: knowledge/causes/domain-not-found.ini, Step2. Leave %words% between percent signs as they are. */
N_("Open the domain's web page. If it is gone too, the domain has been given up: ask the recipient in another way for a new address.")
/* TRANSLATORS: knowledge/causes/domain-not-found.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the domain is right, its postmaster must enter an MX record; tell the recipient.")
/* TRANSLATORS: knowledge/causes/eula-not-accepted.ini, Title. Leave %words% between percent signs as they are. */
N_("The terms of use for %address% have not been accepted yet")
/* TRANSLATORS: knowledge/causes/eula-not-accepted.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider opens the mailbox to mail programs only after you have accepted its terms on the web page.")
/* TRANSLATORS: knowledge/causes/eula-not-accepted.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in to your mailbox in a web browser.")
/* TRANSLATORS: knowledge/causes/eula-not-accepted.ini, Step2. Leave %words% between percent signs as they are. */
N_("Read and accept the terms that are shown, and finish the set-up if it is a new mailbox.")
/* TRANSLATORS: knowledge/causes/eula-not-accepted.ini, Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/external-sending-disabled.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% may send only inside its own organisation")
/* TRANSLATORS: knowledge/causes/external-sending-disabled.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mail was refused because the account has no permission to send to addresses outside your domain. Mail to colleagues still works.")
/* TRANSLATORS: knowledge/causes/external-sending-disabled.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster for permission to send to external domains.")
/* TRANSLATORS: knowledge/causes/external-sending-disabled.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the administration page, the list of employee accounts, this account, and switch on \"Send to External Domains\".")
/* TRANSLATORS: knowledge/causes/external-sending-disabled.ini, Step3. Leave %words% between percent signs as they are. */
N_("Send the mail again.")
/* TRANSLATORS: knowledge/causes/forged-bounce.ini, Title. Leave %words% between percent signs as they are. */
N_("A report about mail you did not send")
/* TRANSLATORS: knowledge/causes/forged-bounce.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Somebody used your address as a forged sender, and the report of non-delivery came to you. Your account is most likely not concerned.")
/* TRANSLATORS: knowledge/causes/forged-bounce.ini, Step1. Leave %words% between percent signs as they are. */
N_("Delete the report; do not open its attachments.")
/* TRANSLATORS: knowledge/causes/forged-bounce.ini, Step2. Leave %words% between percent signs as they are. */
N_("If many such reports arrive, ask your postmaster to publish SPF, DKIM and DMARC records for the domain, so that forgeries are refused.")
/* TRANSLATORS: knowledge/causes/forged-bounce.ini, Step3. Leave %words% between percent signs as they are. */
N_("If you find the original mails in your Sent folder, somebody has your password: change it.")
/* TRANSLATORS: knowledge/causes/geo-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("The server refuses connections from the country you are in")
/* TRANSLATORS: knowledge/causes/geo-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The operator allows connections only from certain countries or regions, and yours, or that of the VPN you use, is not among them.")
/* TRANSLATORS: knowledge/causes/geo-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("If you use a VPN, choose an exit in your home country or leave it off for this server.")
/* TRANSLATORS: knowledge/causes/geo-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("If you are travelling, use the web page of your mailbox.")
/* TRANSLATORS: knowledge/causes/geo-blocked.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask your postmaster to allow the place you are in; say how long you need it.")
/* TRANSLATORS: knowledge/causes/greylisted.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's server wants to see your mail a second time")
/* TRANSLATORS: knowledge/causes/greylisted.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Some servers turn every unknown sender away at first and take the mail at the second try some minutes later. It is a normal protection against spam.")
/* TRANSLATORS: knowledge/causes/greylisted.ini, Step1. Leave %words% between percent signs as they are. */
N_("You need not do anything: your side tries again by itself.")
/* TRANSLATORS: knowledge/causes/greylisted.ini, Step2. Leave %words% between percent signs as they are. */
N_("If a report says that it gave up, send the mail once more.")
/* TRANSLATORS: knowledge/causes/header-invalid.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail breaks the rules for mail headers")
/* TRANSLATORS: knowledge/causes/header-invalid.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The header of the mail, such as the lines From, To, Date or Subject, is missing something, appears twice or is badly written. A mail program does this right; scripts and devices often do not.")
/* TRANSLATORS: knowledge/causes/header-invalid.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check that the sender's address in the settings is a complete address without stray signs.")
/* TRANSLATORS: knowledge/causes/header-invalid.ini, Step2. Leave %words% between percent signs as they are. */
N_("If a script, form or device sends the mail, update it or correct its From, To, Date and Message-ID lines.")
/* TRANSLATORS: knowledge/causes/header-invalid.ini, Step3. Leave %words% between percent signs as they are. */
N_("Write the mail anew instead of forwarding it as it is.")
/* TRANSLATORS: knowledge/causes/helo-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("The name our sending server gives itself was refused")
/* TRANSLATORS: knowledge/causes/helo-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("When servers greet each other, the sender says its name. The receiver found this name wrong, missing in the DNS, or pretending to be somebody else.")
/* TRANSLATORS: knowledge/causes/helo-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("If you send with a script, a scanner or another device, let it send through your provider's outgoing server with a sign-in.")
/* TRANSLATORS: knowledge/causes/helo-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Otherwise hand the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/helo-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: set the server's HELO name to a full host name that resolves to its address and back.")
/* TRANSLATORS: knowledge/causes/ip-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("The server refuses mail from the network it was sent from")
/* TRANSLATORS: knowledge/causes/ip-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The receiving server has blocked the address of the sending computer or server, by a list of its own or by decision of its operator. It is not about your mailbox or the words of this mail.")
/* TRANSLATORS: knowledge/causes/ip-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("If you send from a public or shared network, send again from another one or through your provider's ordinary outgoing server.")
/* TRANSLATORS: knowledge/causes/ip-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster: it names the blocked address and the server's own words.")
/* TRANSLATORS: knowledge/causes/ip-blocked.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: find out whether that address sent spam, stop it, then ask the operator named in the answer to lift the block.")
/* TRANSLATORS: knowledge/causes/ip-rate-limited.ini, Title. Leave %words% between percent signs as they are. */
N_("The sending server is being slowed down")
/* TRANSLATORS: knowledge/causes/ip-rate-limited.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The receiving server gets too many connections or mails from the address your mail came from, which many customers of your provider share. It takes more later.")
/* TRANSLATORS: knowledge/causes/ip-rate-limited.ini, Step1. Leave %words% between percent signs as they are. */
N_("Wait. Your side usually tries again by itself.")
/* TRANSLATORS: knowledge/causes/ip-rate-limited.ini, Step2. Leave %words% between percent signs as they are. */
N_("If a report says that it gave up, send the mail again some hours later.")
/* TRANSLATORS: knowledge/causes/ip-rate-limited.ini, Step3. Leave %words% between percent signs as they are. */
N_("Tell your postmaster if it happens every day: the provider has to spread its mail or stop a spammer.")
/* TRANSLATORS: knowledge/causes/keyring-locked.ini, Title. Leave %words% between percent signs as they are. */
N_("The keyring that holds the password for %address% is locked")
/* TRANSLATORS: knowledge/causes/keyring-locked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The desktop's keyring has not been unlocked since you signed in, so Mailmedic cannot read the password. Nothing is wrong with the account.")
/* TRANSLATORS: knowledge/causes/keyring-locked.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the desktop's \"Passwords and Keys\" program (or KWalletManager) and unlock the keyring with its password.")
/* TRANSLATORS: knowledge/causes/keyring-locked.ini, Step2. Leave %words% between percent signs as they are. */
N_("If this happens after every start, set the keyring's password to the one you sign in to the desktop with; it is then unlocked along with it.")
/* TRANSLATORS: knowledge/causes/login-rate-limited.ini, Title. Leave %words% between percent signs as they are. */
N_("Too many sign-ins for %address%: the server wants a pause")
/* TRANSLATORS: knowledge/causes/login-rate-limited.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server has seen too many sign-in attempts and refuses further ones for a while, right or wrong. Every further try makes the pause longer.")
/* TRANSLATORS: knowledge/causes/login-rate-limited.ini, Step1. Leave %words% between percent signs as they are. */
N_("Close all mail programs on computers and phones that use this account, above all those that may have an old password.")
/* TRANSLATORS: knowledge/causes/login-rate-limited.ini, Step2. Leave %words% between percent signs as they are. */
N_("Wait one hour without any try. Mailmedic does not try either in this time.")
/* TRANSLATORS: knowledge/causes/login-rate-limited.ini, Step3. Leave %words% between percent signs as they are. */
N_("Correct the password in each of those programs before you start it again, one after the other.")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Title. Leave %words% between percent signs as they are. */
N_("The mailbox %address% is full")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Explanation. Leave %words% between percent signs as they are. */
N_("There is no room left, so new mail to you is being sent back to its senders, and nothing can be stored in the folders.")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Step1. Leave %words% between percent signs as they are. */
N_("Empty the Trash and Junk folders on the web page of your mailbox.")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Step2. Leave %words% between percent signs as they are. */
N_("Sort your mail by size and delete, or move to this computer, the largest ones. Look in the Sent folder too.")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Step3. Leave %words% between percent signs as they are. */
N_("If you use POP3, check that your mail program does not leave every mail on the server for ever.")
/* TRANSLATORS: knowledge/causes/mailbox-full.ini, Step4. Leave %words% between percent signs as they are. */
N_("Ask your postmaster or provider for more room if you need to keep everything.")
/* TRANSLATORS: knowledge/causes/mailbox-in-use.ini, Title. Leave %words% between percent signs as they are. */
N_("Another program keeps the mailbox %address% locked")
/* TRANSLATORS: knowledge/causes/mailbox-in-use.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Only one program at a time can open this mailbox, and another one has it open or did not close it properly. It usually passes within minutes.")
/* TRANSLATORS: knowledge/causes/mailbox-in-use.ini, Step1. Leave %words% between percent signs as they are. */
N_("Close the other mail programs and phones that fetch this account by POP3, or let them look less often than every ten minutes.")
/* TRANSLATORS: knowledge/causes/mailbox-in-use.ini, Step2. Leave %words% between percent signs as they are. */
N_("Wait fifteen minutes; the server gives up a forgotten lock by itself.")
/* TRANSLATORS: knowledge/causes/mailbox-in-use.ini, Step3. Leave %words% between percent signs as they are. */
N_("Use IMAP instead of POP3 if several devices share the mailbox.")
/* TRANSLATORS: knowledge/causes/mailbox-nearly-full.ini, Title. Leave %words% between percent signs as they are. */
N_("The mailbox %address% is nearly full")
/* TRANSLATORS: knowledge/causes/mailbox-nearly-full.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Mail still arrives, but the room that is left will not last long. When it is used up, mail to you goes back to its senders.")
/* TRANSLATORS: knowledge/causes/mailbox-nearly-full.ini, Step1. Leave %words% between percent signs as they are. */
N_("Empty the Trash and Junk folders.")
/* TRANSLATORS: knowledge/causes/mailbox-nearly-full.ini, Step2. Leave %words% between percent signs as they are. */
N_("Sort your mail by size and delete or move away the largest ones.")
/* TRANSLATORS: knowledge/causes/mailbox-nearly-full.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask your postmaster or provider for more room in good time.")
/* TRANSLATORS: knowledge/causes/message-too-large.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail is too large")
/* TRANSLATORS: knowledge/causes/message-too-large.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mail with its attachments is larger than one of the servers allows. Attachments grow by about a third when they are sent.")
/* TRANSLATORS: knowledge/causes/message-too-large.ini, Step1. Leave %words% between percent signs as they are. */
N_("Make the attachments smaller or spread them over several mails. Many servers allow 10 to 25 MB.")
/* TRANSLATORS: knowledge/causes/message-too-large.ini, Step2. Leave %words% between percent signs as they are. */
N_("Better, upload the file to a file share and send the link.")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Title. Leave %words% between percent signs as they are. */
N_("The server does not know the user %address%")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mail server %host% says that this user does not exist. Either the user name has a slip in it, the account belongs to another server, or it was removed.")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the user name letter by letter with what your provider or postmaster gave you, including the domain.")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Step2. Leave %words% between percent signs as they are. */
N_("Compare the server's name as well: companies with several sites often have one server for each.")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Step3. Leave %words% between percent signs as they are. */
N_("Sign in on the web page of your mailbox. If that works, copy the user name from its account page.")
/* TRANSLATORS: knowledge/causes/no-such-user.ini, Step4. Leave %words% between percent signs as they are. */
N_("If the web page does not know you either, ask your postmaster whether the mailbox still exists.")
/* TRANSLATORS: knowledge/causes/not-connected-backend.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% signed in, but the server did not open the mailbox")
/* TRANSLATORS: knowledge/causes/not-connected-backend.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The front server accepted you and then found no mailbox behind it. The mailbox may lack a licence, may be in the middle of a move, or access by this protocol may be switched off.")
/* TRANSLATORS: knowledge/causes/not-connected-backend.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in on the web page and see whether the mailbox opens there. If it is new, wait until it is ready.")
/* TRANSLATORS: knowledge/causes/not-connected-backend.ini, Step2. Leave %words% between percent signs as they are. */
N_("Check in its settings that POP and IMAP are switched on.")
/* TRANSLATORS: knowledge/causes/not-connected-backend.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask your postmaster whether the account has a mailbox and a licence, and whether IMAP and POP are allowed for it.")
/* TRANSLATORS: knowledge/causes/not-examined.ini, Title. Leave %words% between percent signs as they are. */
N_("A message for %address% could not be examined")
/* TRANSLATORS: knowledge/causes/not-examined.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Mailmedic could not read one message to the end. It is still in your mailbox, untouched.")
/* TRANSLATORS: knowledge/causes/not-examined.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the message in your mail program and read what it says.")
/* TRANSLATORS: knowledge/causes/not-examined.ini, Step2. Leave %words% between percent signs as they are. */
N_("If it is a report of non-delivery, paste its text into \"mailmedic explain\" to have it explained.")
/* TRANSLATORS: knowledge/causes/null-mx.ini, Title. Leave %words% between percent signs as they are. */
N_("The domain of %subject% takes no mail at all")
/* TRANSLATORS: knowledge/causes/null-mx.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain's owner has declared that it never receives mail. Check whether you meant another address, such as one without \"www\" or with another ending.")
/* TRANSLATORS: knowledge/causes/null-mx.ini, Step1. Leave %words% between percent signs as they are. */
N_("Look up the right address on the recipient's web page.")
/* TRANSLATORS: knowledge/causes/null-mx.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send the mail there; waiting or trying again does not help.")
/* TRANSLATORS: knowledge/causes/oauth-consent.ini, Title. Leave %words% between percent signs as they are. */
N_("Your organisation has not approved this mail program for %address%")
/* TRANSLATORS: knowledge/causes/oauth-consent.ini, Explanation. Leave %words% between percent signs as they are. */
N_("You signed in successfully, but the administrators have to allow the program before it may read or send mail.")
/* TRANSLATORS: knowledge/causes/oauth-consent.ini, Step1. Leave %words% between percent signs as they are. */
N_("Note the name of the mail program and, if the page shows one, its application ID.")
/* TRANSLATORS: knowledge/causes/oauth-consent.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask your postmaster to approve this program for IMAP, POP3 or SMTP in the organisation's sign-in service (for Microsoft: Entra admin center, Enterprise applications, Permissions).")
/* TRANSLATORS: knowledge/causes/oauth-consent.ini, Step3. Leave %words% between percent signs as they are. */
N_("After the approval sign in again in the mail program.")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Title. Leave %words% between percent signs as they are. */
N_("%provider% no longer accepts passwords from mail programs for %address%")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider has switched off signing in with a password for mail programs. The program must send you to the provider's own sign-in page instead (OAuth 2.0).")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Step1. Leave %words% between percent signs as they are. */
N_("Update your mail program and check that it supports OAuth 2.0 (\"modern sign-in\") for your provider.")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Step2. Leave %words% between percent signs as they are. */
N_("In the account's settings choose OAuth2 as the authentication method for the incoming and the outgoing server, or remove the account and add it again with the program's assistant.")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Step3. Leave %words% between percent signs as they are. */
N_("Complete the sign-in on the provider's page in the window that opens.")
/* TRANSLATORS: knowledge/causes/oauth-required.ini, Step4. Leave %words% between percent signs as they are. */
N_("If your program cannot do this, use the provider's web page or another program until it can.")
/* TRANSLATORS: knowledge/causes/offline.ini, Title. Leave %words% between percent signs as they are. */
N_("This computer has no connection to the internet")
/* TRANSLATORS: knowledge/causes/offline.ini, Explanation. Leave %words% between percent signs as they are. */
N_("No server can be reached at present. Your mail accounts are not at fault and will be checked again as soon as the network is back.")
/* TRANSLATORS: knowledge/causes/offline.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the network cable or Wi-Fi, and that airplane mode is off.")
/* TRANSLATORS: knowledge/causes/offline.ini, Step2. Leave %words% between percent signs as they are. */
N_("Restart the router if other devices have no connection either.")
/* TRANSLATORS: knowledge/causes/own-dkim-broken.ini, Title. Leave %words% between percent signs as they are. */
N_("The DKIM key of %domain% is missing or faulty")
/* TRANSLATORS: knowledge/causes/own-dkim-broken.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Your provider signs mail of your domain, but the key that proves the signature cannot be found or read in the DNS. Receivers then treat the mail as unsigned.")
/* TRANSLATORS: knowledge/causes/own-dkim-broken.ini, Step1. Leave %words% between percent signs as they are. */
N_("Hand this report to your postmaster.")
/* TRANSLATORS: knowledge/causes/own-dkim-broken.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: copy the DKIM record from the provider's console once more into the domain's DNS, in one piece, under the selector's name.")
/* TRANSLATORS: knowledge/causes/own-dkim-broken.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes and let Mailmedic check the domain again.")
/* TRANSLATORS: knowledge/causes/own-dmarc-broken.ini, Title. Leave %words% between percent signs as they are. */
N_("The DMARC record of %domain% is faulty")
/* TRANSLATORS: knowledge/causes/own-dmarc-broken.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The DNS record that tells receivers how to treat forged mail of your domain is badly written, in the wrong place or there twice, so they ignore it.")
/* TRANSLATORS: knowledge/causes/own-dmarc-broken.ini, Step1. Leave %words% between percent signs as they are. */
N_("Hand this report to your postmaster.")
/* TRANSLATORS: knowledge/causes/own-dmarc-broken.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: keep one single TXT record at \"_dmarc\" below the domain which begins with \"v=DMARC1\".")
/* TRANSLATORS: knowledge/causes/own-dmarc-broken.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes and let Mailmedic check the domain again.")
/* TRANSLATORS: knowledge/causes/own-domain-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("The domain %domain% has expired or is out of service")
/* TRANSLATORS: knowledge/causes/own-domain-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain's registration has ended or was suspended. Mail and web pages of the domain no longer work, and mail to you goes back to its senders.")
/* TRANSLATORS: knowledge/causes/own-domain-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster or whoever pays for the domain at once. After some weeks anybody can register it.")
/* TRANSLATORS: knowledge/causes/own-domain-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: renew the domain with its registrar and check that the name servers are still the right ones.")
/* TRANSLATORS: knowledge/causes/own-domain-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("After the renewal it can take a day until everything works again.")
/* TRANSLATORS: knowledge/causes/own-mx-broken.ini, Title. Leave %words% between percent signs as they are. */
N_("Mail to your domain %domain% cannot be delivered")
/* TRANSLATORS: knowledge/causes/own-mx-broken.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain's mail records (MX) are missing or lead nowhere, so other servers do not know where to bring mail for you.")
/* TRANSLATORS: knowledge/causes/own-mx-broken.ini, Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster; everybody at the domain is concerned.")
/* TRANSLATORS: knowledge/causes/own-mx-broken.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: in the domain's DNS enter the MX records your mail provider gives, all of them and no others.")
/* TRANSLATORS: knowledge/causes/own-mx-broken.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send yourself a mail from another provider.")
/* TRANSLATORS: knowledge/causes/own-spf-broken.ini, Title. Leave %words% between percent signs as they are. */
N_("The SPF record of %domain% is faulty")
/* TRANSLATORS: knowledge/causes/own-spf-broken.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The DNS record that lists your domain's mail servers has a fault, is missing or stands twice. Receivers may refuse your mail because of it.")
/* TRANSLATORS: knowledge/causes/own-spf-broken.ini, Step1. Leave %words% between percent signs as they are. */
N_("Hand this report to your postmaster.")
/* TRANSLATORS: knowledge/causes/own-spf-broken.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: keep one single TXT record that begins with \"v=spf1\", with your provider's include and at most ten look-ups, and end it with \"-all\" or \"~all\".")
/* TRANSLATORS: knowledge/causes/own-spf-broken.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes and let Mailmedic check the domain again.")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("The password for %address% has expired")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server knows the password, but its time is over and a new one has to be chosen before it lets you in.")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in on the web page of your mailbox or on your organisation's password page; it will ask for a new password.")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("Choose a new one that you use nowhere else.")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("Store the new password here and in every other program and phone that uses this account, so that old ones do not lock it.")
/* TRANSLATORS: knowledge/causes/password-expired.ini, Step4. Leave %words% between percent signs as they are. */
N_("If the web page does not let you change it, ask your postmaster to set a new one.")
/* TRANSLATORS: knowledge/causes/policy-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("A rule of the recipient's organisation refused your mail")
/* TRANSLATORS: knowledge/causes/policy-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server has a rule set by its own administrators which this mail met. The rule is not made public.")
/* TRANSLATORS: knowledge/causes/policy-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way to have their postmaster look for your mail; give them the time and the server's words.")
/* TRANSLATORS: knowledge/causes/policy-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send the mail again without links and attachments, to see whether they are the reason.")
/* TRANSLATORS: knowledge/causes/port-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("This network blocks the port for mail")
/* TRANSLATORS: knowledge/causes/port-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Other connections work, but those to mail ports go nowhere. Many providers of internet access, companies and hotels block port 25, and some block the others.")
/* TRANSLATORS: knowledge/causes/port-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("For sending use port 465 with TLS or 587 with STARTTLS; never port 25.")
/* TRANSLATORS: knowledge/causes/port-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("Try from another network or through a VPN. If it works there, ask whoever runs this network to open ports 465, 587, 993 and 995.")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Title. Leave %words% between percent signs as they are. */
N_("Access by mail programs is switched off for %address%")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The user name and password may be right, but the mailbox does not allow IMAP, POP3 or SMTP. At many providers it is off until you switch it on.")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in to your mailbox in a web browser and open its settings.")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Step2. Leave %words% between percent signs as they are. */
N_("Find the page named \"POP/IMAP\", \"Mail clients\" or \"Forwarding and IMAP\" and switch on the services you use: IMAP or POP3 for reading, SMTP for sending. Save.")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the switches are grey or missing, ask your postmaster to allow them for your account.")
/* TRANSLATORS: knowledge/causes/protocol-disabled.ini, Step4. Leave %words% between percent signs as they are. */
N_("Wait a few minutes and let Mailmedic check again.")
/* TRANSLATORS: knowledge/causes/protocol-violation.ini, Title. Leave %words% between percent signs as they are. */
N_("Two mail servers did not understand each other")
/* TRANSLATORS: knowledge/causes/protocol-violation.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The receiving server objected to the way the mail was handed over, not to the mail or the addresses. Programs with faults and overloaded servers are the usual reason.")
/* TRANSLATORS: knowledge/causes/protocol-violation.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send the mail again some hours later.")
/* TRANSLATORS: knowledge/causes/protocol-violation.ini, Step2. Leave %words% between percent signs as they are. */
N_("If you send with a script or a device of your own, update it or let it send through your provider's outgoing server.")
/* TRANSLATORS: knowledge/causes/protocol-violation.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it happens again, hand the report to your postmaster: the sending server's software needs a look.")
/* TRANSLATORS: knowledge/causes/ptr-missing.ini, Title. Leave %words% between percent signs as they are. */
N_("The sending server has no name in the DNS")
/* TRANSLATORS: knowledge/causes/ptr-missing.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The receiving server looks up the name that belongs to the sender's network address (the PTR record), and there is none or it does not lead back.")
/* TRANSLATORS: knowledge/causes/ptr-missing.ini, Step1. Leave %words% between percent signs as they are. */
N_("If you send from your own computer, script or device, let it send through your provider's outgoing server with a sign-in.")
/* TRANSLATORS: knowledge/causes/ptr-missing.ini, Step2. Leave %words% between percent signs as they are. */
N_("Otherwise hand the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/ptr-missing.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: ask whoever provides the network address to set its PTR record to the server's host name, and let that name resolve to the address.")
/* TRANSLATORS: knowledge/causes/recipient-address-typo.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's address probably has a slip")
/* TRANSLATORS: knowledge/causes/recipient-address-typo.ini, Explanation. Leave %words% between percent signs as they are. */
N_("It differs only a little from an address or a domain that you often write to, and the domain as written takes no mail.")
/* TRANSLATORS: knowledge/causes/recipient-address-typo.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the part after the @ letter by letter, for example gmial.com with gmail.com.")
/* TRANSLATORS: knowledge/causes/recipient-address-typo.ini, Step2. Leave %words% between percent signs as they are. */
N_("Correct the address in your address book and send the mail again.")
/* TRANSLATORS: knowledge/causes/recipient-disabled.ini, Title. Leave %words% between percent signs as they are. */
N_("The mailbox %subject% is switched off")
/* TRANSLATORS: knowledge/causes/recipient-disabled.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The address exists, but its mailbox is disabled, locked or unused for a long time and takes no mail.")
/* TRANSLATORS: knowledge/causes/recipient-disabled.ini, Step1. Leave %words% between percent signs as they are. */
N_("Reach the recipient in another way and tell them that their mailbox takes no mail; only they or their provider can change that.")
/* TRANSLATORS: knowledge/causes/recipient-disabled.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask for another address to use meanwhile.")
/* TRANSLATORS: knowledge/causes/recipient-mailbox-full.ini, Title. Leave %words% between percent signs as they are. */
N_("The mailbox of %subject% is full")
/* TRANSLATORS: knowledge/causes/recipient-mailbox-full.ini, Explanation. Leave %words% between percent signs as they are. */
N_("There is no room left for your mail. The recipient has to delete something first.")
/* TRANSLATORS: knowledge/causes/recipient-mailbox-full.ini, Step1. Leave %words% between percent signs as they are. */
N_("Tell the recipient in another way that the mailbox is full.")
/* TRANSLATORS: knowledge/causes/recipient-mailbox-full.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send the mail again a day later. If it has large attachments, send a link to a shared file instead.")
/* TRANSLATORS: knowledge/causes/recipient-moved.ini, Title. Leave %words% between percent signs as they are. */
N_("%subject% has a new address")
/* TRANSLATORS: knowledge/causes/recipient-moved.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server says that the mailbox has moved. Your mail was not delivered to the old address.")
/* TRANSLATORS: knowledge/causes/recipient-moved.ini, Step1. Leave %words% between percent signs as they are. */
N_("Look in the server's words below whether the new address is named.")
/* TRANSLATORS: knowledge/causes/recipient-moved.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask the person in another way whether it is right: do not trust a new address without a second look.")
/* TRANSLATORS: knowledge/causes/recipient-moved.ini, Step3. Leave %words% between percent signs as they are. */
N_("Correct your address book and send the mail again.")
/* TRANSLATORS: knowledge/causes/recipient-not-accepting.ini, Title. Leave %words% between percent signs as they are. */
N_("The server of %subject% takes no mail")
/* TRANSLATORS: knowledge/causes/recipient-not-accepting.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server that should receive this mail says that it does not accept mail for anybody. The domain's mail records probably lead to the wrong machine.")
/* TRANSLATORS: knowledge/causes/recipient-not-accepting.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the part after the @ for slips.")
/* TRANSLATORS: knowledge/causes/recipient-not-accepting.ini, Step2. Leave %words% between percent signs as they are. */
N_("Tell the recipient in another way; their postmaster has to look at the domain's MX records.")
/* TRANSLATORS: knowledge/causes/recipient-rate-limited.ini, Title. Leave %words% between percent signs as they are. */
N_("%subject% gets too much mail at the moment")
/* TRANSLATORS: knowledge/causes/recipient-rate-limited.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server slows down mail to this mailbox. It will take mail again after a while.")
/* TRANSLATORS: knowledge/causes/recipient-rate-limited.ini, Step1. Leave %words% between percent signs as they are. */
N_("Wait. Your side tries again by itself.")
/* TRANSLATORS: knowledge/causes/recipient-rate-limited.ini, Step2. Leave %words% between percent signs as they are. */
N_("Do not send the mail several times.")
/* TRANSLATORS: knowledge/causes/recipient-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("%subject% does not take mail from you")
/* TRANSLATORS: knowledge/causes/recipient-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server refused this mail for this recipient and gave no clearer reason. The recipient may have blocked your address, or a rule there refuses it.")
/* TRANSLATORS: knowledge/causes/recipient-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the address for slips.")
/* TRANSLATORS: knowledge/causes/recipient-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way whether they, or a filter of theirs, have blocked you.")
/* TRANSLATORS: knowledge/causes/recipient-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("If you are sure that they want your mail, ask them to put your address on their list of allowed senders.")
/* TRANSLATORS: knowledge/causes/recipient-restricted.ini, Title. Leave %words% between percent signs as they are. */
N_("%subject% takes mail only from certain senders")
/* TRANSLATORS: knowledge/causes/recipient-restricted.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mailbox or the list is set so that only members, colleagues or signed-in senders may write to it. Your address is not among them.")
/* TRANSLATORS: knowledge/causes/recipient-restricted.ini, Step1. Leave %words% between percent signs as they are. */
N_("If it is a list or a group of your own organisation, send from the address you are a member with, and signed in.")
/* TRANSLATORS: knowledge/causes/recipient-restricted.ini, Step2. Leave %words% between percent signs as they are. */
N_("Otherwise ask the recipient, or the owner of the list, in another way to allow your address.")
/* TRANSLATORS: knowledge/causes/recipient-system-error.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's mail system failed to store your mail")
/* TRANSLATORS: knowledge/causes/recipient-system-error.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server of %subject% accepted the mail and then could not put it into the mailbox, for example because a program there failed. It is not about your side.")
/* TRANSLATORS: knowledge/causes/recipient-system-error.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send the mail again after some hours.")
/* TRANSLATORS: knowledge/causes/recipient-system-error.ini, Step2. Leave %words% between percent signs as they are. */
N_("If it fails again, tell the recipient in another way and pass on the server's words; their postmaster needs them.")
/* TRANSLATORS: knowledge/causes/recipient-unknown.ini, Title. Leave %words% between percent signs as they are. */
N_("There is no mailbox %subject%")
/* TRANSLATORS: knowledge/causes/recipient-unknown.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server says that this address does not exist. There may be a slip in it, or the person has left.")
/* TRANSLATORS: knowledge/causes/recipient-unknown.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the address letter by letter with a mail you got from that person or with their web page.")
/* TRANSLATORS: knowledge/causes/recipient-unknown.ini, Step2. Leave %words% between percent signs as they are. */
N_("If your mail program completed the address by itself, remove the old entry from its list of recipients.")
/* TRANSLATORS: knowledge/causes/recipient-unknown.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask the person in another way for the present address, correct your address book and send the mail again.")
/* TRANSLATORS: knowledge/causes/relay-denied.ini, Title. Leave %words% between percent signs as they are. */
N_("The server would not pass your mail on")
/* TRANSLATORS: knowledge/causes/relay-denied.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server takes mail for its own users and from those who sign in. It did not see you as signed in, or you used a server that does not belong to your address.")
/* TRANSLATORS: knowledge/causes/relay-denied.ini, Step1. Leave %words% between percent signs as they are. */
N_("In the outgoing server's settings switch on \"authentication\" and enter the complete address and the password.")
/* TRANSLATORS: knowledge/causes/relay-denied.ini, Step2. Leave %words% between percent signs as they are. */
N_("Check that the outgoing server is your provider's: port 465 with TLS or 587 with STARTTLS, not port 25 and not the server of your internet access.")
/* TRANSLATORS: knowledge/causes/relay-denied.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the words come from the recipient's side, their server does not know its own domain: tell the recipient in another way.")
/* TRANSLATORS: knowledge/causes/routing-loop.ini, Title. Leave %words% between percent signs as they are. */
N_("Mail to %subject% goes round in circles")
/* TRANSLATORS: knowledge/causes/routing-loop.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Servers passed the mail on to each other until one stopped it. Usually a forwarding rule points back to where the mail came from, or the domain's mail records are wrong.")
/* TRANSLATORS: knowledge/causes/routing-loop.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check whether you, or the recipient, forward this address to another one that forwards back, and end one of the two rules.")
/* TRANSLATORS: knowledge/causes/routing-loop.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster if the address is in your own domain: the MX records or the list of domains on the server do not fit.")
/* TRANSLATORS: knowledge/causes/routing-loop.ini, Step3. Leave %words% between percent signs as they are. */
N_("Otherwise tell the recipient in another way that mail to this address goes round in circles.")
/* TRANSLATORS: knowledge/causes/sender-domain-not-found.ini, Title. Leave %words% between percent signs as they are. */
N_("Other servers cannot find the domain of your sender address")
/* TRANSLATORS: knowledge/causes/sender-domain-not-found.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's server looked up %domain% and found no such domain or no mail server for it, so it refuses mail that could not be answered.")
/* TRANSLATORS: knowledge/causes/sender-domain-not-found.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the sender's address in your mail program or script: names such as \"root@myhost.localdomain\" are not accepted outside.")
/* TRANSLATORS: knowledge/causes/sender-domain-not-found.ini, Step2. Leave %words% between percent signs as they are. */
N_("If the domain is spelt rightly, tell your postmaster: its registration may have expired or the MX record is missing.")
/* TRANSLATORS: knowledge/causes/sender-domain-not-found.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: renew the domain, enter the MX records and check that the name servers answer. It shows after 5 to 60 minutes.")
/* TRANSLATORS: knowledge/causes/sender-not-allowed.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% may not send under the address in \"From\"")
/* TRANSLATORS: knowledge/causes/sender-not-allowed.ini, Explanation. Leave %words% between percent signs as they are. */
N_("You signed in as one user and the mail names another address as its sender. The server allows only addresses that belong to the account.")
/* TRANSLATORS: knowledge/causes/sender-not-allowed.ini, Step1. Leave %words% between percent signs as they are. */
N_("Look at the \"From\" line of the mail, and at \"Reply-To\" and the identities in your mail program's account settings.")
/* TRANSLATORS: knowledge/causes/sender-not-allowed.ini, Step2. Leave %words% between percent signs as they are. */
N_("Set the sender's address to the one you sign in with and send again.")
/* TRANSLATORS: knowledge/causes/sender-not-allowed.ini, Step3. Leave %words% between percent signs as they are. */
N_("If you need the other address, add it on the provider's web page as an alias or \"send as\" address, or ask your postmaster for the permission.")
/* TRANSLATORS: knowledge/causes/sender-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("The recipient's server does not accept the address %address%")
/* TRANSLATORS: knowledge/causes/sender-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server refused the sender's address itself. It may be on a list there, may look wrong, or the server could not check that it exists.")
/* TRANSLATORS: knowledge/causes/sender-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check that the sender's address in your mail program's settings is complete and spelt rightly.")
/* TRANSLATORS: knowledge/causes/sender-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send a mail to yourself from another provider; if it does not arrive, your own address has the fault.")
/* TRANSLATORS: knowledge/causes/sender-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way to allow your address, and hand the report to your postmaster if several recipients refuse you.")
/* TRANSLATORS: knowledge/causes/sending-disabled-billing.ini, Title. Leave %words% between percent signs as they are. */
N_("Sending is switched off for %address% because of the contract")
/* TRANSLATORS: knowledge/causes/sending-disabled-billing.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider does not send mail for this account because a bill is open, a trial has ended or the contract does not include sending.")
/* TRANSLATORS: knowledge/causes/sending-disabled-billing.ini, Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster or whoever pays for the mail service to look at the contract.")
/* TRANSLATORS: knowledge/causes/sending-disabled-billing.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open the billing page of the provider's console, settle what is open or choose a plan with sending.")
/* TRANSLATORS: knowledge/causes/sending-disabled-billing.ini, Step3. Leave %words% between percent signs as they are. */
N_("Try to send again an hour later.")
/* TRANSLATORS: knowledge/causes/sending-limit-exceeded.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% has sent more than is allowed for now")
/* TRANSLATORS: knowledge/causes/sending-limit-exceeded.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Every provider limits how many mails, or recipients, an account may send in an hour or a day. The limit is reached; later mails will go out again.")
/* TRANSLATORS: knowledge/causes/sending-limit-exceeded.ini, Step1. Leave %words% between percent signs as they are. */
N_("Stop sending for now. Most limits end after an hour, daily ones after 24 hours.")
/* TRANSLATORS: knowledge/causes/sending-limit-exceeded.ini, Step2. Leave %words% between percent signs as they are. */
N_("Then send in smaller portions. For newsletters use a service made for it instead of a mailbox.")
/* TRANSLATORS: knowledge/causes/sending-limit-exceeded.ini, Step3. Leave %words% between percent signs as they are. */
N_("If you did not send that much, somebody else is using the account: change the password and look into the Sent folder.")
/* TRANSLATORS: knowledge/causes/server-misbehaved.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% gave an answer that makes no sense")
/* TRANSLATORS: knowledge/causes/server-misbehaved.ini, Explanation. Leave %words% between percent signs as they are. */
N_("What the server sent broke the rules of the mail protocol, or it ended the connection in the middle. It may be overloaded, faulty, or not a mail server at all.")
/* TRANSLATORS: knowledge/causes/server-misbehaved.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check the server's name and port in the account's settings.")
/* TRANSLATORS: knowledge/causes/server-misbehaved.ini, Step2. Leave %words% between percent signs as they are. */
N_("If you are in a guest network, sign in on its web page first.")
/* TRANSLATORS: knowledge/causes/server-misbehaved.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait an hour and check again. If it lasts, send the report to your postmaster.")
/* TRANSLATORS: knowledge/causes/server-name-wrong.ini, Title. Leave %words% between percent signs as they are. */
N_("There is no server called %host%")
/* TRANSLATORS: knowledge/causes/server-name-wrong.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The name service answers that this name does not exist. There is most likely a slip in the server's name.")
/* TRANSLATORS: knowledge/causes/server-name-wrong.ini, Step1. Leave %words% between percent signs as they are. */
N_("Compare the server's name in the account's settings letter by letter with your provider's instructions.")
/* TRANSLATORS: knowledge/causes/server-name-wrong.ini, Step2. Leave %words% between percent signs as they are. */
N_("Remember that reading and sending usually use different names, such as imap.example.org and smtp.example.org.")
/* TRANSLATORS: knowledge/causes/server-name-wrong.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the name has worked before, the domain may have expired: ask your postmaster.")
/* TRANSLATORS: knowledge/causes/server-unavailable.ini, Title. Leave %words% between percent signs as they are. */
N_("The mail server %host% has trouble at the moment")
/* TRANSLATORS: knowledge/causes/server-unavailable.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server says itself that it cannot do its work right now. Your settings and your password are not the reason.")
/* TRANSLATORS: knowledge/causes/server-unavailable.ini, Step1. Leave %words% between percent signs as they are. */
N_("Wait. Mailmedic asks again by itself, with growing pauses, and tells you when it works.")
/* TRANSLATORS: knowledge/causes/server-unavailable.ini, Step2. Leave %words% between percent signs as they are. */
N_("If it lasts for more than some hours, look at the provider's status page or tell your postmaster.")
/* TRANSLATORS: knowledge/causes/smtp-auth-disabled-by-admin.ini, Title. Leave %words% between percent signs as they are. */
N_("Your organisation does not allow %address% to send through a mail program")
/* TRANSLATORS: knowledge/causes/smtp-auth-disabled-by-admin.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Reading may work, but sending with a password (SMTP AUTH) is switched off for the mailbox or the whole organisation.")
/* TRANSLATORS: knowledge/causes/smtp-auth-disabled-by-admin.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send the mail from the web page of your mailbox for now.")
/* TRANSLATORS: knowledge/causes/smtp-auth-disabled-by-admin.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask your postmaster to allow authenticated SMTP for your mailbox alone, or to tell you which mail program with modern sign-in (OAuth 2.0) to use.")
/* TRANSLATORS: knowledge/causes/smtp-auth-disabled-by-admin.ini, Step3. Leave %words% between percent signs as they are. */
N_("After the change wait an hour, then let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail was taken for spam")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("A filter judged the words, links or attachments of this mail. The address and the account are in order.")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Write a plain subject and a few sentences of your own. Leave out shortened links, many pictures and forwarded advertising.")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Send attachments as a link to a file share you trust, or one at a time.")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("Ask the recipient in another way to allow your address, then send the mail again.")
/* TRANSLATORS: knowledge/causes/spam-content-rejected.ini, Step4. Leave %words% between percent signs as they are. */
N_("If ordinary mail is refused again and again, send one such mail as an attachment to your provider's support and ask for a review.")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Title. Leave %words% between percent signs as they are. */
N_("Mail from %domain% was refused because of the domain's SPF record")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The domain of the sender publishes in the DNS which servers may send its mail (the SPF record). The server your mail came from is not on that list, or the record is faulty, so the mail was taken for forged.")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Step1. Leave %words% between percent signs as they are. */
N_("Send through your provider's own outgoing server, signed in with your address, not through another one.")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Step2. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster. It names the sending server's address that has to be covered.")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: keep exactly one TXT record that begins with \"v=spf1\" and add your mail provider's include to it, before the final \"all\". Do not create a second record.")
/* TRANSLATORS: knowledge/causes/spf-fail.ini, Step4. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes until the change is seen everywhere, then send the mail again.")
/* TRANSLATORS: knowledge/causes/starttls-stripped.ini, Title. Leave %words% between percent signs as they are. */
N_("Something on the way takes the encryption out of the connection to %host%")
/* TRANSLATORS: knowledge/causes/starttls-stripped.ini, Explanation. Leave %words% between percent signs as they are. */
N_("This server has offered encryption before, and now the offer is missing. A device in this network, such as a firewall or an antivirus program, seems to remove it. Your password was not sent.")
/* TRANSLATORS: knowledge/causes/starttls-stripped.ini, Step1. Leave %words% between percent signs as they are. */
N_("Use the port that encrypts from the start: 993 for IMAP, 995 for POP3, 465 for sending.")
/* TRANSLATORS: knowledge/causes/starttls-stripped.ini, Step2. Leave %words% between percent signs as they are. */
N_("Try from another network. If the offer is there, tell whoever runs the first network.")
/* TRANSLATORS: knowledge/causes/starttls-stripped.ini, Step3. Leave %words% between percent signs as they are. */
N_("If an antivirus program on this computer examines mail, ask its maker for a version that leaves STARTTLS alone.")
/* TRANSLATORS: knowledge/causes/starttls-unavailable.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% cannot encrypt at the moment")
/* TRANSLATORS: knowledge/causes/starttls-unavailable.ini, Explanation. Leave %words% between percent signs as they are. */
N_("Encryption was asked for and the server answered that it has none or that it is broken there. Mailmedic does not send your password in the clear.")
/* TRANSLATORS: knowledge/causes/starttls-unavailable.ini, Step1. Leave %words% between percent signs as they are. */
N_("Use the port that encrypts from the start: 993 for IMAP, 995 for POP3, 465 for sending.")
/* TRANSLATORS: knowledge/causes/starttls-unavailable.ini, Step2. Leave %words% between percent signs as they are. */
N_("If that does not work either, tell your postmaster or the provider's support that TLS fails on this server.")
/* TRANSLATORS: knowledge/causes/starttls-unavailable.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait until it is mended; do not switch encryption off.")
/* TRANSLATORS: knowledge/causes/tls-required-before-auth.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% takes the password only over an encrypted connection")
/* TRANSLATORS: knowledge/causes/tls-required-before-auth.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The mail program tried to sign in before encrypting. The server refused, which protects your password.")
/* TRANSLATORS: knowledge/causes/tls-required-before-auth.ini, Step1. Leave %words% between percent signs as they are. */
N_("In the account's settings choose TLS or STARTTLS for this server; never \"none\".")
/* TRANSLATORS: knowledge/causes/tls-required-before-auth.ini, Step2. Leave %words% between percent signs as they are. */
N_("Use the ports that belong to it: 993 or 995 with TLS for reading, 465 with TLS or 587 with STARTTLS for sending.")
/* TRANSLATORS: knowledge/causes/tls-required-before-auth.ini, Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/tls-version-mismatch.ini, Title. Leave %words% between percent signs as they are. */
N_("The server %host% speaks only outdated encryption")
/* TRANSLATORS: knowledge/causes/tls-version-mismatch.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server and this computer found no kind of encryption that is still held to be safe (TLS 1.2 or newer). Your password was not sent.")
/* TRANSLATORS: knowledge/causes/tls-version-mismatch.ini, Step1. Leave %words% between percent signs as they are. */
N_("Check that you use the server's current name: providers keep old names alive for old devices.")
/* TRANSLATORS: knowledge/causes/tls-version-mismatch.ini, Step2. Leave %words% between percent signs as they are. */
N_("Ask your postmaster or provider to switch on TLS 1.2 and 1.3 on this server.")
/* TRANSLATORS: knowledge/causes/tls-version-mismatch.ini, Step3. Leave %words% between percent signs as they are. */
N_("Until then use the web page of the mailbox.")
/* TRANSLATORS: knowledge/causes/token-expired.ini, Title. Leave %words% between percent signs as they are. */
N_("The sign-in of %address% has run out")
/* TRANSLATORS: knowledge/causes/token-expired.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The program signed you in some time ago and that permission is no longer valid. This happens after a change of password, after a long pause, or when you withdrew it.")
/* TRANSLATORS: knowledge/causes/token-expired.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the account in the program that signs in for you (your mail program or the desktop's online accounts) and choose to sign in again.")
/* TRANSLATORS: knowledge/causes/token-expired.ini, Step2. Leave %words% between percent signs as they are. */
N_("Complete the provider's sign-in page, including the second factor if it asks for one.")
/* TRANSLATORS: knowledge/causes/token-expired.ini, Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/too-many-connections.ini, Title. Leave %words% between percent signs as they are. */
N_("Too many programs are connected to %address% at once")
/* TRANSLATORS: knowledge/causes/too-many-connections.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server allows only so many connections for one account or one network, and all of them are taken. New ones are refused until others end.")
/* TRANSLATORS: knowledge/causes/too-many-connections.ini, Step1. Leave %words% between percent signs as they are. */
N_("Close the account in programs and phones you do not need at the moment.")
/* TRANSLATORS: knowledge/causes/too-many-connections.ini, Step2. Leave %words% between percent signs as they are. */
N_("In the mail program's server settings lower the number of connections it keeps (in Thunderbird: \"Maximum number of server connections to cache\").")
/* TRANSLATORS: knowledge/causes/too-many-connections.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait fifteen minutes: connections that were cut off still count for a while.")
/* TRANSLATORS: knowledge/causes/too-many-recipients.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail has too many recipients")
/* TRANSLATORS: knowledge/causes/too-many-recipients.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server allows fewer recipients in one mail than you have entered.")
/* TRANSLATORS: knowledge/causes/too-many-recipients.ini, Step1. Leave %words% between percent signs as they are. */
N_("Divide the recipients among several mails, for example at most fifty in each.")
/* TRANSLATORS: knowledge/causes/too-many-recipients.ini, Step2. Leave %words% between percent signs as they are. */
N_("Use a mailing list or a newsletter service if you often write to many people.")
/* TRANSLATORS: knowledge/causes/two-factor-required.ini, Title. Leave %words% between percent signs as they are. */
N_("%address% needs a second step to sign in")
/* TRANSLATORS: knowledge/causes/two-factor-required.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The account is protected by a second factor, which a mail program cannot answer. Such accounts need an app password or a sign-in through the provider's own page.")
/* TRANSLATORS: knowledge/causes/two-factor-required.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in to the account's web page and open the security settings.")
/* TRANSLATORS: knowledge/causes/two-factor-required.ini, Step2. Leave %words% between percent signs as they are. */
N_("If app passwords are offered, create one and store it here as the account's password.")
/* TRANSLATORS: knowledge/causes/two-factor-required.ini, Step3. Leave %words% between percent signs as they are. */
N_("Otherwise set the account up again in a mail program that opens the provider's sign-in page (OAuth 2.0). Keep the second factor switched on: it protects you.")
/* TRANSLATORS: knowledge/causes/unauthenticated-mail.ini, Title. Leave %words% between percent signs as they are. */
N_("%domain% does not prove that its mail is genuine")
/* TRANSLATORS: knowledge/causes/unauthenticated-mail.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The recipient's provider takes mail only from domains that publish SPF or sign with DKIM, and found neither for yours.")
/* TRANSLATORS: knowledge/causes/unauthenticated-mail.ini, Step1. Leave %words% between percent signs as they are. */
N_("Hand the report to your postmaster: the domain's DNS has to be completed.")
/* TRANSLATORS: knowledge/causes/unauthenticated-mail.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: publish one SPF record with your mail provider's include, switch on DKIM in the provider's console and publish its key, then add a DMARC record.")
/* TRANSLATORS: knowledge/causes/unauthenticated-mail.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes and send the mail again.")
/* TRANSLATORS: knowledge/causes/undetermined.ini, Title. Leave %words% between percent signs as they are. */
N_("Something went wrong with the mail of %address%")
/* TRANSLATORS: knowledge/causes/undetermined.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server's words do not say clearly what the reason is. They are shown below as they came.")
/* TRANSLATORS: knowledge/causes/undetermined.ini, Step1. Leave %words% between percent signs as they are. */
N_("Read the server's words below; they often name a page or a person to ask.")
/* TRANSLATORS: knowledge/causes/undetermined.ini, Step2. Leave %words% between percent signs as they are. */
N_("Try once more after an hour.")
/* TRANSLATORS: knowledge/causes/undetermined.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it happens again, hand the report to your postmaster or the provider's support.")
/* TRANSLATORS: knowledge/causes/username-needs-domain.ini, Title. Leave %words% between percent signs as they are. */
N_("The user name for %address% must be the whole mail address")
/* TRANSLATORS: knowledge/causes/username-needs-domain.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server did not know the user name. It wants the complete address, including the @ and the domain, where only the part before the @ was sent.")
/* TRANSLATORS: knowledge/causes/username-needs-domain.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the account's settings in your mail program and in Mailmedic and set the user name to the complete address, without blanks before or after it.")
/* TRANSLATORS: knowledge/causes/username-needs-domain.ini, Step2. Leave %words% between percent signs as they are. */
N_("Do the same for the outgoing server, which often has a user name of its own.")
/* TRANSLATORS: knowledge/causes/username-needs-domain.ini, Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/virus-rejected.ini, Title. Leave %words% between percent signs as they are. */
N_("Your mail was refused because of a virus")
/* TRANSLATORS: knowledge/causes/virus-rejected.ini, Explanation. Leave %words% between percent signs as they are. */
N_("A scanner found malware, or something that looks like it, in an attachment or link. The mail was not delivered.")
/* TRANSLATORS: knowledge/causes/virus-rejected.ini, Step1. Leave %words% between percent signs as they are. */
N_("Do not send the attachment again and do not open it.")
/* TRANSLATORS: knowledge/causes/virus-rejected.ini, Step2. Leave %words% between percent signs as they are. */
N_("Let an up-to-date virus scanner examine the file and this computer.")
/* TRANSLATORS: knowledge/causes/virus-rejected.ini, Step3. Leave %words% between percent signs as they are. */
N_("If the file is harmless, share it through a file service or ask the recipient's postmaster how to deliver it.")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Title. Leave %words% between percent signs as they are. */
N_("The password of %address% is too weak for %provider%")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider found that the password can be guessed or is known from a leak, and blocks or slows down sending until it is changed.")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in on the web page of your mailbox and open its password settings.")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Step2. Leave %words% between percent signs as they are. */
N_("Choose a new password of at least twelve characters with letters of both sizes, digits and signs. Use it nowhere else.")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Step3. Leave %words% between percent signs as they are. */
N_("Store it here and in every program that uses this account.")
/* TRANSLATORS: knowledge/causes/weak-password-blocked.ini, Step4. Leave %words% between percent signs as they are. */
N_("If you did not send much mail yourself, look in the Sent folder for mail you do not know: someone else may have used the account.")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Title. Leave %words% between percent signs as they are. */
N_("%provider% wants you to sign in on its web page first")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider is not sure that it is you, or has something to show you, and lets no mail program in until you have signed in once with a web browser.")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Step1. Leave %words% between percent signs as they are. */
N_("Open the web page of your mailbox in a browser on this computer and sign in.")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Step2. Leave %words% between percent signs as they are. */
N_("Answer what it asks: confirm a message on your phone, solve the picture puzzle, or accept new terms.")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Step3. Leave %words% between percent signs as they are. */
N_("If it lists this sign-in as unknown, confirm that it was you. If it was not you, change the password.")
/* TRANSLATORS: knowledge/causes/web-login-required.ini, Step4. Leave %words% between percent signs as they are. */
N_("Wait ten minutes and let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/causes/webmail-address-wrong.ini, Title. Leave %words% between percent signs as they are. */
N_("The web address of the mailboxes of %domain% points to the wrong place")
/* TRANSLATORS: knowledge/causes/webmail-address-wrong.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The name under which the mailboxes should open in a browser is missing in the domain's DNS or leads to another server. Mail itself may still work.")
/* TRANSLATORS: knowledge/causes/webmail-address-wrong.ini, Step1. Leave %words% between percent signs as they are. */
N_("Until it is mended, use the provider's own web address.")
/* TRANSLATORS: knowledge/causes/webmail-address-wrong.ini, Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: in the domain's DNS create or correct the CNAME record \"mail\" so that it points to the name your provider gives for webmail.")
/* TRANSLATORS: knowledge/causes/webmail-address-wrong.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait: a changed CNAME record can take up to 24 hours until everybody sees it.")
/* TRANSLATORS: knowledge/causes/webmail-unavailable.ini, Title. Leave %words% between percent signs as they are. */
N_("The web page of the mailboxes does not answer")
/* TRANSLATORS: knowledge/causes/webmail-unavailable.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The provider's web page for mail cannot be opened or reports a fault of its own. Mail programs may still work.")
/* TRANSLATORS: knowledge/causes/webmail-unavailable.ini, Step1. Leave %words% between percent signs as they are. */
N_("Try the page in another browser, or from another network, to be sure that it is not your side.")
/* TRANSLATORS: knowledge/causes/webmail-unavailable.ini, Step2. Leave %words% between percent signs as they are. */
N_("Look at the provider's status page.")
/* TRANSLATORS: knowledge/causes/webmail-unavailable.ini, Step3. Leave %words% between percent signs as they are. */
N_("Wait an hour. If it lasts longer, tell your postmaster or the provider's support.")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Title. Leave %words% between percent signs as they are. */
N_("The password for %address% was not accepted")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server %host% was reached over a secure connection and refused the user name and password that are stored for this account. Many providers also answer like this when they want an app password instead, or when access for mail programs is switched off.")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Step1. Leave %words% between percent signs as they are. */
N_("Sign in to your mailbox in a web browser with the password you believe is right. If that fails as well, the password is wrong: use the page's own \"forgot password\" function.")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Step2. Leave %words% between percent signs as they are. */
N_("If the web page accepts the password, look in its settings for an app password, an authorization code or a client password. Where the provider offers one, create it and use it here in place of your ordinary password.")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Step3. Leave %words% between percent signs as they are. */
N_("Check in the same settings that access by IMAP, POP3 and SMTP is switched on.")
/* TRANSLATORS: knowledge/causes/wrong-password.ini, Step4. Leave %words% between percent signs as they are. */
N_("Store the new password with \"mailmedic password\" or in Mailmedic's window. Mailmedic then tries once more, and only once, so that your account is not locked.")
/* TRANSLATORS: knowledge/causes/wrong-port-or-tls-mode.ini, Title. Leave %words% between percent signs as they are. */
N_("The port and the kind of encryption for %host% do not fit together")
/* TRANSLATORS: knowledge/causes/wrong-port-or-tls-mode.ini, Explanation. Leave %words% between percent signs as they are. */
N_("The server spoke plainly where encryption was expected, or the other way round. Each port has its own way to encrypt: some begin with TLS at once, others switch to it with STARTTLS.")
/* TRANSLATORS: knowledge/causes/wrong-port-or-tls-mode.ini, Step1. Leave %words% between percent signs as they are. */
N_("For IMAP use port 993 with TLS, for POP3 port 995 with TLS.")
/* TRANSLATORS: knowledge/causes/wrong-port-or-tls-mode.ini, Step2. Leave %words% between percent signs as they are. */
N_("For sending use port 465 with TLS, or port 587 with STARTTLS.")
/* TRANSLATORS: knowledge/causes/wrong-port-or-tls-mode.ini, Step3. Leave %words% between percent signs as they are. */
N_("Change the port and the encryption together, save, and let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("Make sure that the user name is your complete mail address, without blanks.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Sign in at qiye.aliyun.com with your password. If that fails, the password is wrong: reset it there, or ask your postmaster to reset it.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("If it succeeds, open Settings > Account & Security > Account security and look at \"third-party client security management\" (三方客户端安全密码). If it is on, mail programs need the 16-character password generated there, not the one for the web page. It is on for new company domains.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-password Step4. Leave %words% between percent signs as they are. */
N_("Ask your postmaster whether the account's access policy allows IMAP, POP3 and SMTP from your network.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-password Step5. Leave %words% between percent signs as they are. */
N_("Store the right password here. Mailmedic tries it once.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in at qiye.aliyun.com and open Settings > Account & Security > Account security > third-party client security management (三方客户端安全密码).")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, app-password-required Step2. Leave %words% between percent signs as they are. */
N_("Switch it on if it is off and choose to generate a password. A code is sent to the telephone number bound to the account.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, app-password-required Step3. Leave %words% between percent signs as they are. */
N_("Copy the 16 characters at once; they are shown only this time.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, app-password-required Step4. Leave %words% between percent signs as they are. */
N_("Store them here, and in your mail program, as the password of this account.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, username-needs-domain Step1. Leave %words% between percent signs as they are. */
N_("Enter your complete mail address, such as name@yourcompany.com, as the user name for the incoming and the outgoing server. The part before the @ alone is refused.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, username-needs-domain Step2. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Sign in at qiye.aliyun.com, open Settings > POP/IMAP, switch on the services you use and save.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("If the switches are missing, ask your postmaster: on mail.console.aliyun.com under Domain management > Organization and users > Employee accounts, open your account, tick \"POP3/SMTP service\" and \"IMAP/SMTP service\", and save.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("The postmaster should also look at the access policy: it must cover your account and must not exclude your network.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, protocol-disabled Step4. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, login-rate-limited Step1. Leave %words% between percent signs as they are. */
N_("Close all mail programs and phones that use this account.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, login-rate-limited Step2. Leave %words% between percent signs as they are. */
N_("Wait one hour without any try; the server counts each of them.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, login-rate-limited Step3. Leave %words% between percent signs as they are. */
N_("If it is urgent, ask your postmaster to unlock the account: mail.console.aliyun.com, Employee accounts, your account, \"Unlock\".")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, login-rate-limited Step4. Leave %words% between percent signs as they are. */
N_("Store the right password in every program before you start it again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-locked-security Step1. Leave %words% between percent signs as they are. */
N_("Close all mail programs and phones that use this account.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-locked-security Step2. Leave %words% between percent signs as they are. */
N_("Wait one hour, or ask your postmaster to unlock it: mail.console.aliyun.com, Employee accounts, your account, \"Unlock\".")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-locked-security Step3. Leave %words% between percent signs as they are. */
N_("Sign in at qiye.aliyun.com first, then let Mailmedic check again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-frozen Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the account is frozen. You cannot enable it yourself.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-frozen Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: sign in to mail.console.aliyun.com, open Employee accounts, find the account and choose \"Enable\".")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-frozen Step3. Leave %words% between percent signs as they are. */
N_("Sign in at qiye.aliyun.com to see that it works, then let Mailmedic check again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-blocked Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the account is blocked.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-blocked Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: sign in to mail.console.aliyun.com, open Employee accounts, find the account and choose \"Unblock\"; then set a new password.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-blocked Step3. Leave %words% between percent signs as they are. */
N_("Look through the Sent folder and the forwarding rules for anything you do not know.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-sending-blocked Step1. Leave %words% between percent signs as they are. */
N_("Change the password at qiye.aliyun.com and create a new client security password if you use one.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-sending-blocked Step2. Leave %words% between percent signs as they are. */
N_("Look in the Sent folder for mail you did not write, and check your computer for malware.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-sending-blocked Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: sign in to mail.console.aliyun.com, open Employee accounts, find the account and choose \"Unban\" (or \"Unblock\").")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-expired Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the mail service or the domain has expired.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, account-expired Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: renew the mail service, or the domain, in the Alibaba Cloud console; then look at the account's own end date under Employee accounts.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, external-sending-disabled Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster for permission to send outside the company.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, external-sending-disabled Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: sign in to mail.console.aliyun.com, open Employee accounts, open the account and switch on \"Send to External Domains\".")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, external-sending-disabled Step3. Leave %words% between percent signs as they are. */
N_("Send the mail again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-port-or-tls-mode Step1. Leave %words% between percent signs as they are. */
N_("For IMAP use imap.qiye.aliyun.com, port 993 with TLS; for POP3 pop.qiye.aliyun.com, port 995 with TLS.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-port-or-tls-mode Step2. Leave %words% between percent signs as they are. */
N_("For sending use smtp.qiye.aliyun.com, port 465 with TLS.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, wrong-port-or-tls-mode Step3. Leave %words% between percent signs as they are. */
N_("Save, and let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, cert-hostname-mismatch Step1. Leave %words% between percent signs as they are. */
N_("If the server's name in the settings belongs to your own domain (such as imap.yourcompany.com), replace it by imap.qiye.aliyun.com, pop.qiye.aliyun.com or smtp.qiye.aliyun.com: the certificate is made out to those.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, cert-hostname-mismatch Step2. Leave %words% between percent signs as they are. */
N_("If it is one of those already, you are in a guest network or somebody is listening: open a web page, sign in to the network, or use another one.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, cert-hostname-mismatch Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster: a name of your own works only after a certificate for it was uploaded in the mail console.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, relay-denied Step1. Leave %words% between percent signs as they are. */
N_("Use smtp.qiye.aliyun.com, port 465 with TLS, as the outgoing server. Servers whose names begin with mx only take mail from outside.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, relay-denied Step2. Leave %words% between percent signs as they are. */
N_("Switch on authentication for it, with your complete address and the password for mail programs.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, sending-limit-exceeded Step1. Leave %words% between percent signs as they are. */
N_("Stop sending for an hour and then send more slowly.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, sending-limit-exceeded Step2. Leave %words% between percent signs as they are. */
N_("If your password is simple, change it at qiye.aliyun.com: a weak password lowers the limit.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, sending-limit-exceeded Step3. Leave %words% between percent signs as they are. */
N_("For newsletters and mail from programs use the DirectMail service instead of a mailbox.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spam-content-rejected Step1. Leave %words% between percent signs as they are. */
N_("Change the words, leave out shortened links and advertising, and send the mail again to one recipient.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spam-content-rejected Step2. Leave %words% between percent signs as they are. */
N_("If ordinary mail is refused, send it as an attachment to antispam_fankui@alibaba-inc.com, the address for wrongly refused mail.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spam-content-rejected Step3. Leave %words% between percent signs as they are. */
N_("For newsletters use the DirectMail service instead of a mailbox.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spf-fail Step1. Leave %words% between percent signs as they are. */
N_("Send through smtp.qiye.aliyun.com, signed in with your address.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spf-fail Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: the domain needs exactly one SPF record, a TXT record \"v=spf1 include:spf.qiye.aliyun.com -all\". If there is one already, add the include to it before the \"all\".")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, spf-fail Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send the mail again.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, webmail-address-wrong Step1. Leave %words% between percent signs as they are. */
N_("Until it is mended, open https://qiye.aliyun.com/ in your browser.")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, webmail-address-wrong Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: in the domain's DNS let the CNAME record \"mail\" point to the name shown in the mail console (qiye.aliyun.com or alimail.aliyun.com).")
/* TRANSLATORS: knowledge/providers/alibaba-enterprise.ini, webmail-address-wrong Step3. Leave %words% between percent signs as they are. */
N_("Wait up to 24 hours.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("Make sure that the user name is your complete address, ending in @aliyun.com.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Sign in at mail.aliyun.com with the password. If that fails, reset it there.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("If it succeeds, look in the settings under Account & Security for a client password and use that one here.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, wrong-password Step4. Leave %words% between percent signs as they are. */
N_("Store the right password here. Mailmedic tries it once.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.aliyun.com and open the settings page POP/IMAP.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("Switch on the services you use, save, and let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, account-frozen Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.aliyun.com and follow the page to enable the account; a code is sent to your telephone.")
/* TRANSLATORS: knowledge/providers/alibaba-personal.ini, account-frozen Step2. Leave %words% between percent signs as they are. */
N_("If the page offers nothing, write to Alibaba Mail's support from another address.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("Make sure that the user name is your complete mail address, without blanks.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Sign in at mail.sg.aliyun.com with your password. An account of another site (Hong Kong, Germany, United States) is not known there: use the address of your own site.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("If the page accepts the password, look under Settings > Account & Security whether a client security password is switched on. If so, mail programs need the one generated there.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, wrong-password Step4. Leave %words% between percent signs as they are. */
N_("Store the right password here. Mailmedic tries it once.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.sg.aliyun.com and open Settings > Account & Security > Account security > third-party client security management.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, app-password-required Step2. Leave %words% between percent signs as they are. */
N_("Generate a password; confirm with the code sent to your telephone.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, app-password-required Step3. Leave %words% between percent signs as they are. */
N_("Copy it at once and store it here and in your mail program.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, username-needs-domain Step1. Leave %words% between percent signs as they are. */
N_("Enter your complete mail address as the user name for the incoming and the outgoing server.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, username-needs-domain Step2. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.sg.aliyun.com, open Settings > POP/IMAP, switch on the services you use and save.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("If the switches are missing, ask your postmaster to allow the POP3/SMTP and IMAP/SMTP services for your account under Employee accounts in the mail console.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("Let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-frozen Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the account is frozen. You cannot enable it yourself.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-frozen Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open Employee accounts in the mail console, find the account and choose \"Enable\".")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-blocked Step1. Leave %words% between percent signs as they are. */
N_("Tell your postmaster that the account is blocked.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-blocked Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open Employee accounts in the mail console, find the account, choose \"Unblock\" and set a new password.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-sending-blocked Step1. Leave %words% between percent signs as they are. */
N_("Change the password at mail.sg.aliyun.com and look in the Sent folder for mail you did not write.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, account-sending-blocked Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open Employee accounts in the mail console, find the account and choose \"Unban\".")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, external-sending-disabled Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster for permission to send outside the company.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, external-sending-disabled Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: open Employee accounts in the mail console, open the account and switch on \"Send to External Domains\".")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, cert-hostname-mismatch Step1. Leave %words% between percent signs as they are. */
N_("If the server's name in the settings belongs to your own domain, replace it by imap.sg.aliyun.com, pop.sg.aliyun.com or smtp.sg.aliyun.com.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, cert-hostname-mismatch Step2. Leave %words% between percent signs as they are. */
N_("If it is one of those already, sign in to the guest network you may be in, or use another network.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, spf-fail Step1. Leave %words% between percent signs as they are. */
N_("Send through smtp.sg.aliyun.com, signed in with your address.")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, spf-fail Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: the domain needs exactly one SPF record, a TXT record \"v=spf1 include:spf.sg.aliyun.com -all\". If there is one already, add the include to it before the \"all\".")
/* TRANSLATORS: knowledge/providers/alibaba-singapore.ini, spf-fail Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send the mail again.")
/* TRANSLATORS: knowledge/providers/gmail.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("Gmail refuses your ordinary Google password in mail programs and calls it wrong. Open https://myaccount.google.com/apppasswords and sign in. The page exists only while 2-Step Verification is on; switch that on under Security first.")
/* TRANSLATORS: knowledge/providers/gmail.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Create an app password for this computer and store its 16 letters here, without the blanks.")
/* TRANSLATORS: knowledge/providers/gmail.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("With a work or school account ask your postmaster whether app passwords are allowed; otherwise set the account up in a mail program with the Google sign-in page (OAuth 2.0).")
/* TRANSLATORS: knowledge/providers/gmail.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("Open https://myaccount.google.com/security and switch on 2-Step Verification if it is off.")
/* TRANSLATORS: knowledge/providers/gmail.ini, app-password-required Step2. Leave %words% between percent signs as they are. */
N_("Open https://myaccount.google.com/apppasswords and create an app password.")
/* TRANSLATORS: knowledge/providers/gmail.ini, app-password-required Step3. Leave %words% between percent signs as they are. */
N_("Store its 16 letters here and in your mail program as the account's password, without the blanks.")
/* TRANSLATORS: knowledge/providers/gmail.ini, oauth-required Step1. Leave %words% between percent signs as they are. */
N_("Update your mail program, remove the Gmail account from it and add it again with the program's assistant: the Google sign-in page opens.")
/* TRANSLATORS: knowledge/providers/gmail.ini, oauth-required Step2. Leave %words% between percent signs as they are. */
N_("Sign in there and allow the program to use your mail.")
/* TRANSLATORS: knowledge/providers/gmail.ini, oauth-required Step3. Leave %words% between percent signs as they are. */
N_("For the postmaster of a Workspace domain: mail programs that use only a password are no longer admitted.")
/* TRANSLATORS: knowledge/providers/gmail.ini, web-login-required Step1. Leave %words% between percent signs as they are. */
N_("Open https://mail.google.com/ in a browser on this computer, sign in and answer what Google asks.")
/* TRANSLATORS: knowledge/providers/gmail.ini, web-login-required Step2. Leave %words% between percent signs as they are. */
N_("Open https://myaccount.google.com/notifications and confirm that the blocked sign-in was you.")
/* TRANSLATORS: knowledge/providers/gmail.ini, web-login-required Step3. Leave %words% between percent signs as they are. */
N_("Wait ten minutes and let Mailmedic check again.")
/* TRANSLATORS: knowledge/providers/gmail.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Open https://mail.google.com/, then Settings > See all settings > Forwarding and POP/IMAP.")
/* TRANSLATORS: knowledge/providers/gmail.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("Switch on IMAP, or POP if you use that, and save the changes at the bottom of the page.")
/* TRANSLATORS: knowledge/providers/gmail.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("With a work or school account, if the page does not offer it, ask your postmaster: Google Admin console > Apps > Google Workspace > Gmail > End User Access.")
/* TRANSLATORS: knowledge/providers/gmail.ini, too-many-connections Step1. Leave %words% between percent signs as they are. */
N_("Gmail allows 15 connections at once for an account. Close it in programs and on phones you do not need.")
/* TRANSLATORS: knowledge/providers/gmail.ini, too-many-connections Step2. Leave %words% between percent signs as they are. */
N_("In Thunderbird lower \"Maximum number of server connections to cache\" to 3 under Account Settings > Server Settings > Advanced.")
/* TRANSLATORS: knowledge/providers/gmail.ini, too-many-connections Step3. Leave %words% between percent signs as they are. */
N_("Wait fifteen minutes.")
/* TRANSLATORS: knowledge/providers/gmail.ini, sending-limit-exceeded Step1. Leave %words% between percent signs as they are. */
N_("Wait 24 hours: a personal account may send about 500 mails a day, a Workspace account about 2,000.")
/* TRANSLATORS: knowledge/providers/gmail.ini, sending-limit-exceeded Step2. Leave %words% between percent signs as they are. */
N_("For newsletters use a service made for it.")
/* TRANSLATORS: knowledge/providers/gmail.ini, sending-limit-exceeded Step3. Leave %words% between percent signs as they are. */
N_("If you did not send that much, change the password and look into the Sent folder.")
/* TRANSLATORS: knowledge/providers/gmail.ini, spf-fail Step1. Leave %words% between percent signs as they are. */
N_("Send through smtp.gmail.com, signed in with your address.")
/* TRANSLATORS: knowledge/providers/gmail.ini, spf-fail Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster of a Workspace domain: the domain needs exactly one SPF record that holds \"include:_spf.google.com\" before its \"all\".")
/* TRANSLATORS: knowledge/providers/gmail.ini, spf-fail Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send the mail again.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("Microsoft no longer takes passwords from mail programs for reading mail, and calls a right one wrong. Use a program that opens Microsoft's sign-in page (OAuth 2.0) and choose OAuth2 in the account's settings.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Sign in at https://outlook.office.com/ to make sure that the account itself works and nothing is asked of you.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("With a work or school account ask your postmaster whether IMAP, POP and authenticated SMTP are switched on for your mailbox.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("App passwords no longer work for mail programs at Microsoft. Set the account up again with OAuth2 in a program that opens Microsoft's sign-in page.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, oauth-required Step1. Leave %words% between percent signs as they are. */
N_("In your mail program set the authentication method to OAuth2 for the incoming and the outgoing server, or remove the account and add it again with the assistant.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, oauth-required Step2. Leave %words% between percent signs as they are. */
N_("Sign in on Microsoft's page in the window that opens and allow the program to use your mail.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, oauth-required Step3. Leave %words% between percent signs as they are. */
N_("With a work or school account the postmaster may have to approve the program first (Entra admin center > Enterprise applications).")
/* TRANSLATORS: knowledge/providers/microsoft.ini, smtp-auth-disabled-by-admin Step1. Leave %words% between percent signs as they are. */
N_("Send from https://outlook.office.com/ for now.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, smtp-auth-disabled-by-admin Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: admin.microsoft.com > Users > Active users > the user > Mail > Manage email apps > tick \"Authenticated SMTP\". It helps for a program that signs in with OAuth2; leave the security defaults on.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, smtp-auth-disabled-by-admin Step3. Leave %words% between percent signs as they are. */
N_("After an hour let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("With a personal account: sign in at outlook.com, open Settings > Mail > Forwarding and IMAP (older pages: Sync email) and let devices and apps use POP or IMAP. Save.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("With a work or school account ask your postmaster: admin.microsoft.com > Users > Active users > the user > Mail > Manage email apps > tick IMAP, POP or Authenticated SMTP.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("After an hour let Mailmedic check the account again.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, not-connected-backend Step1. Leave %words% between percent signs as they are. */
N_("Sign in at https://outlook.office.com/ and see whether the mailbox opens.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, not-connected-backend Step2. Leave %words% between percent signs as they are. */
N_("With a personal account open Settings > Mail > Forwarding and IMAP and let devices and apps use POP or IMAP.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, not-connected-backend Step3. Leave %words% between percent signs as they are. */
N_("With a work or school account ask your postmaster whether IMAP and POP are ticked under Manage email apps and whether the user has a licence with a mailbox.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, conditional-access Step1. Leave %words% between percent signs as they are. */
N_("Ask your postmaster to look at Entra admin center > Users > Sign-in logs at the time named in the report; the tab Conditional Access names the rule.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, conditional-access Step2. Leave %words% between percent signs as they are. */
N_("Ask which device or program is allowed, or have this device registered. Do not try other passwords.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-locked-security Step1. Leave %words% between percent signs as they are. */
N_("With a personal account sign in at https://account.live.com/ and follow the page to unlock it.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-locked-security Step2. Leave %words% between percent signs as they are. */
N_("With a work or school account wait half an hour, or ask your postmaster to look at Entra admin center > Users > the user > sign-in.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-locked-security Step3. Leave %words% between percent signs as they are. */
N_("Choose a new password if you cannot explain it.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, web-login-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in at https://outlook.live.com/ in a browser and answer what the page asks; a new account has to be confirmed with a telephone number before it may send much.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, web-login-required Step2. Leave %words% between percent signs as they are. */
N_("Wait some hours and send the mail again.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-sending-blocked Step1. Leave %words% between percent signs as they are. */
N_("Change the password and look at the Sent folder, the rules and the forwarding.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-sending-blocked Step2. Leave %words% between percent signs as they are. */
N_("With a work or school account ask your postmaster: Microsoft Defender portal (security.microsoft.com) > Email & collaboration > Review > Restricted entities > remove the account.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, account-sending-blocked Step3. Leave %words% between percent signs as they are. */
N_("With a personal account sign in at outlook.live.com and follow the notice about unusual activity.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, spf-fail Step1. Leave %words% between percent signs as they are. */
N_("Send through smtp.office365.com, signed in with your address.")
/* TRANSLATORS: knowledge/providers/microsoft.ini, spf-fail Step2. Leave %words% between percent signs as they are. */
N_("For the postmaster: the domain needs exactly one SPF record that holds \"include:spf.protection.outlook.com\" before its \"all\".")
/* TRANSLATORS: knowledge/providers/microsoft.ini, spf-fail Step3. Leave %words% between percent signs as they are. */
N_("Wait 5 to 60 minutes, then send the mail again.")
/* TRANSLATORS: knowledge/providers/netease.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("NetEase wants an authorization code (授权码) in mail programs and calls your ordinary password wrong. Sign in at mail.163.com (or mail.126.com, mail.yeah.net).")
/* TRANSLATORS: knowledge/providers/netease.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Open Settings (设置) > POP3/SMTP/IMAP and switch on the IMAP/SMTP or POP3/SMTP service; confirm by text message.")
/* TRANSLATORS: knowledge/providers/netease.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("Add an authorization code there, copy it, and store it here and in your mail program as the password. A free account holds two codes at a time: delete one you no longer use if the page refuses a new one.")
/* TRANSLATORS: knowledge/providers/netease.ini, wrong-password Step4. Leave %words% between percent signs as they are. */
N_("Use your complete address as the user name.")
/* TRANSLATORS: knowledge/providers/netease.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.163.com (or mail.126.com, mail.yeah.net) and open Settings (设置) > POP3/SMTP/IMAP.")
/* TRANSLATORS: knowledge/providers/netease.ini, app-password-required Step2. Leave %words% between percent signs as they are. */
N_("Switch on the service you use and choose to add an authorization code (新增授权密码); confirm by text message.")
/* TRANSLATORS: knowledge/providers/netease.ini, app-password-required Step3. Leave %words% between percent signs as they are. */
N_("Copy the code; it is shown only once. Store it here and in your mail program as the password.")
/* TRANSLATORS: knowledge/providers/netease.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.163.com (or mail.126.com, mail.yeah.net) and open Settings (设置) > POP3/SMTP/IMAP.")
/* TRANSLATORS: knowledge/providers/netease.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("Switch on the IMAP/SMTP and, if you use it, the POP3/SMTP service; confirm by text message.")
/* TRANSLATORS: knowledge/providers/netease.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("Store the authorization code that is shown as the password here. Deleting all codes switches the services off again.")
/* TRANSLATORS: knowledge/providers/netease.ini, login-rate-limited Step1. Leave %words% between percent signs as they are. */
N_("Close all mail programs and phones that use this account and wait one hour.")
/* TRANSLATORS: knowledge/providers/netease.ini, login-rate-limited Step2. Leave %words% between percent signs as they are. */
N_("Then enter the authorization code, not the ordinary password, in each of them.")
/* TRANSLATORS: knowledge/providers/netease.ini, client-id-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in once at mail.163.com (or mail.126.com) in a browser and answer what it asks.")
/* TRANSLATORS: knowledge/providers/netease.ini, client-id-required Step2. Leave %words% between percent signs as they are. */
N_("If your mail program shows \"Unsafe Login\", update it: it has to send the IMAP ID command after the sign-in. Mailmedic does that.")
/* TRANSLATORS: knowledge/providers/netease.ini, client-id-required Step3. Leave %words% between percent signs as they are. */
N_("If Mailmedic is refused too, create a new authorization code under Settings > POP3/SMTP/IMAP and store it here.")
/* TRANSLATORS: knowledge/providers/netease.ini, account-sending-blocked Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.163.com, change the password and create a new authorization code.")
/* TRANSLATORS: knowledge/providers/netease.ini, account-sending-blocked Step2. Leave %words% between percent signs as they are. */
N_("Look in the Sent folder for mail you did not write.")
/* TRANSLATORS: knowledge/providers/netease.ini, account-sending-blocked Step3. Leave %words% between percent signs as they are. */
N_("Wait a day. If sending is still refused, use the help page at help.mail.163.com to ask for release.")
/* TRANSLATORS: knowledge/providers/netease.ini, sending-limit-exceeded Step1. Leave %words% between percent signs as they are. */
N_("Stop sending; the daily limit ends at midnight Beijing time, hourly ones after an hour.")
/* TRANSLATORS: knowledge/providers/netease.ini, sending-limit-exceeded Step2. Leave %words% between percent signs as they are. */
N_("Send in smaller portions, with some minutes between them.")
/* TRANSLATORS: knowledge/providers/netease.ini, sender-not-allowed Step1. Leave %words% between percent signs as they are. */
N_("The \"From\" address of the mail has to be exactly the address you sign in with. Correct it in your mail program's account settings.")
/* TRANSLATORS: knowledge/providers/netease.ini, sender-not-allowed Step2. Leave %words% between percent signs as they are. */
N_("Look at \"Reply-To\" and other identities too, then send again.")
/* TRANSLATORS: knowledge/providers/qq.ini, wrong-password Step1. Leave %words% between percent signs as they are. */
N_("QQ Mail wants an authorization code (授权码) in mail programs and refuses your QQ password. Sign in at mail.qq.com.")
/* TRANSLATORS: knowledge/providers/qq.ini, wrong-password Step2. Leave %words% between percent signs as they are. */
N_("Open Settings (设置) > Account (账号), go down to POP3/IMAP/SMTP service and switch it on; confirm by text message.")
/* TRANSLATORS: knowledge/providers/qq.ini, wrong-password Step3. Leave %words% between percent signs as they are. */
N_("Generate an authorization code, copy it, and store it here and in your mail program as the password. After a change of the QQ password generate a new one.")
/* TRANSLATORS: knowledge/providers/qq.ini, wrong-password Step4. Leave %words% between percent signs as they are. */
N_("With company mail (exmail) the servers are imap.exmail.qq.com and smtp.exmail.qq.com, and the code is called client-specific password (客户端专用密码): Settings > mailbox binding > safe login.")
/* TRANSLATORS: knowledge/providers/qq.ini, app-password-required Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.qq.com, open Settings (设置) > Account (账号) and switch on the POP3/IMAP/SMTP service.")
/* TRANSLATORS: knowledge/providers/qq.ini, app-password-required Step2. Leave %words% between percent signs as they are. */
N_("Choose to generate an authorization code (授权码) and confirm by text message.")
/* TRANSLATORS: knowledge/providers/qq.ini, app-password-required Step3. Leave %words% between percent signs as they are. */
N_("Store the code here and in your mail program as the password.")
/* TRANSLATORS: knowledge/providers/qq.ini, app-password-required Step4. Leave %words% between percent signs as they are. */
N_("With company mail (exmail) sign in at exmail.qq.com, open Settings > mailbox binding, switch on safe login and create a client-specific password (客户端专用密码).")
/* TRANSLATORS: knowledge/providers/qq.ini, protocol-disabled Step1. Leave %words% between percent signs as they are. */
N_("Sign in at mail.qq.com, open Settings (设置) > Account (账号) and switch on the POP3/IMAP/SMTP service; confirm by text message.")
/* TRANSLATORS: knowledge/providers/qq.ini, protocol-disabled Step2. Leave %words% between percent signs as they are. */
N_("Store the authorization code that is shown as the password here.")
/* TRANSLATORS: knowledge/providers/qq.ini, protocol-disabled Step3. Leave %words% between percent signs as they are. */
N_("With company mail (exmail) open Settings > send/receive settings at exmail.qq.com and switch on IMAP/SMTP and POP/SMTP; if they are missing, ask your postmaster.")
/* TRANSLATORS: knowledge/providers/qq.ini, login-rate-limited Step1. Leave %words% between percent signs as they are. */
N_("Close all mail programs and phones that use this account and wait one hour.")
/* TRANSLATORS: knowledge/providers/qq.ini, login-rate-limited Step2. Leave %words% between percent signs as they are. */
N_("Then enter the authorization code, not the QQ password, in each of them.")
/* TRANSLATORS: knowledge/providers/qq.ini, server-name-wrong Step1. Leave %words% between percent signs as they are. */
N_("For a private QQ address use imap.qq.com, pop.qq.com and smtp.qq.com.")
/* TRANSLATORS: knowledge/providers/qq.ini, server-name-wrong Step2. Leave %words% between percent signs as they are. */
N_("For company mail use imap.exmail.qq.com, pop.exmail.qq.com and smtp.exmail.qq.com; the private servers do not know company accounts.")
