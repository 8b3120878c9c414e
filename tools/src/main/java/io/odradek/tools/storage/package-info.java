/**
 * {@code kafka-storage}: ids and the formatting of a node's log directories. Works on the files of
 * this machine alone and connects to nothing.
 */
@NullMarked
package io.odradek.tools.storage;

import org.jspecify.annotations.NullMarked;
