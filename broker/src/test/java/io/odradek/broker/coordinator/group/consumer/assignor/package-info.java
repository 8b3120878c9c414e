@NullMarked
package io.odradek.broker.coordinator.group.consumer.assignor;

import org.jspecify.annotations.NullMarked;
