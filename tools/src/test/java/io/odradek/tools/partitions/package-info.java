@NullMarked
package io.odradek.tools.partitions;

import org.jspecify.annotations.NullMarked;
