/** Counting votes and copies: pure functions over the voters. */
@NullMarked
package io.odradek.raft.quorum;

import org.jspecify.annotations.NullMarked;
