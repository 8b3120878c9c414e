@NullMarked
package io.odradek.broker.coordinator.group.consumer;

import org.jspecify.annotations.NullMarked;
