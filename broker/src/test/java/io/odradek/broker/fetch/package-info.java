@NullMarked
package io.odradek.broker.fetch;

import org.jspecify.annotations.NullMarked;
