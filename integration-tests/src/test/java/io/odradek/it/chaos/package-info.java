/** What can be tried of the chaos command without a cluster. */
@NullMarked
package io.odradek.it.chaos;

import org.jspecify.annotations.NullMarked;
