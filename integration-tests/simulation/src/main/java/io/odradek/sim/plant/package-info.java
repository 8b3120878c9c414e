/** Bugs to plant in every node, and how many seeds the simulation needs to find each. */
@NullMarked
package io.odradek.sim.plant;

import org.jspecify.annotations.NullMarked;
