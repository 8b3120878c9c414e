/** The forgetful disk forgets what it should, and nothing else. */
@NullMarked
package io.odradek.it.disk;

import org.jspecify.annotations.NullMarked;
