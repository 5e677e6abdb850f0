package io.onehop.trials.house;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrows point down only: from node to base. */
class ArrowsTest {
    private static final JavaClasses ALL =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    // Never shipped, and measures on the terminal.
                    .withImportOption(place -> !place.contains("/io/onehop/trials/"))
                    .importPackages("io.onehop");

    /** What each module may see of the others. */
    private static final Map<String, Set<String>> SEES =
            new TreeMap<>(
                    Map.of(
                            "base", Set.of(),
                            "wire", Set.of("base"),
                            "rpc", Set.of("base", "wire"),
                            "cluster", Set.of("base"),
                            "volume", Set.of("base", "wire", "cluster"),
                            "client", Set.of("base", "wire", "rpc"),
                            "server", Set.of("base", "wire", "rpc", "cluster", "volume")));

    @Test
    void findsTheClassesOfEveryModule() {
        for (String module : SEES.keySet()) {
            assertThat(ALL.containPackage("io.onehop." + module)).as(module).isTrue();
        }
        assertThat(ALL.containPackage("io.onehop.node")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "wire", "rpc", "cluster", "volume", "client", "server"})
    void seesOnlyWhatIsBelow(String module) {
        Set<String> allowed = SEES.getOrDefault(module, Set.of());
        List<String> others = new ArrayList<>(SEES.keySet());
        others.add("node");
        others.removeAll(allowed);
        others.remove(module);
        String[] forbidden =
                others.stream().map(o -> "io.onehop." + o + "..").toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage("io.onehop." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden)
                .check(ALL);
    }

    @Test
    void onlyTheRaftPackageKnowsRatis() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.onehop.cluster.raft..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLineWritesToTheTerminal() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.onehop.node.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .check(ALL);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(ALL);
    }

    @Test
    void nothingOfWireOrRpcOpensASocketOrStartsAThread() {
        noClasses()
                .that()
                .resideInAPackage("io.onehop.wire..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.net\\..*Socket.*|java\\.nio\\.channels\\..*"
                                + "|java\\.util\\.concurrent\\.Executor.*|java\\.lang\\.Thread")
                .check(ALL);
    }

    @Test
    void theClusterDecidesWithoutClocksThreadsOrFiles() {
        noClasses()
                .that()
                .resideInAnyPackage("io.onehop.cluster.state..", "io.onehop.cluster.ownership..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "java\\.lang\\.Thread|java\\.time\\.Clock|java\\.io\\.File.*"
                                + "|java\\.nio\\.file\\..*|java\\.util\\.concurrent\\.Exec.*"
                                + "|io\\.onehop\\.base\\.TimeSource")
                .check(ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wire", "rpc", "cluster", "volume", "client", "server", "node"})
    void packagesOfAModuleFormNoCycle(String module) {
        slices().matching("io.onehop." + module + ".(*)..")
                .should()
                .beFreeOfCycles()
                // An exception: a served tree names the volume that it reaches, and an open names
                // the session and tree that it belongs to. It is one model of who has what open,
                // kept in two packages because handlers need the one and the relay only the other.
                .ignoreDependency(
                        resideInAPackage("io.onehop.server.serve"),
                        resideInAPackage("io.onehop.server.open"))
                // Another one: the command line's entry names every command there is.
                .ignoreDependency(
                        name("io.onehop.node.cli.Main"), resideInAPackage("io.onehop.node.demo.."))
                .check(ALL);
    }

    @Test
    void nobodyDeserializesJavaObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .check(ALL);
        classes()
                .that()
                .resideInAPackage("io.onehop.cluster.state..")
                .and()
                .areRecords()
                .should()
                .haveOnlyFinalFields()
                .check(ALL);
    }
}
