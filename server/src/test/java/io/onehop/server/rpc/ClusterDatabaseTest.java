package io.onehop.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.onehop.rpc.lsarpc.SidUse;
import io.onehop.rpc.samr.AccountDatabase.Account;
import io.onehop.server.FakeCluster;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterDatabaseTest {
    private final ClusterDatabase database = new ClusterDatabase(new FakeCluster());

    @Test
    void listsTheUsersAndGroupsOfTheCluster() {
        List<Account> all = database.accounts(database.accountDomain());
        assertThat(database.accountDomain().name()).isEqualTo("SOFS1");
        assertThat(all)
                .extracting(Account::name)
                .containsExactly("Domain Admins", "Domain Users", "gone", "other", "tester");
        assertThat(all)
                .filteredOn(a -> a.use() == SidUse.USER && !a.enabled())
                .extracting(Account::name)
                .containsExactly("gone");
        assertThat(all.getFirst().members()).containsExactly(FakeCluster.DOMAIN_SID + "-1001");
        assertThat(all.get(1).members()).hasSize(3);
    }

    @Test
    void hasTheAliasesThatRightsComeFrom() {
        assertThat(database.accounts(database.builtinDomain()))
                .extracting(Account::relativeId, Account::members)
                .containsExactly(
                        tuple(544, List.of(FakeCluster.DOMAIN_SID + "-512")),
                        tuple(545, List.of(FakeCluster.DOMAIN_SID + "-513")));
    }
}
