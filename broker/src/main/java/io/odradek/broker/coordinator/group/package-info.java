/**
 * The group coordinator: dispatches to the protocol that rules a group, and answers who asks about
 * groups. Pure.
 */
@NullMarked
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.NullMarked;
