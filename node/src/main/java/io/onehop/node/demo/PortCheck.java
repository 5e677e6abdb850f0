package io.onehop.node.demo;

import io.onehop.cluster.state.Ports;
import io.onehop.node.cli.CliException;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;

/** Looks, before anything is made, whether this process may have the ports that nodes need. */
final class PortCheck {
    private static final int FIRST_FREE_FOR_ALL = 1024;

    private PortCheck() {}

    static void check(Plan plan) throws CliException, IOException {
        Ports p = plan.ports();
        List<Integer> tcp =
                List.of(
                        p.smb(),
                        p.endpointMapper(),
                        p.witness(),
                        p.dns(),
                        p.peer(),
                        p.raft(),
                        p.admin());
        for (InetAddress address : plan.allAddresses()) {
            for (int port : tcp) {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(new InetSocketAddress(address, port));
                } catch (BindException e) {
                    throw refused(e, address, port);
                }
            }
            try (DatagramSocket socket =
                    new DatagramSocket(new InetSocketAddress(address, p.dns()))) {
                socket.setReuseAddress(false);
            } catch (SocketException e) {
                throw refused(e, address, p.dns());
            }
        }
    }

    private static CliException refused(SocketException e, InetAddress address, int port) {
        String place = "port " + port + " of " + address.getHostAddress();
        String why = String.valueOf(e.getMessage());
        if (port < FIRST_FREE_FOR_ALL && why.contains("ermission")) {
            return new CliException(
                    place + " needs root: run as root, or use --port-base 20000 or the like");
        }
        if (why.contains("in use")) {
            return new CliException(
                    place
                            + " is taken by another program, perhaps another demo: end it, or use"
                            + " --port-base or --addresses");
        }
        return new CliException(
                place
                        + " cannot be had ("
                        + why
                        + "): use --port-base or --addresses with addresses of this machine");
    }
}
