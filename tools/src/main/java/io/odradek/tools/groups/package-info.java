/**
 * {@code kafka-consumer-groups} and {@code kafka-groups}: what groups there are, how far they are,
 * and how to move or remove their offsets. What is said, and what may be asked, is decided by pure
 * classes.
 */
@NullMarked
package io.odradek.tools.groups;

import org.jspecify.annotations.NullMarked;
