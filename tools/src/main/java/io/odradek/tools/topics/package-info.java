/**
 * {@code kafka-topics}: creates, lists, describes, alters and deletes topics. What is printed is
 * decided by pure functions; the rest is calls to the admin client.
 */
@NullMarked
package io.odradek.tools.topics;

import org.jspecify.annotations.NullMarked;
