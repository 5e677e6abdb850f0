package io.onehop.node.demo;

import io.onehop.client.ClientOptions;
import io.onehop.client.NameResolver;
import io.onehop.client.ServerAddress;
import io.onehop.client.Share;
import io.onehop.client.SmbClient;
import io.onehop.client.connection.Credentials;
import io.onehop.client.witness.WitnessProfile;
import io.onehop.node.admin.ApiException;
import io.onehop.node.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What the steps share. Of the thread that tells the story; closing may come from another. */
public final class Stage implements AutoCloseable {
    private final Plan plan;
    private final DemoCluster cluster;
    private final SourceTree source;
    private final Screen screen;
    private final Timeline timeline;
    private final ClusterDns dns;
    private final List<SmbClient> clients = new ArrayList<>();
    private final Map<String, String> owners = new TreeMap<>();
    private @Nullable SmbClient client;
    private @Nullable CheckedLoad load;

    Stage(Plan plan, DemoCluster cluster, SourceTree source, Screen screen) {
        this.plan = plan;
        this.cluster = cluster;
        this.source = source;
        this.screen = screen;
        this.timeline = new Timeline(plan);
        this.dns = new ClusterDns(plan);
    }

    public Plan plan() {
        return plan;
    }

    public DemoCluster cluster() {
        return cluster;
    }

    public SourceTree source() {
        return source;
    }

    public Screen screen() {
        return screen;
    }

    public Timeline timeline() {
        return timeline;
    }

    public ClusterDns dns() {
        return dns;
    }

    /** A node that does not own the volume: the next after its owner. */
    public String notOwner(String owner) {
        List<Plan.Place> places = plan.places();
        for (int i = 0; i < places.size(); i++) {
            if (places.get(i).name().equals(owner)) {
                return places.get((i + 1) % places.size()).name();
            }
        }
        throw new IllegalArgumentException(owner);
    }

    /** A client that stays on one node: it has no witness. */
    public SmbClient clientPinnedTo(String node) {
        return open(
                ServerAddress.of(Plan.CLUSTER)
                        .withPort(plan.ports().smb())
                        .withAddresses(plan.addressesOf(node)),
                ClientOptions.DEFAULT.withWitness(WitnessProfile.DEFAULT.disabled()));
    }

    /** A client with a witness, which finds the nodes by name. */
    public SmbClient clientByName() {
        return open(byName(), watched().withResolver(dns));
    }

    /** The same, but what it first finds is one node. */
    public SmbClient clientLandingOn(String node) {
        AtomicBoolean landed = new AtomicBoolean();
        List<InetAddress> first = plan.addressesOf(node);
        NameResolver resolver =
                name -> landed.compareAndSet(false, true) ? first : dns.resolve(name);
        SmbClient made = open(byName(), watched().withResolver(resolver));
        made.onMove(timeline::moved);
        client = made;
        return made;
    }

    private ServerAddress byName() {
        return ServerAddress.of(Plan.CLUSTER).withPort(plan.ports().smb());
    }

    private ClientOptions watched() {
        return ClientOptions.DEFAULT.withWitness(
                WitnessProfile.DEFAULT.withPorts(plan.ports().endpointMapper(), 0));
    }

    private synchronized SmbClient open(ServerAddress server, ClientOptions options) {
        SmbClient made =
                SmbClient.connect(server, Credentials.of(Plan.USER, plan.password()), options);
        clients.add(made);
        return made;
    }

    /** The client of the story: it landed on a wrong node and is moved. */
    public SmbClient client() {
        return Objects.requireNonNull(client);
    }

    /** Waits until the client of the story uses a share at the owner of its volume. */
    public void awaitAtOwner(int number, int seconds)
            throws ApiException, CliException, IOException, InterruptedException, NotSeenException {
        Share share = client().share(Plan.share(number));
        Await.until(
                "the client to use " + share.name() + " at its owner",
                seconds,
                () -> node(share).equals(cluster.owner(Plan.volume(number))));
    }

    /** The node that a share is used at; empty while there is none. */
    public String node(Share share) {
        InetAddress address = share.status().dataNode();
        return address == null ? "" : plan.nodeAt(address);
    }

    /** Owners of volumes by name, as the story knows them. */
    public Map<String, String> owners() {
        return owners;
    }

    /** The load that runs while volumes move and nodes die. */
    public CheckedLoad load() {
        return Objects.requireNonNull(load);
    }

    public void load(CheckedLoad started) {
        load = started;
    }

    @Override
    public void close() {
        CheckedLoad running = load;
        if (running != null) {
            running.close();
        }
        List<SmbClient> all;
        synchronized (this) {
            all = List.copyOf(clients);
            clients.clear();
        }
        all.forEach(SmbClient::close);
    }
}
