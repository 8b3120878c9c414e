@NullMarked
package io.odradek.controller.runtime;

import org.jspecify.annotations.NullMarked;
