package io.onehop.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.onehop.cluster.state.ClusterState;
import io.onehop.cluster.state.Command;
import io.onehop.cluster.state.Ports;
import io.onehop.node.TestClusters;
import io.onehop.node.dns.DnsResponder.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class DnsResponderTest {
    private final AtomicReference<ClusterState> state =
            new AtomicReference<>(TestClusters.threeNodes("example.org"));
    private final DnsResponder responder = new DnsResponder(state::get);

    @Test
    void givesAllNodesInServiceForTheFileServerName() throws IOException {
        for (String name : List.of("sofs1.example.org.", "sofs1.", "SOFS1.Example.ORG.")) {
            Message answer = ask(name, Type.A);
            assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isTrue();
            assertThat(data(answer))
                    .containsExactlyInAnyOrder("127.0.0.11", "127.0.0.12", "127.0.0.13");
            assertThat(answer.getSection(Section.ANSWER))
                    .allSatisfy(
                            r -> {
                                assertThat(r.getTTL()).isEqualTo(5);
                                assertThat(r.getName()).isEqualTo(new Name(name));
                            });
        }
    }

    @Test
    void beginsWithAnotherNodeInEachAnswer() throws IOException {
        String first = data(ask("sofs1.", Type.A)).getFirst();
        String second = data(ask("sofs1.", Type.A)).getFirst();
        String third = data(ask("sofs1.", Type.A)).getFirst();
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
        assertThat(data(ask("sofs1.", Type.A)).getFirst()).isEqualTo(first);
    }

    @Test
    void leavesOutNodesThatArePausedOrDown() throws IOException {
        change(new Command.PauseNode("fs1"), new Command.NodeDown("fs2", 1));
        assertThat(data(ask("sofs1.example.org.", Type.A))).containsExactly("127.0.0.13");
        assertThat(data(ask("fs1.example.org.", Type.A))).containsExactly("127.0.0.11");
        change(new Command.ResumeNode("fs1"));
        assertThat(data(ask("sofs1.example.org.", Type.A))).hasSize(2);
    }

    @Test
    void hasNoDataWhenNobodyIsInService() throws IOException {
        change(
                new Command.PauseNode("fs1"),
                new Command.PauseNode("fs2"),
                new Command.PauseNode("fs3"));
        assertNoData(ask("sofs1.", Type.A));
    }

    @Test
    void givesIpv6AddressesToThoseWhoAskForThem() throws IOException {
        state.set(
                TestClusters.withNode(state.get(), "fs4", Ports.DEFAULTS, "127.0.0.14", "fd00::4"));
        assertThat(data(ask("sofs1.", Type.AAAA))).containsExactly("fd00:0:0:0:0:0:0:4");
        assertThat(data(ask("sofs1.", Type.A))).hasSize(4);
        assertThat(data(ask("fs4.example.org.", Type.ANY))).hasSize(2);
    }

    @Test
    void knowsTheNodesByName() throws IOException {
        assertThat(data(ask("fs2.example.org.", Type.A))).containsExactly("127.0.0.12");
        assertThat(data(ask("fs2.", Type.A))).containsExactly("127.0.0.12");
    }

    @Test
    void tellsAMissingTypeFromAMissingName() throws IOException {
        assertNoData(ask("sofs1.example.org.", Type.AAAA));
        assertNoData(ask("sofs1.example.org.", Type.MX));
        Message below = ask("x.y.sofs1.example.org.", Type.A);
        assertThat(below.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        assertThat(below.getSection(Section.AUTHORITY).getFirst())
                .isInstanceOfSatisfying(
                        SOARecord.class, s -> assertThat(s.getMinimum()).isEqualTo(5));
    }

    @Test
    void refusesNamesOfOthers() throws IOException {
        for (String name : List.of("www.example.org.", "example.org.", ".", "sofs2.", "org.")) {
            Message answer = ask(name, Type.A);
            assertThat(answer.getRcode()).as(name).isEqualTo(Rcode.REFUSED);
            assertThat(answer.getHeader().getFlag(Flags.AA)).isFalse();
            assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        }
        assertThat(ask("sofs1.", Type.AXFR).getRcode()).isEqualTo(Rcode.REFUSED);
        Record chaos = Record.newRecord(new Name("sofs1."), Type.A, DClass.CHAOS);
        assertThat(ask(Message.newQuery(chaos), Transport.UDP).getRcode()).isEqualTo(Rcode.REFUSED);
    }

    @Test
    void namesItsServersWithTheirAddresses() throws IOException {
        Message answer = ask("sofs1.example.org.", Type.NS);
        assertThat(data(answer))
                .containsExactly("fs1.example.org.", "fs2.example.org.", "fs3.example.org.");
        assertThat(answer.getSection(Section.ADDITIONAL)).hasSize(3);
        long before = serial();
        change(new Command.PauseNode("fs1"));
        assertThat(serial()).isGreaterThan(before);
    }

    @Test
    void speaksEdnsOnlyToThoseWhoDo() throws IOException {
        assertThat(ask("sofs1.", Type.A).getOPT()).isNull();
        Message query = query("sofs1.", Type.A);
        query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        assertThat(ask(query, Transport.UDP).getOPT().getPayloadSize()).isEqualTo(1232);
        Message newer = query("sofs1.", Type.A);
        newer.addRecord(new OPTRecord(4096, 0, 7), Section.ADDITIONAL);
        Message answer = ask(newer, Transport.UDP);
        assertThat(answer.getRcode()).isEqualTo(Rcode.BADVERS);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
    }

    @Test
    void cutsWhatDoesNotFitIntoTheDatagramAndGivesItAllOverTcp() throws IOException {
        String[] many = new String[100];
        Arrays.setAll(many, i -> "10.0.0." + i);
        state.set(TestClusters.withNode(state.get(), "fs4", Ports.DEFAULTS, many));
        for (int payload : new int[] {0, 100, 1232, 65_535}) {
            Message query = query("sofs1.", Type.A);
            if (payload > 0) {
                query.addRecord(new OPTRecord(payload, 0, 0), Section.ADDITIONAL);
            }
            byte[] answer = bytes(query, Transport.UDP);
            assertThat(answer.length).isLessThanOrEqualTo(payload <= 512 ? 512 : 1232);
            assertThat(new Message(answer).getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(data(ask(query, Transport.TCP))).hasSize(103);
        }
    }

    @Test
    void dropsAnswersAndWhatHasNoHeader() {
        byte[] query = query("sofs1.", Type.A).toWire();
        for (int length = 0; length < 12; length++) {
            assertThat(responder.answer(Arrays.copyOf(query, length), Transport.UDP)).isNull();
        }
        query[2] |= (byte) 0x80;
        assertThat(responder.answer(query, Transport.UDP)).isNull();
    }

    @Test
    void answersEveryCutOfAQueryWithAFormatError() throws IOException {
        byte[] query = query("sofs1.example.org.", Type.A).toWire();
        for (int length = 12; length < query.length; length++) {
            byte[] answer = responder.answer(Arrays.copyOf(query, length), Transport.UDP);
            assertThat(new Message(Objects.requireNonNull(answer)).getRcode())
                    .isEqualTo(Rcode.FORMERR);
        }
    }

    @Test
    void implementsNoOtherOperation() throws IOException {
        Message update = query("sofs1.", Type.SOA);
        update.getHeader().setOpcode(Opcode.UPDATE);
        assertThat(ask(update, Transport.UDP).getRcode()).isEqualTo(Rcode.NOTIMP);
    }

    @Test
    void countsThatLieAreFormatErrorsNotMemory() throws IOException {
        byte[] query = query("sofs1.", Type.A).toWire();
        for (int at = 4; at < 12; at += 2) {
            byte[] bad = query.clone();
            bad[at] = (byte) 0xff;
            bad[at + 1] = (byte) 0xff;
            byte[] answer = responder.answer(bad, Transport.UDP);
            assertThat(answer).hasSize(12);
            assertThat(new Message(Objects.requireNonNull(answer)).getRcode())
                    .isEqualTo(Rcode.FORMERR);
        }
    }

    @Test
    void survivesGarbageAndNeverSaysMoreThanADatagram() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Message good = query("sofs1.example.org.", Type.A);
        good.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        byte[] wire = good.toWire();
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = i % 2 == 0 ? wire.clone() : new byte[random.nextInt(100)];
            if (i % 2 == 1) {
                random.nextBytes(bad);
            }
            for (int n = 0; n < 4 && bad.length > 0; n++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            byte[] answer = responder.answer(bad, Transport.UDP);
            assertThat(answer == null ? 0 : answer.length)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(1232);
        }
    }

    @Test
    void aNodeWithAStrangeNameHarmsNobody() throws IOException {
        for (String name : List.of("@", "a.b", "...", "ö b")) {
            state.set(TestClusters.withNode(state.get(), name, Ports.DEFAULTS, "127.0.0.99"));
        }
        assertThat(data(ask("sofs1.", Type.A))).hasSize(4);
        assertThat(ask("www.example.com.", Type.A).getRcode()).isEqualTo(Rcode.REFUSED);
        assertThat(data(ask("a\\.b.example.org.", Type.A))).containsExactly("127.0.0.99");
    }

    private long serial() throws IOException {
        Record r = ask("sofs1.", Type.SOA).getSection(Section.ANSWER).getFirst();
        return ((SOARecord) r).getSerial();
    }

    private void change(Command... commands) {
        state.set(TestClusters.after(state.get(), commands));
    }

    private static void assertNoData(Message answer) {
        assertThat(answer.getRcode()).isEqualTo(Rcode.NOERROR);
        assertThat(answer.getSection(Section.ANSWER)).isEmpty();
        assertThat(answer.getSection(Section.AUTHORITY).getFirst()).isInstanceOf(SOARecord.class);
    }

    private static Message query(String name, int type) {
        return Message.newQuery(Record.newRecord(Name.fromConstantString(name), type, DClass.IN));
    }

    private Message ask(String name, int type) throws IOException {
        return ask(query(name, type), Transport.UDP);
    }

    private Message ask(Message query, Transport transport) throws IOException {
        Message answer = new Message(bytes(query, transport));
        assertThat(answer.getHeader().getID()).isEqualTo(query.getHeader().getID());
        return answer;
    }

    private byte[] bytes(Message query, Transport transport) {
        return Objects.requireNonNull(responder.answer(query.toWire(), transport));
    }

    private static List<String> data(Message answer) {
        return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList();
    }
}
