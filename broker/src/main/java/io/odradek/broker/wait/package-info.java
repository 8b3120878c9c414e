/**
 * What waits for an offset. Waiters are held by the partition they wait for and woken by its
 * progress; there is no other place that looks for what may be done.
 */
@NullMarked
package io.odradek.broker.wait;

import org.jspecify.annotations.NullMarked;
