/**
 * The cluster's metadata as an immutable value, and how a batch of records turns one image into the
 * next. Pure. The only part of the controller that brokers may import.
 */
@NullMarked
package io.odradek.controller.image;

import org.jspecify.annotations.NullMarked;
