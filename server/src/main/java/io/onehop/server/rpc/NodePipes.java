package io.onehop.server.rpc;

import io.onehop.base.TimeSource;
import io.onehop.cluster.ClusterView;
import io.onehop.cluster.state.Command;
import io.onehop.rpc.RpcAssociations;
import io.onehop.rpc.RpcInterface;
import io.onehop.rpc.RpcService;
import io.onehop.rpc.SecurityProvider;
import io.onehop.rpc.fsrvp.FileServerVssAgent;
import io.onehop.rpc.lsarpc.LocalSecurityAuthority;
import io.onehop.rpc.samr.SecurityAccountManager;
import io.onehop.rpc.srvsvc.ServerService;
import io.onehop.rpc.wkssvc.WorkstationService;
import io.onehop.server.SmbServer;
import io.onehop.server.open.ServedVolume;
import io.onehop.server.pipe.PipeServices;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The named pipes of a node: server service, workstation service, local security authority,
 * security account manager, remote VSS.
 */
public final class NodePipes {
    private NodePipes() {}

    /**
     * What the pipes tell of and work on.
     *
     * @param change completes when the nodes in service have applied the command
     * @param smb those of clients of this node
     * @param volumes those that this node serves
     * @param workers run the calls, which may block
     */
    public record Parts(
            ClusterView cluster,
            Function<Command, CompletableFuture<?>> change,
            TimeSource time,
            Supplier<SmbServer> smb,
            Supplier<List<ServedVolume>> volumes,
            Executor workers) {}

    public static PipeServices of(Parts parts) {
        ClusterView cluster = parts.cluster();
        SecurityProvider security = new ClusterSecurity(cluster, parts.time());
        ServerService server =
                new ServerService(
                        new ClusterInventory(
                                cluster,
                                parts.time(),
                                () -> parts.smb().get().sessions(),
                                parts.volumes()),
                        new ClusterControl(
                                cluster,
                                parts.change(),
                                id -> parts.smb().get().closeSession(id),
                                parts.volumes()));
        WorkstationService workstation =
                new WorkstationService(
                        () ->
                                new WorkstationService.Workstation(
                                        cluster.state().fileServerName(),
                                        cluster.state().fileServerName(),
                                        ClusterInventory.VERSION_MAJOR,
                                        ClusterInventory.VERSION_MINOR));
        LocalSecurityAuthority authority = new LocalSecurityAuthority(new ClusterAccounts(cluster));
        SecurityAccountManager accounts = new SecurityAccountManager(new ClusterDatabase(cluster));
        FileServerVssAgent shadowCopies =
                new FileServerVssAgent(
                        name -> cluster.state().share(name).isPresent(), parts.time());
        return new PipeServices(
                Map.of(
                        "srvsvc", service(server, security, "srvsvc"),
                        "wkssvc", service(workstation, security, "wkssvc"),
                        "lsarpc", service(authority, security, "lsarpc"),
                        "samr", service(accounts, security, "samr"),
                        "FssagentRpc", service(shadowCopies, security, "FssagentRpc")),
                parts.workers());
    }

    /** Each pipe has associations of its own, so that its interface hears of every last one. */
    private static RpcService service(RpcInterface target, SecurityProvider security, String pipe) {
        return new RpcService(List.of(target), security, new RpcAssociations(), "\\PIPE\\" + pipe);
    }
}
