/**
 * A class per Kafka API that asks group coordinators: takes requests apart by group, translates
 * topic ids, and puts answers together again. What groups are is {@code coordinator.group}'s
 * business.
 */
@NullMarked
package io.odradek.broker.api.group;

import org.jspecify.annotations.NullMarked;
