/**
 * The coordinators of this broker put together: what the operator sets, turned into what state
 * machines take. What coordinators share lives in {@code runtime}, what they decide in a package of
 * its own each.
 */
@NullMarked
package io.odradek.broker.coordinator;

import org.jspecify.annotations.NullMarked;
