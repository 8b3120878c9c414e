@NullMarked
package io.odradek.broker.convert;

import org.jspecify.annotations.NullMarked;
