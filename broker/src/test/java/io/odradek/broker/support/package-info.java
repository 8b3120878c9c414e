/** What the tests of several packages share: clients, shards and waits of their own. */
@NullMarked
package io.odradek.broker.support;

import org.jspecify.annotations.NullMarked;
