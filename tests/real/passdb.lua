-- SPDX-License-Identifier: GPL-3.0-or-later
-- One user for each way a login can fail; the password of all is in the file `password` beside this one.
-- A reason may hold no blank: Dovecot splits the list there.
local here = debug.getinfo(1, "S").source:match("^@(.*)/[^/]*$")

local function password()
	local file = assert(io.open(here .. "/password", "r"))
	local word = file:read("l")
	file:close()
	return "password={PLAIN}" .. word
end

local function refused(reason)
	return function()
		return dovecot.auth.PASSDB_RESULT_OK, password() .. " nologin=y nodelay=y reason=" .. reason
	end
end

local function result(name)
	return function()
		return dovecot.auth["PASSDB_RESULT_" .. name], password()
	end
end

local users = {
	good = result("OK"),
	other = result("OK"),
	inside = result("OK"),
	nearly = result("OK"),
	full = result("OK"),
	disabled = result("USER_DISABLED"),
	expired = result("PASS_EXPIRED"),
	down = function() return dovecot.auth.PASSDB_RESULT_INTERNAL_FAILURE, "down as asked" end,
	frozen = refused("AccountFrozen:_contact_postmaster"),
	blocked = refused("AccountBlocked"),
	noimap = function(service)
		if service == "imap" then
			return refused("IMAP_is_not_enabled")()
		end
		return result("OK")()
	end,
}

function auth_passdb_lookup(request)
	local user = users[request.user:gsub("@.*", "")]
	if user then
		return user(request.service)
	end
	return dovecot.auth.PASSDB_RESULT_USER_UNKNOWN, "no such user"
end

-- Messages a mailbox may hold: those of the test are counted, not weighed.
local rooms = { nearly = "10", full = "2" }

function auth_userdb_lookup(request)
	local room = rooms[request.user:gsub("@.*", "")]
	return dovecot.auth.USERDB_RESULT_OK, room and "quota_rule=*:messages=" .. room or ""
end

function script_init()
	return 0
end

function script_deinit()
end
