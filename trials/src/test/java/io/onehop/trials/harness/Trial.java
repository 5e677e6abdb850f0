package io.onehop.trials.harness;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Gives the tests of a class one cluster of three nodes, and keeps its logs when one of them fails.
 * The cluster lives as long as the class.
 */
public final class Trial implements ParameterResolver, AfterTestExecutionCallback {
    private static final ExtensionContext.Namespace SPACE =
            ExtensionContext.Namespace.create(Trial.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TrialCluster.class;
    }

    /** A cluster, or why there is none: it is tried once. */
    private record Started(@Nullable TrialCluster cluster, @Nullable Throwable problem)
            implements AutoCloseable {
        static Started now() {
            try {
                return new Started(TrialCluster.start(3), null);
            } catch (RuntimeException | AssertionError e) {
                return new Started(null, e);
            }
        }

        @Override
        public void close() {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Started started = started(context);
        if (started.problem instanceof TestAbortedException aborted) {
            throw aborted;
        }
        if (started.cluster == null) {
            throw new AssertionError("the cluster did not start", started.problem);
        }
        return started.cluster;
    }

    private static Started started(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent() && ofClass.getParent().isPresent()) {
            ofClass = ofClass.getParent().get();
        }
        return ofClass.getStore(SPACE)
                .computeIfAbsent(Started.class, k -> Started.now(), Started.class);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        if (context.getExecutionException().isPresent()) {
            Started started = context.getStore(SPACE).get(Started.class, Started.class);
            if (started != null && started.cluster != null) {
                started.cluster.failed();
            }
        }
    }
}
