/**
 * What groups have committed: the table, and the rules by which offsets come, are read, expire and
 * go. Which member may commit is the group's own affair. Pure.
 *
 * <p>The table changes by replaying records only; whoever appends a record finds it replayed.
 */
@NullMarked
package io.odradek.broker.coordinator.group.offsets;

import org.jspecify.annotations.NullMarked;
