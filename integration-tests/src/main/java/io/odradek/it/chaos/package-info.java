/** The command {@code integration-tests/chaos}: a run, its verdict, its report. */
@NullMarked
package io.odradek.it.chaos;

import org.jspecify.annotations.NullMarked;
