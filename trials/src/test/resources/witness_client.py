#!/usr/bin/python3
"""A client of the witness service (MS-SWN over TCP) made of Samba's own bindings; python3-samba 4.20 or newer.

Each thing that happens is one line of JSON on standard output, so that a test can follow it.
"""
import argparse
import json
import sys

from samba import NTSTATUSError, WERRORError, credentials, ndr, param
from samba.dcerpc import witness


def say(**what):
    print(json.dumps(what), flush=True)


def connect(o):
    settings = param.LoadParm()
    settings.load_default()
    who = credentials.Credentials()
    who.guess(settings)
    who.set_domain("")
    who.set_username(o.user)
    who.set_password(o.password)
    who.set_kerberos_state(credentials.DONT_USE_KERBEROS)
    binding = "ncacn_ip_tcp:%s[spnego,%s,target_hostname=%s]" % (o.host, o.protection, o.name)
    return witness.witness(binding, settings, who)


def interfaces(service):
    found = []
    listing = service.GetInterfaceList()
    for i in range(listing.num_interfaces):
        one = listing.interfaces[i]
        found.append(one)
        say(what="interface", group=one.group_name, ipv4=one.ipv4, version=int(one.version),
            state=int(one.state), flags=int(one.flags),
            witness=bool(one.flags & witness.WITNESS_INFO_WITNESS_IF),
            valid_ipv4=bool(one.flags & witness.WITNESS_INFO_IPv4_VALID))
    return found


def register(o, service, found):
    address = o.watch or next(f.ipv4 for f in found if f.flags & witness.WITNESS_INFO_WITNESS_IF)
    if o.version == 1:
        handle = service.Register(witness.WITNESS_V1, o.name, address, o.client)
    else:
        handle = service.RegisterEx(witness.WITNESS_V2, o.name, o.share or None, address, o.client,
                                    witness.WITNESS_REGISTER_NONE, o.keep_alive)
    say(what="registered", handle=str(handle.uuid), address=address)
    return handle


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("host", help="node whose witness service is asked")
    p.add_argument("name", help="file server name")
    p.add_argument("user")
    p.add_argument("password")
    p.add_argument("--share", default="")
    p.add_argument("--client", default="TRIAL1")
    p.add_argument("--watch", default="", help="data address to watch; the first witness interface unless given")
    p.add_argument("--version", type=int, choices=(1, 2), default=2)
    p.add_argument("--protection", choices=("sign", "seal"), default="sign")
    p.add_argument("--keep-alive", type=int, default=120)
    p.add_argument("--notifications", type=int, default=0, help="how many to wait for")
    p.add_argument("--patience", type=int, default=60, help="seconds to wait for each")
    o = p.parse_args()
    try:
        service = connect(o)
        found = interfaces(service)
        if o.notifications == 0 and not o.watch:
            return 0
        handle = register(o, service, found)
        service.request_timeout = o.patience
        for _ in range(o.notifications):
            say(what="notification", text=ndr.ndr_print(service.AsyncNotify(handle)))
        service.UnRegister(handle)
        say(what="unregistered")
        return 0
    except (NTSTATUSError, WERRORError) as e:
        say(what="refused", code=int(e.args[0]) & 0xFFFFFFFF, text=str(e.args[1]))
        return 1


if __name__ == "__main__":
    sys.exit(main())
