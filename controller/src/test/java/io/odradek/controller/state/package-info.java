@NullMarked
package io.odradek.controller.state;

import org.jspecify.annotations.NullMarked;
