/** Which member gets which partitions: pure functions of the members and the topics. */
@NullMarked
package io.odradek.broker.coordinator.group.consumer.assignor;

import org.jspecify.annotations.NullMarked;
