/** The group coordinator in virtual time: its rules one by one, and all of them under chance. */
@NullMarked
package io.odradek.broker.coordinator.group;

import org.jspecify.annotations.NullMarked;
