/**
 * The client matrix: every Kafka client we can get, as small programs in {@code
 * client-matrix/clients}, against one cluster that loses a node meanwhile. The programs know
 * nothing; this package tells them what to do and judges.
 */
@NullMarked
package io.odradek.it.matrix;

import org.jspecify.annotations.NullMarked;
