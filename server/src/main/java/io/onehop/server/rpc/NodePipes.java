package io.onehop.server.rpc;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.rpc.RpcAssociations;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.SecurityProvider;
import io.onehop.rpc.lsarpc.LocalSecurityAuthority;
import io.onehop.rpc.srvsvc.ServerService;
import io.onehop.rpc.wkssvc.WorkstationService;
import io.onehop.server.SessionView;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.pipe.PipeServices;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** The named pipes of a node: server service, workstation service, local security authority. */
public final class NodePipes {
    private NodePipes() {}

    /**
     * @param sessions those of clients of this node
     * @param volumes those that this node serves
     * @param workers run the calls, which may block
     */
    public static PipeServices of(
            ClusterView cluster,
            TimeSource time,
            Supplier<List<SessionView>> sessions,
            Supplier<List<ServedVolume>> volumes,
            Executor workers) {
        SecurityProvider security = new ClusterSecurity(cluster, time);
        RpcAssociations associations = new RpcAssociations();
        ServerService server =
                new ServerService(new ClusterInventory(cluster, time, sessions, volumes));
        WorkstationService workstation =
                new WorkstationService(
                        () ->
                                new WorkstationService.Workstation(
                                        cluster.state().fileServerName(),
                                        cluster.state().fileServerName(),
                                        ClusterInventory.VERSION_MAJOR,
                                        ClusterInventory.VERSION_MINOR));
        LocalSecurityAuthority authority = new LocalSecurityAuthority(new ClusterAccounts(cluster));
        return new PipeServices(
                Map.of(
                        "srvsvc", service(server, security, associations, "srvsvc"),
                        "wkssvc", service(workstation, security, associations, "wkssvc"),
                        "lsarpc", service(authority, security, associations, "lsarpc")),
                workers);
    }

    private static RpcService service(
            RpcInterface target,
            SecurityProvider security,
            RpcAssociations associations,
            String pipe) {
        return new RpcService(List.of(target), security, associations, "\\PIPE\\" + pipe);
    }
}
