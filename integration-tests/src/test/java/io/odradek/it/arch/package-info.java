/**
 * The walls of the house as rules over its compiled classes, and a small crooked house (sample) on
 * which every rule must bite.
 */
@NullMarked
package io.odradek.it.arch;

import org.jspecify.annotations.NullMarked;
