/**
 * What clients before 0.11 cost: conversions between their message formats and ours, off the event
 * loops, a few at a time and within a budget. Nothing here is on the way of a newer client.
 */
@NullMarked
package io.odradek.broker.convert;

import org.jspecify.annotations.NullMarked;
