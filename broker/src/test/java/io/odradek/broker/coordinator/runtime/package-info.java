/** The runtime under a state machine that counts. */
@NullMarked
package io.odradek.broker.coordinator.runtime;

import org.jspecify.annotations.NullMarked;
