/**
 * The broker's side of the control plane: its session with the active controller, the metadata it
 * follows, and the seam both go through ({@link io.odradek.broker.metadata.ControlTransport}).
 * Decides nothing about partitions.
 */
@NullMarked
package io.odradek.broker.metadata;

import org.jspecify.annotations.NullMarked;
