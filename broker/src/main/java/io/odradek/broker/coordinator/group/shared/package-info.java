/**
 * What the protocols of groups have in common: the table of groups, their deadlines, their settings
 * and errors. Pure.
 */
@NullMarked
package io.odradek.broker.coordinator.group.shared;

import org.jspecify.annotations.NullMarked;
