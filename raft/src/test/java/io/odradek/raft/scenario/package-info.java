/** Stories of a few nodes, message by message: text in, trace out, compared with what it was. */
@NullMarked
package io.odradek.raft.scenario;

import org.jspecify.annotations.NullMarked;
