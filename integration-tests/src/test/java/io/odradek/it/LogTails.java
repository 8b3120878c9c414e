package io.odradek.it;

import io.odradek.it.cluster.ProcessCluster;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/** Prints the end of every node's log when a test fails: nobody should have to run it twice. */
final class LogTails
        implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        System.out.println("FAILED: " + context.getDisplayName());
        ProcessCluster.allOpen().forEach(ProcessCluster::printLogTails);
        throw failure;
    }
}
