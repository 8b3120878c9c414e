/**
 * The protocol's vocabulary: its APIs with their versions ({@code ApiKey}, generated) and its error
 * codes. Facts only, nothing that reads or writes.
 */
@NullMarked
package io.odradek.wire.api;

import org.jspecify.annotations.NullMarked;
