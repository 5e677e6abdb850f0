package io.onehop.client.witness;

import io.onehop.rpc.epm.EndpointMapper;
import io.onehop.rpc.epm.EptMap;
import io.onehop.rpc.epm.Tower;
import io.onehop.rpc.ndr.ContextHandle;
import io.onehop.rpc.ndr.NdrReader;
import io.onehop.rpc.witness.AsyncNotify;
import io.onehop.rpc.witness.GetInterfaceList;
import io.onehop.rpc.witness.InterfaceInfo;
import io.onehop.rpc.witness.Register;
import io.onehop.rpc.witness.Registrant;
import io.onehop.rpc.witness.ResourceState;
import io.onehop.rpc.witness.WitnessInterface;
import io.onehop.rpc.witness.WitnessStatus;
import io.onehop.wire.MalformedMessageException;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods of one node's witness. [MS-SWN] 3.2.4. Blocks; {@link #close} from another thread
 * ends a wait.
 */
public final class WitnessClient implements Closeable {
    static final int CALL_SECONDS = 30;

    /** A Win32 code that is not success. */
    static final class RefusedException extends IOException {
        private final int code;

        RefusedException(String what, int code) {
            super(what + ": error 0x" + Integer.toHexString(code));
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final RpcChannel channel;

    private WitnessClient(RpcChannel channel) {
        this.channel = channel;
    }

    /** Connects to the witness of a node as the user of a subject. */
    public static WitnessClient open(
            InetAddress node,
            WitnessProfile profile,
            WitnessWatcher.Subject subject,
            int connectMillis)
            throws IOException {
        return open(
                node,
                profile,
                new RpcChannel.Login(subject.serverName(), subject.credentials()),
                connectMillis);
    }

    /** Connects to the witness of a node. */
    static WitnessClient open(
            InetAddress node, WitnessProfile profile, RpcChannel.Login login, int connectMillis)
            throws IOException {
        int port = profile.port() != 0 ? profile.port() : askMapper(node, profile, connectMillis);
        InetSocketAddress address = new InetSocketAddress(node, port);
        return new WitnessClient(
                RpcChannel.openSigned(address, WitnessInterface.SYNTAX, login, connectMillis));
    }

    private static int askMapper(InetAddress node, WitnessProfile profile, int connectMillis)
            throws IOException {
        InetSocketAddress address = new InetSocketAddress(node, profile.mapperPort());
        try (RpcChannel mapper = RpcChannel.open(address, EndpointMapper.SYNTAX, connectMillis)) {
            EptMap.Request request = EptMap.Request.of(Tower.asking(WitnessInterface.SYNTAX));
            byte[] stub = mapper.call(EptMap.OPNUM, request.encode(), CALL_SECONDS);
            EptMap.Response answer = EptMap.Response.decode(new NdrReader(stub));
            for (byte[] octets : answer.towers()) {
                Tower tower = Tower.orNull(octets);
                if (tower != null && tower.port() != 0) {
                    return tower.port();
                }
            }
            throw new IOException(address + " knows no witness");
        } catch (MalformedMessageException e) {
            throw new IOException("the endpoint mapper's answer is malformed", e);
        }
    }

    /** All interfaces; waits until another node is available. */
    List<InterfaceInfo> interfaces(int timeoutSeconds) throws IOException {
        byte[] stub = channel.call(GetInterfaceList.OPNUM, new byte[0], timeoutSeconds);
        try {
            GetInterfaceList.Response answer =
                    GetInterfaceList.Response.decode(new NdrReader(stub));
            if (answer.status() != WitnessStatus.SUCCESS) {
                throw new RefusedException("list interfaces", answer.status());
            }
            return answer.interfaces();
        } catch (MalformedMessageException e) {
            throw new IOException("the interface list is malformed", e);
        }
    }

    /** The interfaces that one may register with, of these. [MS-SWN] 3.2.4.1. */
    static List<InterfaceInfo> witnesses(List<InterfaceInfo> interfaces, InetAddress dataNode) {
        List<InterfaceInfo> out = new ArrayList<>();
        String dataGroup = groupOf(interfaces, dataNode);
        for (InterfaceInfo each : interfaces) {
            if (each.witness()
                    && each.state() == ResourceState.AVAILABLE
                    && !each.address().equals(dataNode)
                    && !each.groupName().equalsIgnoreCase(dataGroup)) {
                out.add(each);
            }
        }
        return out;
    }

    /** The name of the node that has an address, or an empty one. */
    static String groupOf(List<InterfaceInfo> interfaces, InetAddress address) {
        for (InterfaceInfo each : interfaces) {
            if (each.address().equals(address)) {
                return each.groupName();
            }
        }
        return "";
    }

    /** Registers for a share; falls back to version 1, which knows no shares. */
    public ContextHandle register(Registrant names, int keepAliveSeconds) throws IOException {
        Register.Request request =
                new Register.Request(true, Register.VERSION_2, names, 0, keepAliveSeconds);
        try {
            return register(Register.OPNUM_EX, request);
        } catch (RefusedException e) {
            if (e.code() != WitnessStatus.REVISION_MISMATCH) {
                throw e;
            }
        }
        Registrant plain =
                new Registrant(
                        names.netName(), null, names.ipAddress(), names.clientComputerName());
        return register(
                Register.OPNUM, new Register.Request(false, Register.VERSION_1, plain, 0, 0));
    }

    private ContextHandle register(int opnum, Register.Request request) throws IOException {
        byte[] stub = channel.call(opnum, request.encode(), CALL_SECONDS);
        try {
            Register.Response answer = Register.Response.decode(new NdrReader(stub));
            if (answer.status() != WitnessStatus.SUCCESS) {
                throw new RefusedException("register", answer.status());
            }
            return answer.handle();
        } catch (MalformedMessageException e) {
            throw new IOException("the answer to a registration is malformed", e);
        }
    }

    /** Waits for a notification, or a status that says why there is none. */
    public AsyncNotify.Response notification(ContextHandle handle, int timeoutSeconds)
            throws IOException {
        byte[] stub =
                channel.call(
                        AsyncNotify.OPNUM,
                        new AsyncNotify.Request(handle).encode(),
                        timeoutSeconds);
        try {
            return AsyncNotify.Response.decode(new NdrReader(stub));
        } catch (MalformedMessageException e) {
            throw new IOException("a notification is malformed", e);
        }
    }

    @Override
    public void close() {
        channel.close();
    }
}
