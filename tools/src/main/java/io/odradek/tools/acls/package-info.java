/** {@code kafka-acls}: who may do what, as the cluster keeps it. */
@NullMarked
package io.odradek.tools.acls;

import org.jspecify.annotations.NullMarked;
