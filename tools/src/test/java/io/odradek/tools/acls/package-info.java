@NullMarked
package io.odradek.tools.acls;

import org.jspecify.annotations.NullMarked;
