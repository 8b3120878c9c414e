/**
 * What it costs to change records before they are stored or sent: for clients before 0.11 (between
 * their message formats and ours), and for topics with a codec of their own. Off the event loops, a
 * few at a time and within a budget.
 */
@NullMarked
package io.odradek.broker.convert;

import org.jspecify.annotations.NullMarked;
