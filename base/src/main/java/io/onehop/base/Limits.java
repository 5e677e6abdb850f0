package io.onehop.base;

/** The named limits on everything that a peer controls, checked where it is decoded. */
public final class Limits {
    /** Largest READ, WRITE and transaction of a client, in bytes; what NEGOTIATE offers. */
    public static final int MAX_IO_BYTES = 8 << 20;

    /**
     * Largest SMB frame once a session is authenticated: one full write, its headers and a compound
     * around it.
     */
    public static final int MAX_FRAME_BYTES = MAX_IO_BYTES + (64 << 10);

    /** Largest SMB frame before a session is authenticated. */
    public static final int MAX_UNAUTHENTICATED_FRAME_BYTES = 64 << 10;

    /** Most requests in one compound. */
    public static final int MAX_COMPOUND_REQUESTS = 64;

    /** Most credits that a connection may hold. */
    public static final int MAX_CREDITS = 8192;

    /** Most sessions on one connection. */
    public static final int MAX_SESSIONS_PER_CONNECTION = 2048;

    /** Most connections bound to one session. */
    public static final int MAX_CHANNELS_PER_SESSION = 32;

    /** Most tree connects in one session. */
    public static final int MAX_TREES_PER_SESSION = 4096;

    /** Most opens in one session. */
    public static final int MAX_OPENS_PER_SESSION = 1 << 17;

    /** Most opens of one client that a volume keeps while the client is gone. */
    public static final int MAX_DISCONNECTED_OPENS_PER_CLIENT = 4096;

    /** Most opens that a volume keeps while their clients are gone. */
    public static final int MAX_DISCONNECTED_OPENS = 1 << 14;

    /** Most acknowledgments of breaks that a node remembers, to send no break twice. */
    public static final int MAX_REMEMBERED_ACKNOWLEDGMENTS = 4096;

    /** Most requests of one connection that wait for an answer, as many as in Windows. */
    public static final int MAX_PENDING_REQUESTS = 511;

    /** Largest buffer of changes that a watched directory keeps for one open, in bytes. */
    public static final int MAX_NOTIFY_BUFFER_BYTES = 64 << 10;

    /** Largest security token in SESSION_SETUP, in bytes. */
    public static final int MAX_SECURITY_TOKEN_BYTES = 64 << 10;

    /** Most AV pairs in an NTLM message. */
    public static final int MAX_AV_PAIRS = 64;

    /** Most mechanisms in a SPNEGO token. */
    public static final int MAX_MECH_TYPES = 32;

    /** Largest security descriptor, in bytes. */
    public static final int MAX_SECURITY_DESCRIPTOR_BYTES = 64 << 10;

    /** Most entries in one access control list. */
    public static final int MAX_ACES = 1024;

    /** Most subauthorities of a security identifier. [MS-DTYP] 2.4.2. */
    public static final int MAX_SUB_AUTHORITIES = 15;

    /** Longest path in characters, as Windows has it. */
    public static final int MAX_PATH_CHARS = 32_760;

    /** Deepest path in components. */
    public static final int MAX_PATH_DEPTH = 512;

    /** Longest name of one file, stream or directory in characters. */
    public static final int MAX_NAME_CHARS = 255;

    /** Largest set of extended attributes of one file, in bytes. */
    public static final int MAX_EA_BYTES = 64 << 10;

    /** Most byte ranges in one LOCK request. */
    public static final int MAX_LOCKS_PER_REQUEST = 64;

    /** Most byte ranges locked in one stream. */
    public static final int MAX_LOCKS_PER_STREAM = 1 << 16;

    /** Most requests of one open that wait for changes of its directory. */
    public static final int MAX_WAITING_PER_OPEN = 1024;

    /** Most create contexts in one CREATE. */
    public static final int MAX_CREATE_CONTEXTS = 32;

    /** Most negotiate contexts in one NEGOTIATE. */
    public static final int MAX_NEGOTIATE_CONTEXTS = 32;

    /** Most dialects in one NEGOTIATE. */
    public static final int MAX_DIALECTS = 64;

    /** Most algorithms in one negotiate context. */
    public static final int MAX_NEGOTIATE_ALGORITHMS = 64;

    /** Most contexts in one TREE_CONNECT. */
    public static final int MAX_TREE_CONNECT_CONTEXTS = 8;

    /** Most contexts in one ERROR response. */
    public static final int MAX_ERROR_CONTEXTS = 8;

    /** Most addresses of an owner in one redirect. */
    public static final int MAX_REDIRECT_ADDRESSES = 256;

    /** Most chunks in one server-side copy. */
    public static final int MAX_COPY_CHUNKS = 256;

    /** Largest chunk of a server-side copy, in bytes. [MS-SMB2] 3.3.3, as Windows has it. */
    public static final int MAX_COPY_CHUNK_BYTES = 1 << 20;

    /** Most bytes of all chunks of one server-side copy. */
    public static final int MAX_COPY_BYTES = 16 << 20;

    /** Most SIDs whose quotas are asked for at once. */
    public static final int MAX_QUOTA_SIDS = 4096;

