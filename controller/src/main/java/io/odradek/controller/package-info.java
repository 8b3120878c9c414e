/**
 * The entrance to the controller: {@link io.odradek.controller.ControllerNode} runs one. The
 * metadata itself is in {@code image}; everything else is the controllers' own.
 */
@NullMarked
package io.odradek.controller;

import org.jspecify.annotations.NullMarked;
