/** Rules by name, and a whole partition under a simulator. */
@NullMarked
package io.odradek.broker.net;

import org.jspecify.annotations.NullMarked;