    /** Most ranges in one FSCTL_FILE_LEVEL_TRIM. */
    public static final int MAX_TRIM_RANGES = 4096;

    /** Most network interfaces that a server may list. */
    public static final int MAX_NETWORK_INTERFACES = 1024;

    /** Most snapshots in one list. */
    public static final int MAX_SNAPSHOTS = 4096;

    /** Largest fragment of a DCE/RPC call, in bytes. */
    public static final int MAX_RPC_FRAGMENT_BYTES = 5840;

    /** Largest reassembled DCE/RPC call, in bytes. */
    public static final int MAX_RPC_CALL_BYTES = 1 << 20;

    /** Most elements of one NDR array. */
    public static final int MAX_NDR_ELEMENTS = 65_536;

    /** Most named pipes that one tree connect may have open. */
    public static final int MAX_PIPES_PER_TREE = 4096;

    /** Most reads that wait on one named pipe. */
    public static final int MAX_PIPE_READERS = 64;

    /** Most bytes of answers that a client may leave unread in one named pipe. */
    public static final int MAX_PIPE_UNREAD_BYTES = 4 << 20;

    /** Smallest fragment that a DCE/RPC peer must take. [C706] 12.6.3.1, MustRecvFragSize. */
    public static final int MIN_RPC_FRAGMENT_BYTES = 1432;

    /** Most calls of one DCE/RPC connection that wait for an answer. */
    public static final int MAX_RPC_CALLS_PER_CONNECTION = 128;

    /** Most presentation contexts of one DCE/RPC connection. */
    public static final int MAX_RPC_PRESENTATION_CONTEXTS = 64;

    /** Most transfer syntaxes that a client may offer for one presentation context. */
    public static final int MAX_RPC_TRANSFER_SYNTAXES = 16;

    /** Most security contexts of one DCE/RPC connection. */
    public static final int MAX_RPC_SECURITY_CONTEXTS = 8;

    /** Most context handles that one interface keeps for one DCE/RPC association. */
    public static final int MAX_RPC_CONTEXT_HANDLES = 1024;

    /** Most entries that ept_map and ept_lookup give. [MS-RPCE] 2.2.1.2.4. */
    public static final int MAX_ENDPOINT_ENTRIES = 500;

    /** Most names or SIDs in one LSA lookup. [MS-LSAT] 2.2.18, 3.1.4.5. */
    public static final int MAX_LSA_LOOKUPS = 1000;

    /** Most SIDs in one question to the security account manager. [MS-SAMR] 2.2.7.5. */
    public static final int MAX_SAM_SIDS = 1024;

    /** Most witness registrations of one node. */
    public static final int MAX_WITNESS_REGISTRATIONS = 1 << 16;

    /** Most witness registrations of one association. */
    public static final int MAX_WITNESS_REGISTRATIONS_PER_ASSOCIATION = 256;

    /** Most witness calls of one node that wait for an event. */
    public static final int MAX_WITNESS_WAITERS = 1 << 16;

    /** Most WitnessrAsyncNotify calls that wait on one registration. */
    public static final int MAX_WITNESS_WAITERS_PER_REGISTRATION = 8;

    /** Longest network, share, client or address name that a witness registration keeps. */
    public static final int MAX_WITNESS_NAME_CHARS = 260;

    /** Most resource changes that wait for one witness registration. */
    public static final int MAX_WITNESS_PENDING_CHANGES = 16;

    /**
     * Longest name of a share in a call to the remote VSS service: a DNS name of 255 characters, a
     * share of 80, and backslashes before, between and behind.
     */
    public static final int MAX_FSRVP_SHARE_NAME_CHARS = 2 + 255 + 1 + 80 + 1;

    /** Memory that a connection may use before a session on it is authenticated, in bytes. */
    public static final int MAX_UNAUTHENTICATED_BYTES = 128 << 10;

    /** Largest DNS query, in bytes. */
    public static final int MAX_DNS_QUERY_BYTES = 4096;

    /** Largest DNS answer in one datagram, in bytes: never cut on its way. RFC 9715. */
    public static final int MAX_DNS_DATAGRAM_BYTES = 1232;

    /** Most addresses in one DNS answer. */
    public static final int MAX_DNS_ADDRESSES = 256;

    /** Most DNS connections of one address; a new one then takes the place of the oldest. */
    public static final int MAX_DNS_CONNECTIONS = 128;

    /** Most queries of one DNS connection. */
    public static final int MAX_DNS_QUERIES_PER_CONNECTION = 64;

    /** Largest body of a request to the admin API, in bytes. */
    public static final int MAX_ADMIN_BODY_BYTES = 64 << 10;

    /** Most streams of events that one node feeds. */
    public static final int MAX_EVENT_STREAMS = 64;

    /** Most events that wait for one slow reader. */
    public static final int MAX_WAITING_EVENTS = 1024;

    /** Events that a node remembers. */
    public static final int MAX_REMEMBERED_EVENTS = 1000;

    /** How long a client may take to acknowledge a break. [MS-SMB2] 3.3.4.6, 3.3.4.7 */
    public static final long BREAK_TIMEOUT_NANOS = 35_000_000_000L;

    private Limits() {}
}
