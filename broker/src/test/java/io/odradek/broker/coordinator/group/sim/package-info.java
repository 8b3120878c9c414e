/**
 * Groups under chance: members of every kind join, stall, crash and come back over a network that
 * loses and repeats, while coordinators take over from each other; a checker per promise. One seed
 * decides everything, so that any run can be had again.
 */
@NullMarked
package io.odradek.broker.coordinator.group.sim;

import org.jspecify.annotations.NullMarked;
