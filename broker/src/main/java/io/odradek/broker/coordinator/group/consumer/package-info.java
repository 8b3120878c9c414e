/**
 * The consumer protocol of groups (KIP-848): the server assigns, each member follows at its own
 * pace. Pure; {@link io.odradek.broker.coordinator.group.consumer.ConsumerProtocol} is the
 * entrance.
 *
 * <p>Only records change what a group durably is; a step appends them, they are replayed at once,
 * and the step reads on from the new state. Deadlines and indexes are rebuilt after loading.
 */
@NullMarked
package io.odradek.broker.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
