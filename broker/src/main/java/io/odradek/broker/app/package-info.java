/**
 * The process: {@link io.odradek.broker.app.Main} reads the command line, {@link
 * io.odradek.broker.app.Node} puts the roles together. The only place that wires things, creates
 * pools and may know both broker and controller.
 */
@NullMarked
package io.odradek.broker.app;

import org.jspecify.annotations.NullMarked;
