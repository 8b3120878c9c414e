@NullMarked
package io.odradek.tools.configs;

import org.jspecify.annotations.NullMarked;
