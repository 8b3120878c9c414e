/**
 * Fetches: incremental sessions (KIP-227) whose cost follows the partitions that have news, and the
 * requests parked in them. Reads nothing itself; that is done where a partition lives.
 */
@NullMarked
package io.odradek.broker.fetch;

import org.jspecify.annotations.NullMarked;
