/**
 * The demonstration behind {@code deploy/local-cluster}: a file goes through a replicated topic
 * while the leader is killed, and must come out as it went in.
 */
@NullMarked
package io.odradek.tools.demo;

import org.jspecify.annotations.NullMarked;
