package dev.cairn.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.FilterResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.PostDiscoveryFilter;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs a contract within a test, to see which of its tests fail. */
final class ContractRun {

  private ContractRun() {}

  /**
   * Runs the tests of those names, or all where there are none; returns the names of failed ones.
   */
  static Set<String> failuresOf(Class<?> contract, Set<String> names) {
    Set<String> failed = new TreeSet<>();
    for (TestExecutionSummary.Failure failure : run(contract, names).getFailures()) {
      failed.add(methodOf(failure.getTestIdentifier().getSource()).orElse("no test at all"));
    }
    return failed;
  }

  /** Runs a contract of which one test fails; returns the message of the failure. */
  static String messageOf(Class<?> contract) {
    List<TestExecutionSummary.Failure> failures = run(contract, Set.of()).getFailures();
    if (failures.size() != 1) {
      throw new AssertionError("of " + contract + " fails not one test: " + failures);
    }
    return String.valueOf(failures.get(0).getException().getMessage());
  }

  /** Returns how many tests of a contract were skipped, by its own decision. */
  static long skippedOf(Class<?> contract) {
    return run(contract, Set.of()).getTestsAbortedCount();
  }

  private static TestExecutionSummary run(Class<?> contract, Set<String> names) {
    PostDiscoveryFilter named =
        descriptor ->
            FilterResult.includedIf(
                names.isEmpty()
                    || methodOf(descriptor.getSource()).map(names::contains).orElse(true));
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(contract))
                .filters(named)
                .build(),
            listener);
    TestExecutionSummary summary = listener.getSummary();
    if (summary.getTestsStartedCount() == 0) {
      throw new AssertionError(contract + " has no tests named " + names);
    }
    return summary;
  }

  private static Optional<String> methodOf(Optional<TestSource> source) {
    return source
        .filter(MethodSource.class::isInstance)
        .map(MethodSource.class::cast)
        .map(MethodSource::getMethodName);
  }
}
