/**
 * What every command shares: how its arguments are read, how an error becomes one sentence and an
 * exit status, how a properties file is read and how it connects. Knows no command.
 */
@NullMarked
package io.odradek.tools.cli;

import org.jspecify.annotations.NullMarked;
