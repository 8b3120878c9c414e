/** What the tests of several packages share. */
@NullMarked
package io.odradek.wire;

import org.jspecify.annotations.NullMarked;
